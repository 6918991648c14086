package bench

import (
	"net/http"

	"github.com/gorilla/sessions"
)

// newGorilla is gorilla/sessions with the session in a cookie: one key for a MAC, and a
// second one to encrypt. It decodes when a handler asks, and a handler saves.
func newGorilla(name string, keys ...[]byte) *Subject {
	g := gorilla{sessions.NewCookieStore(keys...)}
	return &Subject{
		Name:     name,
		Sessions: true,
		Flash:    Signed,
		Peer:     true,
		Handler: handlersOf(map[Work]http.HandlerFunc{
			Nothing:   nothing,
			Fill:      g.fill,
			ReadKey:   g.readKey,
			ChangeKey: g.changeKey,
			SetFlash:  g.setFlash,
			TakeFlash: g.takeFlash,
		}),
	}
}

type gorilla struct{ store *sessions.CookieStore }

func (g gorilla) fill(w http.ResponseWriter, r *http.Request) {
	g.change(w, r, func(session *sessions.Session) string {
		for _, pair := range pairs {
			session.Values[pair.Key] = pair.Value
		}
		return fixedBody
	})
}

func (g gorilla) readKey(w http.ResponseWriter, r *http.Request) {
	session, err := g.store.Get(r, peerCookieName)
	text, _ := session.Values[readKey].(string)
	answer(w, text, err)
}

func (g gorilla) changeKey(w http.ResponseWriter, r *http.Request) {
	g.change(w, r, func(session *sessions.Session) string {
		session.Values[readKey] = changedValue
		return fixedBody
	})
}

func (g gorilla) setFlash(w http.ResponseWriter, r *http.Request) {
	g.change(w, r, func(session *sessions.Session) string {
		session.AddFlash(message, messageKey)
		return fixedBody
	})
}

func (g gorilla) takeFlash(w http.ResponseWriter, r *http.Request) {
	g.change(w, r, func(session *sessions.Session) string { return firstText(session.Flashes(messageKey)) })
}

// change saves what one function has done with the session, and answers with its text.
func (g gorilla) change(w http.ResponseWriter, r *http.Request, with func(*sessions.Session) string) {
	session, err := g.store.Get(r, peerCookieName)
	if err != nil {
		answer(w, "", err)
		return
	}
	text := with(session)
	answer(w, text, session.Save(r, w))
}

// firstText is what a flash of gorilla's holds: a list of whatever was added.
func firstText(flashes []any) string {
	if len(flashes) == 0 {
		return ""
	}
	text, _ := flashes[0].(string)
	return text
}
