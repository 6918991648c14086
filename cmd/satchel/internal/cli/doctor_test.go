package cli_test

import (
	"encoding/json"
	"io"
	"log"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/cmd/satchel/demo"
	"github.com/satchel-go/satchel/cmd/satchel/internal/cli"
)

const goodSession = "__Host-session=hunter2; Path=/; Secure; HttpOnly; SameSite=Lax"

// serve starts a site over one of the ways in which sites are reached.
func serve(t *testing.T, way string, handler http.HandlerFunc) *httptest.Server {
	t.Helper()
	server := httptest.NewUnstartedServer(handler)
	server.EnableHTTP2 = way == "HTTP/2"
	// Or what it says of a handshake that failed would be said through the command, late.
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	if way == "HTTP" {
		server.Start()
	} else {
		server.StartTLS()
	}
	t.Cleanup(server.Close)
	return server
}

func TestDoctor(t *testing.T) {
	sets := func(lines ...string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Cache-Control", "private")
			w.Header()["Set-Cookie"] = lines
		}
	}
	for _, test := range []struct {
		name    string
		way     string
		handler http.HandlerFunc
		args    string
		code    int
		stdout  string // a piece of it
		stderr  string
	}{
		{"a session as it should be", "HTTPS", sets(goodSession), "--insecure", 0, "0 fault, 0 advice, 7 ok", "certificates are not checked"},
		{"the same by HTTP/2", "HTTP/2", sets(goodSession), "--insecure", 0, "0 fault, 0 advice, 7 ok", "certificates are not checked"},
		{"a session that scripts can read", "HTTPS", sets("sid=hunter2; Path=/; Secure; SameSite=Lax"), "--insecure", 3, "fault   ASVS 3.3.4       no HttpOnly", "fetching (page: https://"},
		{"only advice", "HTTP", sets("sid=hunter2; Path=/; HttpOnly; SameSite=Lax"), "", 0, "0 fault, 1 advice,", "fetching (page: http://"},
		{"only advice, and strict", "HTTP", sets("sid=hunter2; Path=/; HttpOnly; SameSite=Lax"), "--strict", 3, "0 fault, 1 advice,", "fetching (page: http://"},
		{"no cookie", "HTTP", sets(), "", 1, "no cookie", "no cookie was set, so none was judged\nsatchel: hint: give the address of a page that sets one"},
		{"a redirect without a cookie", "HTTP", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/login", http.StatusFound) }, "", 1, "302 Found", "hint: the page redirects; --follow"},
		{"a redirect that does not end", "HTTP", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/", http.StatusFound) }, "--follow", 1, "302 Found", "error: more than 10 redirects"},
		{"a certificate of one's own", "HTTPS", sets(goodSession), "", 1, "", "--insecure takes it, on a test machine"},
		{"a site that writes each time", "HTTP", sets("sid=hunter2; Path=/; HttpOnly; SameSite=Lax"), "--twice", 0, "written anew though the request had it", "fetching (page: http://"},
		{"a site that fails for a forged session", "HTTP", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Cache-Control", "no-store")
			switch c, err := r.Cookie("sid"); {
			case err != nil:
				w.Header().Set("Set-Cookie", "sid=hunter2; Path=/; HttpOnly; SameSite=Lax")
			case c.Value != "hunter2":
				http.Error(w, "", http.StatusInternalServerError)
			}
		}, "--twice", 3, "status 500 for a forged session", "fetching (page: http://"},
		{"a site that does all of it well", "HTTP", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Vary", "Cookie")
			if r.Header.Get("Cookie") == "" {
				w.Header().Set("Cache-Control", "private")
				w.Header().Set("Set-Cookie", "sid=hunter2; Path=/; HttpOnly; SameSite=Lax")
			}
		}, "--twice", 0, "a forged session is neither an error nor deleted", "fetching (page: http://"},
	} {
		t.Run(test.name, func(t *testing.T) {
			server := serve(t, test.way, test.handler)
			args := append([]string{"doctor", server.URL + "/?token=hunter2"}, strings.Fields(test.args)...)
			code, stdout, stderr := invoke(t, nil, args...)
			// The words of a text may stand on several lines.
			flat := strings.Join(strings.Fields(stdout), " ")
			if code != test.code || !strings.Contains(stdout+flat, test.stdout) || !strings.Contains(stderr, test.stderr) {
				t.Errorf("exit code %d, want %d; standard output:\n%s\nwant %s; standard error:\n%s\nwant %s", code, test.code, stdout, test.stdout, stderr, test.stderr)
			}
			if strings.Contains(stdout+stderr, "hunter2") {
				t.Errorf("a value is shown:\n%s%s", stdout, stderr)
			}
			for line := range strings.Lines(stdout) {
				if len([]rune(line)) > 81 && !strings.Contains(line, "=…") {
					t.Errorf("a line is wider than a terminal: %s", line)
				}
			}
		})
	}
}

