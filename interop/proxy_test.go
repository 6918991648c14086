package interop_test

import (
	"bufio"
	"net/http"
	"net/url"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/interop/internal/live"
)

// buildProxy builds examples/besideplay with the Go command, as its readers do.
func buildProxy(t *testing.T) string {
	program := filepath.Join(t.TempDir(), "besideplay")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", program, "./examples/besideplay")
	build.Dir = ".."
	if said, err := build.CombinedOutput(); err != nil {
		t.Fatalf("go build ./examples/besideplay: %v\n%s", err, said)
	}
	return program
}

// runProxy runs it in front of an application, with the secret in the variable that Play's
// documentation has for it, and stops it when the test ends.
func runProxy(t *testing.T, program string, play *live.Play, behind *live.Application, secret satchel.Secret, flags ...string) *live.Application {
	arguments := append([]string{"-listen", "127.0.0.1:0", "-play", "http://" + behind.Address}, flags...)
	proxy := exec.Command(program, arguments...)
	proxy.Env = []string{"APPLICATION_SECRET=" + string(secret), "SATCHEL_PROFILE=" + play.Version().Profile().String()}
	var log strings.Builder
	proxy.Stderr = &log
	output, err := proxy.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err = proxy.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := proxy.Process.Signal(syscall.SIGTERM); err != nil {
			t.Errorf("the proxy has ended before the test: %v", err)
		}
		if err := proxy.Wait(); err != nil {
			t.Errorf("the proxy ended with %v, and said:\n%s", err, &log)
		}
	})
	line, err := bufio.NewReader(output).ReadString('\n')
	address, _, found := strings.Cut(strings.TrimPrefix(line, "http://"), ",")
	if err != nil || !found {
		t.Fatalf("the proxy says %q and not where it serves: %v", line, err)
	}
	return &live.Application{Address: address}
}

// visit is the browser of somebody who uses the site: one address, behind which some routes
// are of Go and the others of Play.
type visit struct {
	*live.Site

	t       *testing.T
	browser *live.Browser
}

// submit sends a form from a page of the site, and returns the answer.
func (v visit) submit(path string, form url.Values) live.Response {
	return v.submitFrom("same-origin", v.URL("").String(), path, form)
}

func (v visit) submitFrom(site, origin, path string, form url.Values) live.Response {
	r, err := http.NewRequestWithContext(v.t.Context(), http.MethodPost, v.URL(path).String(), strings.NewReader(form.Encode()))
	if err != nil {
		v.t.Fatal(err)
	}
	r.Header = http.Header{
		"Content-Type": {"application/x-www-form-urlencoded"}, "Origin": {origin},
		"Sec-Fetch-Site": {site}, "Sec-Fetch-Mode": {"navigate"}, "Sec-Fetch-Dest": {"document"},
	}
	return v.browser.Send(r)
}

// shows fetches the page of the account, which Go serves, and looks for texts.
func (v visit) shows(texts ...string) {
	v.t.Helper()
	page := v.Get("/account")
	for _, text := range texts {
		if page.Status != http.StatusOK || !strings.Contains(string(page.Body), text) {
			v.t.Errorf("/account: the status %d, and no %q: %s", page.Status, text, page.Body)
		}
	}
}

// The program of the documentation in front of a Play: a login on Play, a page and a change in
// Go, messages over the border both ways, a logout on either side. It has no flag for the
// routes that have moved: one moves back with its line in account.go.
func TestBesidePlay(t *testing.T) {
	t.Parallel()
	program := buildProxy(t)
	alone := exec.Command(program, "-listen", "127.0.0.1:0")
	alone.Env = []string{}
	if said, err := alone.CombinedOutput(); err == nil || !strings.Contains(string(said), "APPLICATION_SECRET") {
		t.Errorf("without a secret it starts, or does not say which variable it wants: %v, %s", err, said)
	}
	plays.Each(t, func(t *testing.T, play *live.Play) {
		secret := satchel.NewSecret()
		proxy := runProxy(t, program, play, play.Application(t, live.Settings(secret)), secret, "-home", "/flash")
		browser := live.NewBrowser(t)
		site := visit{browser.Open("http://shop.test:8080", proxy), t, browser}
		refused := func(when string) {
			if got := site.Get("/account"); got.Status != http.StatusUnauthorized {
				t.Errorf("%s: /account has the status %d, want %d", when, got.Status, http.StatusUnauthorized)
			}
		}
		refused("before the login")

		site.SetSession(live.Pairs{"username": "maria & co", "csrfToken": "t"}) // on Play
		site.shows("maria &amp; co", "plain")

		changed := site.submit("/account", url.Values{"theme": {"teal"}}) // in Go
		if changed.Status != http.StatusSeeOther || changed.Header.Get("Location") != "/account" {
			t.Errorf("the change: the status %d, to %q", changed.Status, changed.Header.Get("Location"))
		}
		play.ReadByPlay(t, site.Session(), live.Pairs{"username": "maria & co", "csrfToken": "t", "theme": "teal"})
		site.submit("/account", url.Values{"theme": {"violet"}})
		play.ReadByPlay(t, site.Flash(), live.Pairs{"success": "Your theme has been changed"}) // of Go, shown by Play
		site.SetFlash(live.Pairs{"success": "Paid"})
		site.shows("Paid", "violet") // of Play, shown by Go
		if page := site.Get("/account"); strings.Contains(string(page.Body), "Paid") {
			t.Errorf("a message is shown twice: %s", page.Body)
		}

		// What Play answers has Play's cookies and header fields: the scopes of Go are not around it.
		site.SetFlash(live.Pairs{"success": "Shipped"})
		if got := site.Untouched().Header; len(got["Set-Cookie"]) != 1 || got.Get("Vary") != "" || got.Get("Cache-Control") != "" {
			t.Errorf("Play answered, and the client got Set-Cookie %q, Vary %q, Cache-Control %q",
				got["Set-Cookie"], got.Get("Vary"), got.Get("Cache-Control"))
		}
		// A form of another site does not get through to what Go answers, which Play's filter does not see.
		if got := site.submitFrom("cross-site", "http://evil.test", "/logout", nil); got.Status != http.StatusForbidden {
			t.Errorf("a form of another site: the status %d, want %d", got.Status, http.StatusForbidden)
		}
		out := site.submit("/logout", nil) // in Go
		if out.Status != http.StatusSeeOther || out.Header.Get("Location") != "/flash" {
			t.Errorf("the logout: the status %d, to %q", out.Status, out.Header.Get("Location"))
		}
		session, flash := site.Scopes()
		play.ReadByPlay(t, session, live.Pairs{})
		play.ReadByPlay(t, flash, live.Pairs{"success": "You have logged out"})
		refused("after a logout in Go")

		site.SetSession(live.Pairs{"username": "maria"})
		site.shows("maria")
		site.ClearSession() // on Play
		refused("after a logout on Play")
		if left := browser.Jar.All(); len(left) > 0 {
			t.Errorf("after all, the browser has %v", left)
		}
	})
}
