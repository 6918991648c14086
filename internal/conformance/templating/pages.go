package templating

import (
	"context"
	"io"

	"maragu.dev/gomponents"
	"maragu.dev/gomponents/html"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/templates"
)

// Document is [Page] with gomponents: it is built before it is rendered, so the flash
// is asked for in time wherever the call stands.
func Document(ctx context.Context, items []string) gomponents.Node {
	return html.Doctype(html.HTML(html.Lang("en"),
		html.Head(
			html.TitleEl(gomponents.Text("Items")),
			html.Script(gomponents.Raw(templates.Script)),
		),
		html.Body(
			html.Ul(gomponents.Map(items, func(item string) gomponents.Node { return html.Li(gomponents.Text(item)) })),
			List(satchel.FlashFrom(ctx).Messages()),
		),
	))
}

// List is [Messages] with gomponents.
func List(messages []satchel.Message) gomponents.Node {
	return gomponents.Map(messages, func(m satchel.Message) gomponents.Node {
		return html.P(html.Data("flash", ""), html.Class(m.Level), gomponents.Text(m.Text))
	})
}

// LateDocument asks in a function that is called when the page is being rendered, and
// gomponents writes each tag as it comes.
func LateDocument(ctx context.Context) gomponents.Node {
	return html.Main(gomponents.NodeFunc(func(w io.Writer) error {
		return List(satchel.FlashFrom(ctx).Messages()).Render(w)
	}))
}