func TestEachRequestOfTheDoctorIsTold(t *testing.T) {
	requests := 0
	server := serve(t, "HTTP", func(w http.ResponseWriter, r *http.Request) {
		if requests++; r.URL.Path == "/" {
			http.Redirect(w, r, "/login", http.StatusFound)
			return
		}
		w.Header().Set("Set-Cookie", "sid=hunter2")
	})
	_, _, stderr := invoke(t, nil, "doctor", "--follow", "--twice", server.URL)
	if told := strings.Count(stderr, "satchel: fetching "); told != requests || requests != 4 {
		t.Errorf("%d requests, %d told:\n%s", requests, told, stderr)
	}
}

func TestTheDoctorSendsTheCookiesOfAFile(t *testing.T) {
	sent := ""
	server := serve(t, "HTTP", func(w http.ResponseWriter, r *http.Request) {
		sent = r.Header.Get("Cookie")
		w.Header().Set("Set-Cookie", "sid=; Path=/; Max-Age=0")
	})
	file := filepath.Join(t.TempDir(), "cookie")
	if err := os.WriteFile(file, []byte("Cookie: sid=hunter2; theme=dark\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	code, stdout, stderr := invoke(t, nil, "doctor", "--cookie-file", file, server.URL)
	if code != 0 || sent != "sid=hunter2; theme=dark" || strings.Contains(stdout+stderr, "hunter2") {
		t.Errorf("exit code %d, sent %q:\n%s%s", code, sent, stdout, stderr)
	}
}

func TestTheResultOfTheDoctorAsJSON(t *testing.T) {
	server := serve(t, "HTTP", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Set-Cookie", "sid=hunter2; Path=/\u202e; SameSite=Lax")
	})
	code, stdout, _ := invoke(t, nil, "doctor", "--json", server.URL)
	var result struct {
		Good      *bool
		Faults    int
		Responses []struct {
			URL     string
			Status  int
			Cookies []struct {
				Name      string
				SetCookie string `json:"set_cookie"`
			}
			Findings []struct{ Requirement, Verdict, Subject, Text string }
		}
	}
	if err := json.Unmarshal([]byte(stdout), &result); err != nil {
		t.Fatal(err)
	}
	if code != cli.ExitNo || result.Good == nil || *result.Good || result.Faults == 0 || len(result.Responses) != 1 ||
		result.Responses[0].Cookies[0].Name != "sid" || result.Responses[0].Findings[2].Verdict != "fault" {
		t.Errorf("exit code %d and %s", code, stdout)
	}
	if strings.Contains(stdout, "hunter2") || strings.Contains(stdout, "null") || strings.Contains(stdout, "\u202e") {
		t.Errorf("a value, null or an escape is shown: %s", stdout)
	}
}

// The demo sets its cookies in answers to forms, so a page of the test sends the form and
// hands the answer on.
func TestTheDemoIsWithoutFault(t *testing.T) {
	for _, profile := range []satchel.Profile{satchel.Native, satchel.Play, satchel.Play25} {
		t.Run(profile.String(), func(t *testing.T) {
			log := slog.New(slog.DiscardHandler)
			store, err := demo.OpenStore(t.Context(), demo.Memory, log)
			if err != nil {
				t.Fatal(err)
			}
			defer store.Close()
			config := satchel.Config{Profile: profile, Secrets: []satchel.Secret{satchel.NewSecret()}, InsecureHTTP: true}
			handler, err := demo.NewHandler(config, store, log)
			if err != nil {
				t.Fatal(err)
			}
			server := serve(t, "HTTP", func(w http.ResponseWriter, r *http.Request) {
				form := httptest.NewRequest(http.MethodPost, "http://"+r.Host+"/login", strings.NewReader("email=ada@example.org"))
				form.Header.Set("Content-Type", "application/x-www-form-urlencoded")
				handler.ServeHTTP(w, form)
			})
			code, stdout, stderr := invoke(t, nil, "doctor", server.URL)
			if code != cli.ExitOK || strings.Count(stdout, "=…(") != 2 || !strings.Contains(stdout, "\n0 fault, ") {
				t.Errorf("exit code %d:\n%s%s", code, stdout, stderr)
			}
		})
	}
}
