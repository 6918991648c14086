package bench

import (
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"
)

// scsIdleTimeout is any: what it costs is that each request writes.
const scsIdleTimeout = 20 * time.Minute

// newSCS is alexedwards/scs with its store in memory, to which a real store would add a
// round trip. It loads the session of each request, asked for or not. With an idle timeout
// it saves each of them as well, and sets the cookie.
//
// Each of the requests that set a message makes a session, which stays in the store.
func newSCS(name string, idleTimeout time.Duration) *Subject {
	manager := scs.New()
	manager.IdleTimeout = idleTimeout
	return &Subject{
		Name:       name,
		Sessions:   true,
		Flash:      Signed,
		Peer:       true,
		SetsAlways: idleTimeout > 0,
		Handler: func(work Work) http.Handler {
			own := *manager // a manager of its own would have a goroutine of its own
			own.Store = &unchangingStore{Store: manager.Store}
			return own.LoadAndSave(scsHandlers(&own)[work])
		},
	}
}

// unchangingStore gives each request of one handler what the first one found: a message
// that was taken is on the server no more, and the same request again would take nothing.
// It asks and changes the store beneath all the same, so that the cost stays, and so that
// another handler sees what has become of the session.
//
// It serves one goroutine.
type unchangingStore struct {
	scs.Store

	token string
	first []byte
}

func (s *unchangingStore) Find(token string) (data []byte, found bool, err error) {
	data, found, err = s.Store.Find(token)
	if err != nil || !found {
		return data, found, err
	}
	if s.first == nil {
		s.token, s.first = token, data
	}
	if token == s.token {
		data = s.first
	}
	return data, true, nil
}

func scsHandlers(manager *scs.SessionManager) map[Work]http.HandlerFunc {
	return map[Work]http.HandlerFunc{
		Nothing: nothing,
		Fill: func(w http.ResponseWriter, r *http.Request) {
			for _, pair := range pairs {
				manager.Put(r.Context(), pair.Key, pair.Value)
			}
			answer(w, fixedBody, nil)
		},
		ReadKey: func(w http.ResponseWriter, r *http.Request) {
			answer(w, manager.GetString(r.Context(), readKey), nil)
		},
		ChangeKey: func(w http.ResponseWriter, r *http.Request) {
			manager.Put(r.Context(), readKey, changedValue)
			answer(w, fixedBody, nil)
		},
		SetFlash: func(w http.ResponseWriter, r *http.Request) {
			manager.Put(r.Context(), messageKey, message)
			answer(w, fixedBody, nil)
		},
		TakeFlash: func(w http.ResponseWriter, r *http.Request) {
			answer(w, manager.PopString(r.Context(), messageKey), nil)
		},
	}
}
