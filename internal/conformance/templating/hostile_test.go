package templating_test

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"maragu.dev/gomponents"
	"maragu.dev/gomponents/html"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/internal/conformance/templating"
)

var attacks = []string{
	`<script>attack()</script>`,
	`"><img src=x onerror=attack()>`,
	`' onmouseover='attack()`,
	`" onmouseover="attack()`,
	`javascript:attack()`,
	` JavaScript:attack()`,
	`</script><script>attack()</script>`,
	`</textarea><script>attack()</script>`,
	`<!--<script>`,
	`";attack();//`,
	`');attack();//`,
	`\";attack();//`,
	"`${attack()}`",
	`&quot;&lt;`,
}

// scriptAddress is an attribute that runs what it holds.
var scriptAddress = regexp.MustCompile(`(?i)(href|action)="\s*javascript:`)

// The text of a message is what somebody typed. Whatever it is, a page has the same
// tags and the same quotes as with a harmless one, and no address that is a script.
func TestHostileTextIsEscapedInMarkup(t *testing.T) {
	for library, page := range map[string]http.HandlerFunc{
		"templ": func(w http.ResponseWriter, r *http.Request) {
			messages := satchel.FlashFrom(r.Context()).Messages()
			_ = templating.Markup().Render(r.Context(), w)
			_ = templating.Messages(messages).Render(r.Context(), w)
		},
		"gomponents": func(w http.ResponseWriter, r *http.Request) {
			text := satchel.FlashFrom(r.Context()).Get("info")
			_ = gomponents.Group{
				html.P(gomponents.Text(text)),
				html.Textarea(gomponents.Text(text)),
				html.P(html.Title(text), html.Class(text), html.Data("x", text)),
				templating.List(satchel.FlashFrom(r.Context()).Messages()),
			}.Render(w)
		},
	} {
		t.Run(library, func(t *testing.T) {
			s := newSite(t, page)
			show := func(text string) string {
				s.plant(t, "info", text)
				_, page := s.visit(t)
				return page
			}
			marks := func(page string) (count [4]int) {
				for i, mark := range []string{"<", ">", `"`, "'"} {
					count[i] = strings.Count(page, mark)
				}
				return count
			}
			harmless := marks(show("harmless"))
			for _, attack := range attacks {
				page := show(attack)
				if marks(page) != harmless || scriptAddress.MatchString(page) {
					t.Errorf("%q becomes %q", attack, page)
				}
			}
		})
	}
}

// In a script of templ the text is a string, the whole string, and does not end the
// element.
func TestHostileTextIsAStringInScripts(t *testing.T) {
	s := newSite(t, func(w http.ResponseWriter, r *http.Request) { _ = templating.Code().Render(r.Context(), w) })
	for _, attack := range attacks {
		s.plant(t, "info", attack)
		_, page := s.visit(t)
		if strings.Count(page, "<") != 4 {
			t.Errorf("%q becomes %q", attack, page)
		}
		for _, around := range [][2]string{{"var value = ", ";\n"}, {"var inside = ", ";\n"}, {`type="application/json">`, "\n</script>"}} {
			_, code, _ := strings.Cut(page, around[0])
			code, _, found := strings.Cut(code, around[1])
			var text string
			if err := json.Unmarshal([]byte(code), &text); err != nil || !found || text != attack {
				t.Errorf("%s: %q becomes %s", around[0], attack, code)
			}
		}
	}
}
