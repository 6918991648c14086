package templating_test

import (
	"log"
	"net/http"

	. "maragu.dev/gomponents"      //nolint:revive // as its users write it
	. "maragu.dev/gomponents/html" //nolint:revive // as its users write it

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/templates"
)

// With gomponents the page is built first and rendered then.
func Example_gomponents() {
	page := func(r *http.Request, items []string) Node {
		return Doctype(HTML(
			Head(TitleEl(Text("Items")), Script(Raw(templates.Script))),
			Body(
				Ul(Map(items, func(item string) Node { return Li(Text(item)) })),
				Map(satchel.FlashFrom(r.Context()).Messages(), func(m satchel.Message) Node {
					return P(Data("flash", ""), Class(m.Level), Text(m.Text))
				}),
			),
		))
	}

	mux := http.NewServeMux()
	mux.HandleFunc("GET /items", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		if err := page(r, []string{"one", "two"}).Render(w); err != nil {
			log.Print(err)
		}
	})
	mux.HandleFunc("POST /items", created)

	visit(mux, "POST /items", "GET /items")
	// Output:
	// POST /items: <p data-flash="" class="success">The item has been created</p>
	// GET /items:
}
