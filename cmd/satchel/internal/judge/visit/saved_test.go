package visit_test

import (
	"net/url"
	"slices"
	"strconv"
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
		"of HTTP/1.1":                     {"HTTP/1.1 303 See Other\r\nSet-Cookie: a=1; Path=/\r\nset-cookie: b=2" + body, 303, "a=1; Path=/ b=2"},
		"of HTTP/2, without words":        {"HTTP/2 200 \r\nset-cookie: a=1" + body, 200, "a=1"},
		"with line feeds alone":           {"HTTP/1.1 200 OK\nSet-Cookie: a=1\n\n", 200, "a=1"},
		"without an end":                  {"HTTP/1.1 200 OK\nSet-Cookie: a=1\n", 200, "a=1"},
		"after early hints":               {"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 200 OK\r\nSet-Cookie: a=1" + body, 200, "a=1"},
		"of an upgrade":                   {"HTTP/1.1 101 Switching Protocols\r\nSet-Cookie: a=1" + body, 101, "a=1"},
		"without fields":                  {"HTTP/1.1 204 No Content\r\n\r\n", 204, ""},
		"behind a proxy":                  {"HTTP/1.1 200 Connection established\r\n\r\nHTTP/2 200 \r\nset-cookie: a=1" + body, 200, "a=1"},
		"an empty page":                   {"HTTP/1.1 200 OK\r\n\r\n", 200, ""},
		"whose page begins as a response": {"HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\n\r\nHTTP/1.1 is a protocol", 200, "a=1"},
	} {
		t.Run(name, func(t *testing.T) {
			responses, err := visit.ReadSaved(strings.NewReader(test.saved), login)
			if err != nil || len(responses) != 1 {
				t.Fatalf("%v, %v", responses, err)
			}
			response := responses[0]
			lines := strings.Join(response.Header["Set-Cookie"], " ")
			if response.Status != test.status || lines != test.lines || response.URL != login {
				t.Errorf("%+v; want status %d and the lines %q", response, test.status, test.lines)
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
		"a proxy and no response":   "HTTP/1.1 200 Connection established\r\n\r\nHTTP/hunter2",
		"too many responses":        strings.Repeat("HTTP/1.1 302 Found\r\nA: b\r\n\r\n", 65),
		"a line of a million bytes": strings.Repeat("x", 1<<20),
	} {
		t.Run(name, func(t *testing.T) {
			responses, err := visit.ReadSaved(strings.NewReader(saved), login)
			if err == nil || len(err.Error()) > 200 || strings.Contains(err.Error(), "hunter2") || responses != nil {
				t.Errorf("%+v, %v", responses, err)
			}
		})
	}
}

// As curl -iL prints them: each is from where the one before it leads to.
func TestSavedResponsesThatFollowEachOther(t *testing.T) {
	const saved = "HTTP/1.1 200 Connection established\r\n\r\nHTTP/1.1 302 Found\r\nLocation: https://id.example.com/in\r\nSet-Cookie: a=1\r\n\r\n" +
		"HTTP/1.1 103 Early Hints\r\n\r\nHTTP/2 303 \r\nlocation: /home\r\nset-cookie: b=2\r\n\r\n" +
		"HTTP/2 401 \r\nset-cookie: c=3\r\n\r\nHTTP/2 200 \r\nset-cookie: d=4\r\n\r\n<title>HTTP/1.1 200 OK</title>"
	responses, err := visit.ReadSaved(strings.NewReader(saved), address(t, "https://shop.example.com/login"))
	var got []string
	for _, response := range responses {
		got = append(got, response.URL.String()+" "+strconv.Itoa(response.Status)+" "+response.Header.Get("Set-Cookie"))
	}
	want := []string{
		"https://shop.example.com/login 302 a=1", "https://id.example.com/in 303 b=2", "https://id.example.com/home 401 c=3", "https://id.example.com/home 200 d=4",
	}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%v\n got %q\nwant %q", err, got, want)
	}
}

// FuzzReadSaved: a text is responses, few of them and each with a status, or one short error.
func FuzzReadSaved(f *testing.F) {
	f.Add("HTTP/1.1 200 Connection established\r\n\r\nHTTP/2 302 \r\nlocation: //b.example/\xff\r\n\r\nHTTP/1.1 103 x\n\nHTTP/1.1 200 OK\nSet-Cookie: a=b\n\n")
	f.Add(strings.Repeat("HTTP/1.1 302 Found\r\nLocation: http://[\r\n\r\n", 70))
	f.Fuzz(func(t *testing.T, saved string) {
		responses, err := visit.ReadSaved(strings.NewReader(saved), address(t, "https://shop.example.com/"))
		if (err == nil) == (len(responses) == 0) || len(responses) > 64 || err != nil && len(err.Error()) > 200 {
			t.Errorf("%d responses, %v", len(responses), err)
		}
		for _, response := range responses {
			if response.Status < 101 || response.URL == nil || response.URL.User != nil {
				t.Errorf("%+v", response)
			}
		}
	})
}
