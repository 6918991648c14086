package demo_test

import (
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/satchel-go/satchel"
)

func TestAnswersThatAreNoPage(t *testing.T) {
	for _, test := range []struct {
		name, method, path, body string
		header                   http.Header
		status                   int
		headline                 string
	}{
		{"unknown path", http.MethodGet, "/nowhere", "", nil, 404, "There is no such page"},
		{"form to an unknown path", http.MethodPost, "/nowhere", "", nil, 404, "There is no such page"},
		{"reading the address of a form", http.MethodGet, "/items", "", nil, 405, "That address takes forms only"},
		{"form to the page", http.MethodPost, "/", "", nil, 405, "That address takes forms only"},
		{"deleting", http.MethodDelete, "/items/delete", "", nil, 405, "That address takes forms only"},
		{"form that is damaged", http.MethodPost, "/items", "name=%zz", nil, 400, "That form made no sense"},
		{"form that is too large", http.MethodPost, "/items", "name=" + strings.Repeat("x", 17<<10), nil, 413, "That form is too large"},
		{"form of another site", http.MethodPost, "/items", "name=x", http.Header{"Sec-Fetch-Site": {"cross-site"}}, 403, "That came from another site"},
		{"form of another origin, old browser", http.MethodPost, "/items", "name=x", http.Header{"Origin": {"http://other.example"}}, 403, "That came from another site"},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := visit(t, satchel.Config{})
			request := c.raw(test.method, test.path, test.body)
			maps.Copy(request.Header, test.header)
			response, page := c.do(request)
			if response.StatusCode != test.status || !strings.Contains(page, "<h1>"+test.headline+"</h1>") {
				t.Errorf("status %d, want %d with %q", response.StatusCode, test.status, test.headline)
			}
			if test.status == http.StatusMethodNotAllowed && response.Header.Get("Allow") == "" {
				t.Error("there is no Allow header")
			}
			if got := items(c.get("/")); got != "" {
				t.Errorf("it added %q", got)
			}
		})
	}
}

func TestAFormOfAnotherSiteTakesNoMessageAway(t *testing.T) {
	c := visit(t, satchel.Config{})
	c.http.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	if response, _ := c.do(c.request(http.MethodPost, "/items", url.Values{"name": {"tea"}})); response.StatusCode != http.StatusSeeOther {
		t.Fatalf("status %d", response.StatusCode)
	}
	foreign := c.request(http.MethodPost, "/items", url.Values{"name": {"x"}})
	foreign.Header.Set("Sec-Fetch-Site", "cross-site")
	c.do(foreign)
	if got, want := message(c.get("/")), "success: Saved “tea”."; got != want {
		t.Errorf("message %q, want %q", got, want)
	}
}

func TestAMissingPageShowsTheMessage(t *testing.T) {
	c := visit(t, satchel.Config{})
	c.http.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	c.do(c.request(http.MethodPost, "/items", url.Values{"name": {"tea"}}))
	if got, want := message(c.get("/nowhere")), "success: Saved “tea”."; got != want {
		t.Errorf("message %q, want %q", got, want)
	}
}

func TestEveryAnswerHasTheSecurityHeaders(t *testing.T) {
	c := visit(t, satchel.Config{})
	for _, path := range []string{"/", "/nowhere", "/items", "/style.css", "/icon.svg", "/flash.js"} {
		response, _ := c.do(c.request(http.MethodGet, path, nil))
		policy := response.Header.Get("Content-Security-Policy")
		if !strings.HasPrefix(policy, "default-src 'none'; ") || strings.Contains(policy, "unsafe") || !strings.Contains(policy, "script-src 'self';") {
			t.Errorf("%s: Content-Security-Policy: %s", path, policy)
		}
		if got := response.Header.Get("X-Content-Type-Options"); got != "nosniff" {
			t.Errorf("%s: X-Content-Type-Options: %s", path, got)
		}
	}
}

func TestAssets(t *testing.T) {
	c := visit(t, satchel.Config{})
	for path, contentType := range map[string]string{"/style.css": "text/css; charset=utf-8", "/icon.svg": "image/svg+xml", "/flash.js": "text/javascript; charset=utf-8"} {
		response, body := c.do(c.request(http.MethodGet, path, nil))
		if response.StatusCode != http.StatusOK || response.Header.Get("Content-Type") != contentType || body == "" {
			t.Errorf("%s: status %d, type %s, %d bytes", path, response.StatusCode, response.Header.Get("Content-Type"), len(body))
		}
		again := c.request(http.MethodGet, path, nil)
		again.Header.Set("If-None-Match", response.Header.Get("ETag"))
		if response, _ := c.do(again); response.StatusCode != http.StatusNotModified {
			t.Errorf("%s: status %d for a browser that has it", path, response.StatusCode)
		}
	}
}
