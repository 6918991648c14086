package visit_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/satchel-go/satchel/cmd/satchel/internal/judge/visit"
)

func TestASavedResponseIsRead(t *testing.T) {
	login, err := url.Parse("https://shop.example.com/login")
	if err != nil {
		t.Fatal(err)
	}
	const body = "\r\n\r\n<title>Set-Cookie: body=1</title>"
	for name, test := range map[string]struct {
		saved  string
		status int
		lines  string // the Set-Cookie lines
	}{
		"of HTTP/1.1":              {"HTTP/1.1 303 See Other\r\nSet-Cookie: a=1; Path=/\r\nset-cookie: b=2" + body, 303, "a=1; Path=/ b=2"},
		"of HTTP/2, without words": {"HTTP/2 200 \r\nset-cookie: a=1" + body, 200, "a=1"},
		"with line feeds alone":    {"HTTP/1.1 200 OK\nSet-Cookie: a=1\n\n", 200, "a=1"},
		"without an end":           {"HTTP/1.1 200 OK\nSet-Cookie: a=1\n", 200, "a=1"},
		"after early hints":        {"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 200 OK\r\nSet-Cookie: a=1" + body, 200, "a=1"},
		"of an upgrade":            {"HTTP/1.1 101 Switching Protocols\r\nSet-Cookie: a=1" + body, 101, "a=1"},
		"without fields":           {"HTTP/1.1 204 No Content\r\n\r\n", 204, ""},
	} {
		t.Run(name, func(t *testing.T) {
			response, err := visit.ReadSaved(strings.NewReader(test.saved), login)
			lines := strings.Join(response.Header["Set-Cookie"], " ")
			if err != nil || response.Status != test.status || lines != test.lines || response.URL != login {
				t.Errorf("%+v, %v; want status %d and the lines %q", response, err, test.status, test.lines)
			}
		})
	}
	for name, saved := range map[string]string{
		"nothing":                   "",
		"a page":                    "<!doctype html>\n",
		"a status that is none":     "HTTP/1.1 OK\r\n\r\n",
		"a status of two digits":    "HTTP/1.1 20 OK\r\n\r\n",
		"a field without a colon":   "HTTP/1.1 200 OK\r\nSet-Cookie hunter2\r\n\r\n",
		"hints and no response":     "HTTP/1.1 103 Early Hints\r\n\r\n",
		"a header without an end":   "HTTP/1.1 200 OK\r\n" + strings.Repeat("X: "+strings.Repeat("x", 1000)+"\r\n", 300),
		"a request":                 "GET / HTTP/1.1\r\nHost: shop.example.com\r\n\r\n",
		"a line of a million bytes": strings.Repeat("x", 1<<20),
	} {
		t.Run(name, func(t *testing.T) {
			response, err := visit.ReadSaved(strings.NewReader(saved), login)
			if err == nil || len(err.Error()) > 200 || strings.Contains(err.Error(), "hunter2") || response.Status != 0 {
				t.Errorf("%+v, %v", response.Status, err)
			}
		})
	}
}
