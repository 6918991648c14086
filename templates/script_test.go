package templates_test

import (
	"crypto/sha256"
	"encoding/base64"
	"html/template"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/satchel-go/satchel/templates"
)

func TestScriptHashIsThatOfTheScript(t *testing.T) {
	sum := sha256.Sum256([]byte(templates.Script))
	if want := "sha256-" + base64.StdEncoding.EncodeToString(sum[:]); templates.ScriptHash != want {
		t.Errorf("ScriptHash is %s, want %s", templates.ScriptHash, want)
	}
}

// The script stands in a script element as it is: nothing in it ends the element
// or begins a comment in it (HTML, section 4.12.1.3).
func TestScriptStandsInAPage(t *testing.T) {
	for _, text := range []string{"</", "<!--", "<script", "\n"} {
		if script := templates.Script; strings.Contains(script, text) {
			t.Errorf("the script contains %q", text)
		}
	}
}

func TestFlashscript(t *testing.T) {
	plain := "<script>" + templates.Script + "</script>"
	with := func(nonce string) string { return `<script nonce="` + nonce + `">` + templates.Script + "</script>" }
	for _, c := range []struct{ name, text, nonce, want string }{
		{"no nonce", `{{flashscript}}`, "", plain},
		{"an empty nonce, of a page without a policy", `{{flashscript .}}`, "", plain},
		{"a nonce", `{{flashscript .}}`, "rAnd0m", with("rAnd0m")},
		{"every character", `{{flashscript .}}`, "azAZ09+/-_==", with("azAZ09+/-_==")},
		{"a quote", `{{flashscript .}}`, `a"b`, ""},
		{"an attribute", `{{flashscript .}}`, `a" src="//attack`, ""},
		{"an end of the element", `{{flashscript .}}`, `a><script>`, ""},
		{"a space", `{{flashscript .}}`, `a b`, ""},
		{"a line break at the end", `{{flashscript .}}`, "abcd\n", ""},
		{"an ampersand", `{{flashscript .}}`, "a&quot;b", ""},
		{"a letter outside ASCII", `{{flashscript .}}`, "é", ""},
		{"a byte that is no UTF-8", `{{flashscript .}}`, "a\xff", ""},
		{"an = in the middle", `{{flashscript .}}`, "a=b", ""},
		{"only =", `{{flashscript .}}`, "==", ""},
		{"three =", `{{flashscript .}}`, "a===", ""},
		{"two nonces", `{{flashscript . .}}`, "abcd", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			var page strings.Builder
			err := parse(t, c.text).Execute(t.Context(), &page, c.nonce)
			if page.String() != c.want || (err == nil) == (c.want == "") {
				t.Errorf("wrote %q and returned %v, want %q", page.String(), err, c.want)
			}
			if err != nil && c.nonce != "" && strings.Contains(err.Error(), `"`+c.nonce+`"`) {
				t.Errorf("the error shows the nonce: %v", err)
			}
		})
	}
}

// Whatever the nonce is, there is one script element with our script in it, and at
// most one attribute, whose value is the nonce.
func FuzzNonce(f *testing.F) {
	for _, nonce := range []string{"", "rAnd0m", "a b", `"`, "a==", "\x00", "é", "'><"} {
		f.Add(nonce)
	}
	page := template.Must(template.New("page").Funcs(templates.Funcs()).Parse(`{{flashscript .}}`))
	f.Fuzz(func(t *testing.T, nonce string) {
		var b strings.Builder
		if err := page.Execute(&b, nonce); err != nil {
			if b.Len() > 0 {
				t.Errorf("an error, and %q", b.String())
			}
			return
		}
		tag, found := strings.CutSuffix(b.String(), ">"+templates.Script+"</script>")
		if !found {
			t.Fatalf("the element is %q", b.String())
		}
		if nonce != "" {
			tag, found = strings.CutSuffix(tag, ` nonce="`+nonce+`"`)
		}
		if !found || tag != "<script" || strings.ContainsAny(nonce, "\"'<>& \t\n\r\f\x00") {
			t.Errorf("the nonce %q makes %q", nonce, b.String())
		}
	})
}

func TestScriptHandler(t *testing.T) {
	serve := func(method, match string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(method, "/flash.js", http.NoBody)
		if match != "" {
			r.Header.Set("If-None-Match", match)
		}
		w := httptest.NewRecorder()
		templates.ScriptHandler().ServeHTTP(w, r)
		return w
	}
	w := serve(http.MethodGet, "")
	if w.Code != http.StatusOK || w.Body.String() != templates.Script {
		t.Errorf("status %d, %q", w.Code, w.Body.String())
	}
	for name, want := range map[string]string{
		"Content-Type": "text/javascript; charset=utf-8", "X-Content-Type-Options": "nosniff",
		"Cache-Control": "public, max-age=86400", "Vary": "", "Set-Cookie": "",
	} {
		if got := w.Header().Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	etag := w.Header().Get("ETag")
	if w := serve(http.MethodGet, etag); w.Code != http.StatusNotModified || w.Body.Len() > 0 {
		t.Errorf("the second request with %s: status %d, %q", etag, w.Code, w.Body.String())
	}
	if w := serve(http.MethodGet, `"sha256-old"`); w.Code != http.StatusOK {
		t.Errorf("a script of an older version: status %d", w.Code)
	}
	if w := serve(http.MethodHead, ""); w.Code != http.StatusOK || w.Body.Len() > 0 {
		t.Errorf("HEAD: status %d, %q", w.Code, w.Body.String())
	}
}
