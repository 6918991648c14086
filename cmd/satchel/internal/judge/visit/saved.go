package visit

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/textproto"
	"net/url"
	"strconv"
	"strings"

	"github.com/satchel-go/satchel/cmd/satchel/internal/judge"
)

// errNoResponse does not quote: there may be a cookie in the text.
var (
	errNoResponse    = errors.New("is no response as curl -i prints it: a line such as HTTP/1.1 200 OK, fields, and an empty line")
	errManyResponses = fmt.Errorf("has more than %d responses; give the ones that count", maxSaved)
)

// maxSaved bounds the responses of a file; curl follows 50 redirects.
const maxSaved = 64

// ReadSaved reads the headers of responses that somebody else has got from an address, in the
// form in which curl -i prints them: of HTTP/1.1 or of a later version. With curl -L there are
// several, one behind the other, each from where the one before it redirects to. What a proxy
// says of its connection, interim responses (103) and the body are passed over.
func ReadSaved(saved io.Reader, address *url.URL) ([]judge.Response, error) {
	limited := &io.LimitedReader{R: saved, N: maxHeader}
	buffered := bufio.NewReader(limited)
	lines := textproto.NewReader(buffered)
	var responses []judge.Response
	for {
		status, connection, header, err := readHeader(lines)
		switch {
		case err == nil && limited.N > 0 || errors.Is(err, io.EOF) && limited.N > 0:
		case len(responses) > 0 && limited.N > 0: // a body that begins alike
			return responses, nil
		default:
			return nil, errNoResponse
		}
		more := startsResponse(buffered)
		connected := status == http.StatusOK && (connection || len(header) == 0) && more
		if (status >= http.StatusOK || status == http.StatusSwitchingProtocols) && !connected {
			response := judge.Response{URL: address, Status: status, Header: header}
			responses = append(responses, response)
			if next, err := redirect(response); err == nil && next != nil {
				address = next
			}
		}
		switch {
		case more && len(responses) == maxSaved:
			return nil, errManyResponses
		case !more && len(responses) == 0:
			return nil, errNoResponse
		case !more:
			return responses, nil
		}
	}
}

// readHeader reads a line of status and the fields behind it. connection tells that a proxy
// speaks of the connection that it has made. The error is io.EOF where the empty line at the
// end is not there, which is no fault of a file that was cut.
func readHeader(lines *textproto.Reader) (status int, connection bool, header http.Header, err error) {
	line, err := lines.ReadLine()
	if err != nil {
		return 0, false, nil, errNoResponse
	}
	protocol, rest, _ := strings.Cut(line, " ")
	code, reason, _ := strings.Cut(rest, " ")
	status, err = strconv.Atoi(code)
	if !strings.HasPrefix(protocol, startOfResponse) || err != nil || status < 100 || status > 999 {
		return 0, false, nil, errNoResponse
	}
	fields, err := lines.ReadMIMEHeader()
	if err != nil && !errors.Is(err, io.EOF) {
		return 0, false, nil, errNoResponse
	}
	return status, strings.EqualFold(strings.TrimSpace(reason), "connection established"), http.Header(fields), err
}

const startOfResponse = "HTTP/"

func startsResponse(text *bufio.Reader) bool {
	start, _ := text.Peek(len(startOfResponse)) // less at the end
	return string(start) == startOfResponse
}
