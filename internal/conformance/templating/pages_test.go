package templating_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"maragu.dev/gomponents"
	ghttp "maragu.dev/gomponents/http"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/internal/conformance/templating"
)

// Items of a page that fits into templ's buffer of 4 KB, and of one that does not.
var (
	few  = []string{"one", "two"}
	many = slices.Repeat([]string{strings.Repeat("item ", 20)}, 1000)
)

// A page shows its message once, and leaves no shared cache a copy of it. Where the
// component asks too late, the message is not lost: the browser keeps it.
func TestMessageWith(t *testing.T) {
	component := func(c templ.Component) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) { _ = c.Render(r.Context(), w) }
	}
	for _, c := range []struct {
		name  string
		page  http.HandlerFunc
		shown bool
	}{
		{"templ, a small page that asks first", component(templating.Page(few)), true},
		{"templ, a large page that asks first", component(templating.Page(many)), true},
		{"templ, a large page whose handler asks and passes the messages in", func(w http.ResponseWriter, r *http.Request) {
			messages := satchel.FlashFrom(r.Context()).Messages()
			_ = templ.Join(templating.Items(many), templating.Messages(messages)).Render(r.Context(), w)
		}, true},
		{"templ, a small page that asks late", component(templating.Late(few)), true},
		{"templ, a large page that asks late", component(templating.Late(many)), false},
		{"templ.Handler, which buffers, a large page that asks late", templ.Handler(templating.Late(many)).ServeHTTP, true},
		{"templ.Handler that streams, a large page that asks late", templ.Handler(templating.Late(many), templ.WithStreaming()).ServeHTTP, false},
		{"templ.Handler that streams, a large page that asks first", templ.Handler(templating.Page(many), templ.WithStreaming()).ServeHTTP, true},
		{"templ, a handler that asks before a large page that asks late", func(w http.ResponseWriter, r *http.Request) {
			satchel.FlashFrom(r.Context())
			_ = templating.Late(many).Render(r.Context(), w)
		}, true},
		{"gomponents, a small page", func(w http.ResponseWriter, r *http.Request) { _ = templating.Document(r.Context(), few).Render(w) }, true},
		{"gomponents, a large page", func(w http.ResponseWriter, r *http.Request) { _ = templating.Document(r.Context(), many).Render(w) }, true},
		{"gomponents, a large page by its adapter", ghttp.Adapt(func(_ http.ResponseWriter, r *http.Request) (gomponents.Node, error) {
			return templating.Document(r.Context(), many), nil
		}), true},
		{"gomponents, a function that asks while rendering", func(w http.ResponseWriter, r *http.Request) { _ = templating.LateDocument(r.Context()).Render(w) }, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newSite(t, func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Type", "text/html; charset=utf-8")
				c.page(w, r)
			})
			s.plant(t, "success", "The item has been created")
			header, page := s.visit(t)
			if got := strings.Contains(page, `class="success">The item has been created</p>`); got != c.shown {
				t.Errorf("the page shows the message: %v", got)
			}
			if s.holds() == c.shown {
				t.Errorf("the browser holds the message: %v", s.holds())
			}
			if got := header.Get("Vary") == "Cookie" && strings.Contains(header.Get("Cache-Control"), "no-store"); got != c.shown {
				t.Errorf("the header is %v", header)
			}
			if !c.shown {
				return
			}
			if _, page = s.visit(t); strings.Contains(page, "has been created") {
				t.Error("the next page shows it again")
			}
			if header, _ = s.visit(t); header.Get("Vary") != "Cookie" {
				t.Errorf("a page that could have shown a message has %v", header)
			}
		})
	}
}
