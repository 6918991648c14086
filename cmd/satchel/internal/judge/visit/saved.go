package visit

import (
	"bufio"
	"errors"
	"io"
	"net/http"
	"net/textproto"
	"net/url"
	"strconv"
	"strings"

	"github.com/satchel-go/satchel/cmd/satchel/internal/judge"
)

// errNoResponse does not quote: there may be a cookie in the text.
var errNoResponse = errors.New("is no response as curl -i prints it: a line such as HTTP/1.1 200 OK, fields, and an empty line")

// ReadSaved reads the header of a response that somebody else has got from the address, in
// the form in which curl -i prints it: of HTTP/1.1 or of a later version. Interim responses
// (103) are passed over, and so is the body.
func ReadSaved(saved io.Reader, address *url.URL) (judge.Response, error) {
	limited := &io.LimitedReader{R: saved, N: maxHeader}
	lines := textproto.NewReader(bufio.NewReader(limited))
	for {
		line, err := lines.ReadLine()
		if err != nil {
			return judge.Response{}, errNoResponse
		}
		protocol, rest, _ := strings.Cut(line, " ")
		code, _, _ := strings.Cut(rest, " ")
		status, err := strconv.Atoi(code)
		if !strings.HasPrefix(protocol, "HTTP/") || err != nil || status < 100 || status > 999 {
			return judge.Response{}, errNoResponse
		}
		// A saved header may end without the empty line.
		header, err := lines.ReadMIMEHeader()
		if err != nil && (!errors.Is(err, io.EOF) || limited.N <= 0) {
			return judge.Response{}, errNoResponse
		}
		if status >= http.StatusOK || status == http.StatusSwitchingProtocols {
			return judge.Response{URL: address, Status: status, Header: http.Header(header)}, nil
		}
	}
}
