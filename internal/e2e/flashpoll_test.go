package e2e_test

import (
	"fmt"
	"html/template"
	"net/http"
	"strings"
	"testing"
)

// polling asks the server again and again, as an inbox does; its handler knows nothing
// of messages.
const polling = template.HTML(`<script>
(async () => {
	for (let n = 1; ; n++) {
		await fetch("/poll?n=" + n)
		await new Promise(done => setTimeout(done, 20))
	}
})().catch(() => {}) // the page is left
</script>`)

func isPoll(v visit) bool { return strings.HasPrefix(v.path, "/poll") }

func answerPoll(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	fmt.Fprint(w, `{"new": 0}`)
}

// One poll is under way from before the form is posted until the page behind the
// redirect is asked for. The next one comes with the message, and is answered before
// that page.
func TestPollsAroundARedirectTakeNoMessage(t *testing.T) {
	outcome{
		nextPage: seen("/items: Saved."),
		// Not lost either: the request for the page had left before the poll took the message.
		nextRequest: seen("/items: Saved."),
	}.of(t, func(t *testing.T, s *site) *person {
		s.silent("/start", form("/save")+polling)
		s.saves("/save", "Saved.", "/items")
		s.HandleFunc("GET /poll", func(w http.ResponseWriter, r *http.Request) {
			if strings.HasSuffix(r.Referer(), "/start") && !strings.Contains(r.Header.Get("Cookie"), "flash") {
				_, _ = s.find(r.Context(), func(v visit) bool { return v.path == "/items" })
			}
			answerPoll(w, r)
		})
		s.HandleFunc("GET /items", func(w http.ResponseWriter, r *http.Request) {
			if _, err := s.find(r.Context(), func(v visit) bool { return isPoll(v) && v.carried && v.status != 0 }); err == nil {
				s.write(w, r, "shows", polling)
			}
		})
		p := meet(t, s)
		p.goTo("/start")
		p.find("a poll under way", func(v visit) bool { return isPoll(v) && v.status == 0 })
		p.submit("/save")
		p.find("a poll of the new page", func(v visit) bool {
			return isPoll(v) && v.status != 0 && strings.HasSuffix(v.header.Get("Referer"), "/items")
		})
		return p
	})
}

// A form is posted by script, and a poll comes before the person goes on.
func TestAPollWhileAMessageWaits(t *testing.T) {
	outcome{
		nextPage:    seen("/items: Noted."),
		nextRequest: nil, // the poll has taken it
	}.of(t, func(t *testing.T, s *site) *person {
		s.silent("/start", link("/items")+polling)
		s.saves("/note", "Noted.", "")
		s.HandleFunc("GET /poll", answerPoll)
		s.shows("/items", "")
		p := meet(t, s)
		p.goTo("/start")
		p.posts("/note")
		p.find("a poll with the message", func(v visit) bool { return isPoll(v) && v.carried && v.status != 0 })
		p.click("/items")
		return p
	})
}
