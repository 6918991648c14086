package cli_test

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/satchel-go/satchel/cmd/satchel/internal/cli"
)

func fileOf(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// A page that is seen logged in and sets nothing is judged by how it answers to the cookies.
func TestAPageThatOnlyReadsIsJudgedWithCookies(t *testing.T) {
	for _, test := range []struct {
		name, cacheControl, args string
		code                     int
		stderr                   string
	}{
		{"asked twice", "private", "--twice", cli.ExitOK, ""},
		{"asked twice, and strict", "public, max-age=60", "--twice --strict", cli.ExitNo, ""},
		{"asked once", "private", "", cli.ExitFailure, "no cookie was set, so none was judged\nsatchel: hint: --twice judges the answer to the cookies"},
	} {
		t.Run(test.name, func(t *testing.T) {
			server := serve(t, "HTTP", func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Cache-Control", test.cacheControl) })
			args := append([]string{"doctor", server.URL, "--cookie-file", fileOf(t, "sid=hunter2")}, strings.Fields(test.args)...)
			code, stdout, stderr := invoke(t, nil, args...)
			if code != test.code || !strings.Contains(stderr, test.stderr) || test.stderr == "" && strings.Contains(stderr, "error") {
				t.Errorf("exit code %d, want %d:\n%s%s", code, test.code, stdout, stderr)
			}
		})
	}
}

func TestWhatAForgedSessionGetsIsShown(t *testing.T) {
	server := serve(t, "HTTP", func(w http.ResponseWriter, r *http.Request) {
		if c, err := r.Cookie("sid"); err != nil || c.Value != "hunter2" {
			w.Header().Set("Set-Cookie", "sid=hunter2; Path=/; HttpOnly; SameSite=Lax")
		}
	})
	_, stdout, _ := invoke(t, nil, "doctor", "--twice", server.URL)
	_, forged, found := strings.Cut(stdout, "with a forged session: 200 OK\n")
	if !found || !strings.Contains(forged, "sid=…(7 bytes); Path=/") || strings.Contains(forged, "no cookie\n") {
		t.Errorf("%s", stdout)
	}
}

// The package net/http reads no cookie at all of so many.
func TestARequestThatIsNotSentIsTold(t *testing.T) {
	for name, handler := range map[string]http.HandlerFunc{
		"no cookie": func(http.ResponseWriter, *http.Request) {},
		"too many": func(w http.ResponseWriter, _ *http.Request) {
			for i := range 5000 {
				w.Header().Add("Set-Cookie", "a"+strconv.Itoa(i)+"=b; Path=/")
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			_, stdout, stderr := invoke(t, nil, "doctor", "--twice", serve(t, "HTTP", handler).URL)
			if !strings.Contains(stderr, "warning: no second request (--twice): there is no cookie that would go to the page again") {
				t.Errorf("standard error: %s", stderr)
			}
			if lines := strings.Count(stdout, "\n"); lines > 600 {
				t.Errorf("%d lines are printed", lines)
			}
		})
	}
	_, _, stderr := invoke(t, nil, "doctor", "--twice", serve(t, "HTTP", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Set-Cookie", "theme=dark; Path=/")
	}).URL)
	if !strings.Contains(stderr, "warning: no request with a forged session (--twice): no cookie looks like one") {
		t.Errorf("standard error: %s", stderr)
	}
}

// The same name in both forms: escaped for a terminal once, and the very name for a program.
func TestNamesAreEscapedOnce(t *testing.T) {
	saved := fileOf(t, "HTTP/1.1 200 OK\nSet-Cookie: \u009b31mname=hunter2; Path=/\u202ex\n\n")
	_, stdout, _ := invoke(t, nil, "doctor", "--response", saved, "https://a.example/")
	if !strings.Contains(stdout, `\u009b31mname=…(7 bytes); Path=/\u202ex`) || strings.ContainsAny(stdout, "\u009b\u202e") {
		t.Errorf("%q", stdout)
	}
	_, stdout, _ = invoke(t, nil, "doctor", "--json", "--response", saved, "https://a.example/")
	var result struct {
		Responses []struct {
			Cookies []struct{ Name string }
		}
	}
	if err := json.Unmarshal([]byte(stdout), &result); err != nil || strings.ContainsAny(stdout, "\u009b\u202e") {
		t.Errorf("%v: %q", err, stdout)
	}
	if name := result.Responses[0].Cookies[0].Name; name != "\u009b31mname" {
		t.Errorf("the name is %q", name)
	}
}

func TestEachSavedResponseIsJudged(t *testing.T) {
	saved := fileOf(t, "HTTP/1.1 200 Connection established\n\nHTTP/2 302 \nlocation: /home\nset-cookie: sid=hunter2; Path=/\n\nHTTP/2 200 \nset-cookie: theme=dark; Path=/\n\n<title>")
	code, stdout, _ := invoke(t, nil, "doctor", "--response", saved, "https://a.example/login")
	for _, want := range []string{"https://a.example/login, saved: 302 Found\n", "https://a.example/home, saved: 200 OK\n", "\nsid=…(7 bytes)", "\ntheme=…(4 bytes)"} {
		if !strings.Contains(stdout, want) {
			t.Errorf("%q is not in:\n%s", want, stdout)
		}
	}
	if code != cli.ExitNo || strings.Count(stdout, ", saved: ") != 2 {
		t.Errorf("exit code %d:\n%s", code, stdout)
	}
}

// A careless cookie must not hide behind a careful one of its name.
func TestAllLinesOfANameStandAboveTheirFindings(t *testing.T) {
	saved := fileOf(t, "HTTP/1.1 200 OK\nSet-Cookie: sid=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT\nSet-Cookie: a=b\nSet-Cookie: sid=hunter2; Path=/\n\n")
	code, stdout, _ := invoke(t, nil, "doctor", "--response", saved, "https://a.example/")
	if code != cli.ExitNo || !strings.Contains(stdout, "\nsid=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT\nsid=…(7 bytes); Path=/\n  ") {
		t.Errorf("exit code %d:\n%s", code, stdout)
	}
}
