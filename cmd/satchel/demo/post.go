package demo

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/satchel-go/satchel"
)

// An action is what one form does. It returns the message of its success, or an
// error: a [*complaint] or a [*satchel.SizeError] is shown to the person, any
// other is a failure of the server.
type action func(r *http.Request) (success string, err error)

// A complaint is what is wrong with a form, in words for the person at it. With a
// field, the input comes back with the message, so that nobody types it again.
type complaint struct{ text, field, input string }

func (c *complaint) Error() string { return c.text }

const (
	maxForm  = 16 << 10 // bytes
	maxInput = 300      // bytes that come back with a complaint
)

// act runs an action and answers with a redirect; the flash carries what there is
// to say to the page after it. The redirect is a 303, so that the browser fetches
// that page with GET, and a reload repeats nothing.
func (a *application) act(do action) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, maxForm)
		if err := r.ParseForm(); err != nil {
			status := http.StatusBadRequest
			if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
				status = http.StatusRequestEntityTooLarge
			}
			a.problem(w, r, status, noMessages)
			return
		}
		success, err := do(r)
		if err := tell(satchel.FlashFrom(r.Context()), success, err); err != nil {
			a.log.ErrorContext(r.Context(), "action failed", "path", r.URL.Path, "reason", err)
			a.problem(w, r, http.StatusInternalServerError, noMessages)
			return
		}
		http.Redirect(w, r, "/", http.StatusSeeOther)
	}
}

// tell puts the outcome of an action into the flash. What is not for the person
// at the form comes back as an error.
func tell(flash *satchel.Flash, success string, err error) error {
	if err == nil {
		return flash.Success(success)
	}
	if wrong, ok := errors.AsType[*complaint](err); ok {
		if wrong.field != "" && len(wrong.input) <= maxInput && utf8.ValidString(wrong.input) {
			if err := flash.Set(wrong.field, wrong.input); err != nil {
				return err
			}
		}
		return flash.Error(wrong.text)
	}
	if large, ok := errors.AsType[*satchel.SizeError](err); ok {
		return flash.Error(explainSize(large))
	}
	return err
}

func explainSize(e *satchel.SizeError) string {
	keys := make([]string, len(e.Largest))
	for i, key := range e.Largest {
		keys[i] = fmt.Sprintf("%s %d", key.Key, key.Size)
	}
	return fmt.Sprintf("Not stored, and the session is as it was: its cookie would have %d bytes, and browsers keep %d. Largest keys: %s.",
		e.Size, e.Limit, strings.Join(keys, ", "))
}
