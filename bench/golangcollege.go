package bench

import (
	"net/http"

	"github.com/golangcollege/sessions"
)

// newGolangCollege is golangcollege/sessions: the session encrypted in a cookie. It decodes
// that of each request, asked for or not, and holds the answer back until the handler ends.
func newGolangCollege() *Subject {
	session := sessions.New([]byte(peerKey))
	handlers := golangCollegeHandlers(session)
	return &Subject{
		Name:     "golangcollege",
		Sessions: true,
		Flash:    Signed,
		Peer:     true,
		Handler:  func(work Work) http.Handler { return session.Enable(handlers[work]) },
	}
}

func golangCollegeHandlers(session *sessions.Session) map[Work]http.HandlerFunc {
	return map[Work]http.HandlerFunc{
		Nothing: nothing,
		Fill: func(w http.ResponseWriter, r *http.Request) {
			for _, pair := range pairs {
				session.Put(r, pair.Key, pair.Value)
			}
			answer(w, fixedBody, nil)
		},
		ReadKey: func(w http.ResponseWriter, r *http.Request) { answer(w, session.GetString(r, readKey), nil) },
		ChangeKey: func(w http.ResponseWriter, r *http.Request) {
			session.Put(r, readKey, changedValue)
			answer(w, fixedBody, nil)
		},
		SetFlash: func(w http.ResponseWriter, r *http.Request) {
			session.Put(r, messageKey, message)
			answer(w, fixedBody, nil)
		},
		TakeFlash: func(w http.ResponseWriter, r *http.Request) { answer(w, session.PopString(r, messageKey), nil) },
	}
}
