package templates_test

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"github.com/satchel-go/satchel"
)

// attacks are messages as somebody writes them who can set a cookie, which an
// unsigned flash of Play 2.5 allows.
var attacks = []string{
	`<script>attack()</script>`,
	`"><script>attack()</script>`,
	`' onmouseover='attack()`,
	`" onmouseover="attack()`,
	` onmouseover=attack() `,
	`javascript:attack()`,
	"java\tscript:attack()",
	`data:text/html,<script>attack()</script>`,
	`</script><script>attack()</script>`,
	`</style><script>attack()</script>`,
	`</textarea><script>attack()</script>`,
	`--><script>attack()</script><!--`,
	`";attack();//`,
	`';attack();//`,
	"`;attack();//",
	`${attack()}`,
	`\";attack();//`,
	"\u2028attack()\u2029",
	`expression(attack())`,
	`red;background:url(javascript:attack())`,
	`}body{background:url(//attack)`,
	`\3c script>`,
	`{{flash "success"}}`,
	`]]>`,
	"\x00<script\x00>",
}

func TestHostileTextIsEscapedByContext(t *testing.T) {
	scopes := newScopes(t, satchel.Config{InsecureUnsignedFlash: true})
	for _, c := range []struct{ name, before, after string }{
		{"HTML", `<p>`, `</p>`},
		{"an attribute", `<p title="`, `">`},
		{"an attribute in single quotes", `<p title='`, `'>`},
		{"an attribute without quotes", `<p title=`, `>`},
		{"the name of an attribute", `<p `, `>`},
		{"a URL", `<a href="`, `">`},
		{"the query of a URL", `<a href="/?q=`, `">`},
		{"a list of images", `<img srcset="`, `">`},
		{"a script", `<script>var x = `, `;</script>`},
		{"a string of a script", `<script>var x = "`, `";</script>`},
		{"a template literal of a script", "<script>var x = `", "`;</script>"},
		{"a regular expression of a script", `<script>var x = /`, `/;</script>`},
		{"a handler", `<p onclick="f(`, `)">`},
		{"JSON", `<script type="application/json">{"x":`, `}</script>`},
		{"a style", `<style>p{color:`, `}</style>`},
		{"a URL of a style", `<style>p{background:url("`, `")}</style>`},
		{"the style of an element", `<p style="color:`, `">`},
		{"a text field", `<textarea>`, `</textarea>`},
		{"a title", `<title>`, `</title>`},
		{"a comment", `<!-- `, ` -->`},
	} {
		t.Run(c.name, func(t *testing.T) {
			wrap := func(action string) string { return c.before + action + c.after }
			// What html/template makes of the text as data is the measure.
			byData := parse(t, wrap(`{{.}}`))
			nobody := requestWith(t, scopes, nil, nil)
			for _, function := range []struct {
				name, text string
				request    func(text string) context.Context
			}{
				{"flash", wrap(`{{flash "success"}}`), func(text string) context.Context { return requestWith(t, scopes, nil, pair("success", text)) }},
				{"flashes", `{{range flashes}}` + wrap(`{{.Text}}`) + `{{end}}`, func(text string) context.Context { return requestWith(t, scopes, nil, pair("success", text)) }},
				{"the level of flashes", `{{range flashes}}` + wrap(`{{.Level}}`) + `{{end}}`, func(text string) context.Context { return requestWith(t, scopes, nil, pair(text, "text")) }},
				{"session", wrap(`{{session "who"}}`), func(text string) context.Context { return requestWith(t, scopes, pair("who", text), nil) }},
				{"old", wrap(`{{old "field"}}`), func(text string) context.Context { return requestAfter(t, scopes, url.Values{"field": {text}}) }},
				{"the default of old", wrap(`{{old "field" .}}`), func(string) context.Context { return nobody }},
			} {
				set := parse(t, function.text)
				for _, attack := range attacks {
					got := show(function.request(attack), t, set, attack)
					if want := show(t.Context(), t, byData, attack); got != want {
						t.Errorf("%s: %q becomes %q, as data it is %q", function.name, attack, got, want)
					}
					if inside := strings.TrimSuffix(strings.TrimPrefix(got, c.before), c.after); strings.Contains(inside, "<script") ||
						strings.Contains(inside, "</") || strings.Contains(inside, "javascript:") && strings.Contains(c.name, "URL") {
						t.Errorf("%s: %q becomes %q", function.name, attack, got)
					}
				}
			}
		})
	}
}
