package demo

import (
	"net/http"

	"github.com/satchel-go/satchel"
)

type problemPage struct {
	layout
	Status   int
	Headline string
	Advice   string
}

// problems are the words for the answers that are no page.
var problems = map[int]struct{ headline, advice string }{
	http.StatusBadRequest:            {"That form made no sense", "It was damaged on its way. Go back and send it again."},
	http.StatusForbidden:             {"That came from another site", "Only the pages of this application may send its forms."},
	http.StatusNotFound:              {"There is no such page", "The address may be mistyped; the demo has one page only."},
	http.StatusMethodNotAllowed:      {"That address takes forms only", "It does its work when a form is sent to it, and has nothing to show."},
	http.StatusRequestEntityTooLarge: {"That form is too large", "A name or an address fits into far less."},
	http.StatusInternalServerError:   {"That went wrong", "The fault is the server's, and its log has the reason."},
}

// problem answers with a page that says what is wrong.
func (a *application) problem(w http.ResponseWriter, r *http.Request, status int, shown messages) {
	words := problems[status]
	a.render(w, r, status, problemTemplate, problemPage{
		layout:   layout{Title: words.headline + " – Satchel demo", Profile: a.profile.String(), Messages: shown},
		Status:   status,
		Headline: words.headline,
		Advice:   words.advice,
	})
}

// notFound shows the message of the flash too: it is for the next page, whatever page
// that is.
func (a *application) notFound(w http.ResponseWriter, r *http.Request) {
	a.problem(w, r, http.StatusNotFound, messagesOf(satchel.FlashFrom(r.Context())))
}

func (a *application) wrongMethod(allowed string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Allow", allowed)
		a.problem(w, r, http.StatusMethodNotAllowed, messagesOf(satchel.FlashFrom(r.Context())))
	}
}

// foreign answers a form of another site. It has no scopes.
func (a *application) foreign(w http.ResponseWriter, r *http.Request) {
	a.problem(w, r, http.StatusForbidden, noMessages)
}
