package e2e_test

import (
	"net/http"
	"testing"

	"github.com/satchel-go/satchel"
)

// A message is set while the page that is rendered ahead still loads. What it loads is
// said to be fetched ahead, too, but is no page: it must be served, or the page is shown
// without it.
func TestAPageRenderedAheadGetsItsParts(t *testing.T) {
	s := startSite(t, satchel.Config{})
	s.silent("/start", link("/target")+`<script>(async () => {
		const rules = document.createElement("script")
		rules.type = "speculationrules"
		rules.textContent = '{"prerender": [{"urls": ["/target"], "eagerness": "immediate"}]}'
		document.head.append(rules)
		await fetch("/runs")
		await fetch("/note", {method: "POST"})
		await fetch("/has")
		document.querySelector("a").click()
	})()</script>`)
	s.shows("/target", `<script>if (document.prerendering) (async () => {
		await fetch("/running")
		window.part = (await fetch("/part")).status
		const image = new Image()
		image.onload = () => { window.image = "shown" }
		image.onerror = () => { window.image = "broken" }
		image.src = "/image"
	})()</script>`)
	s.saves("/note", "Noted.", "")
	waits := func(path string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			_, _ = s.find(r.Context(), func(v visit) bool { return v.path == path && (path == "/running" || v.status != 0) })
		}
	}
	s.HandleFunc("GET /runs", waits("/running"))
	s.HandleFunc("GET /running", waits("/note"))
	s.HandleFunc("GET /has", waits("/image"))
	s.HandleFunc("GET /part", func(http.ResponseWriter, *http.Request) {})
	s.HandleFunc("GET /image", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "image/svg+xml")
		_, _ = w.Write([]byte(`<svg xmlns="http://www.w3.org/2000/svg" width="5" height="5"/>`))
	})
	p := meet(t, s)
	p.visit("/end")
	p = p.unattended("/start", "/target")
	for path, purpose := range map[string]string{"/part": "a fetch", "/image": "an image"} {
		v := p.find(purpose, func(v visit) bool { return v.path == path })
		if !v.carried || v.header.Get("Sec-Purpose") == "" {
			t.Errorf("%s: no message, or not ahead: nothing is proven: %v", path, v)
		}
		if v.status != http.StatusOK {
			t.Errorf("%s for the page rendered ahead has status %d", purpose, v.status)
		}
	}
	p.until(`window.image !== undefined`)
	if got := evaluate[string](p.tab, `window.part + " " + window.image`); got != "200 shown" {
		t.Errorf("the page that is shown got %q", got)
	}
	p.saw("/end: Noted.")
}
