package bench

import "net/http"

// The keys of the peers have 32 bytes, as their documentation advises; those that sign
// have the key of the floor's MAC. Both are published, and good for nothing else.
const (
	peerKey        = macKey
	peerCipherKey  = "bench-9876543210-9876543210-9876" // AES-256
	peerCookieName = "session"
	peerFlashName  = "flash"
)

// peerSubjects are other libraries, used as their documentation tells a user to. What they
// have for a flash takes part in those rows: gorilla, gin, scs and golangcollege keep the
// message inside the session, with everything that is there; for the libraries of tokens,
// and for Revel, it is a cookie of its own.
//
// The rows of the flash bring no other session, which is kind to those that have it inside.
func peerSubjects(beside *Subject) ([]*Subject, error) {
	bareGin, err := newBareGin(beside)
	if err != nil {
		return nil, err
	}
	jose, err := newGoJose()
	if err != nil {
		return nil, err
	}
	revelEngine, err := newRevel()
	if err != nil {
		return nil, err
	}
	return []*Subject{
		bareGin,
		newGin(),
		newGorilla("gorilla-hmac", []byte(peerKey)),
		newGorilla("gorilla-hmac-aes", []byte(peerKey), []byte(peerCipherKey)),
		newSecureCookieGob("securecookie-gob", nil),
		newSecureCookieGob("securecookie-gob-aes", []byte(peerCipherKey)),
		newSecureCookieJSON("securecookie-json"),
		newSCS("scs", 0),
		newSCS("scs-idle", scsIdleTimeout),
		newGolangCollege(),
		newGolangJWT(),
		jose,
		newJWX(),
		revelEngine,
	}, nil
}

// handlersOf makes a Handler of a table.
func handlersOf(table map[Work]http.HandlerFunc) func(Work) http.Handler {
	return func(work Work) http.Handler { return table[work] }
}

// nothing is the handler that asks for no session.
func nothing(w http.ResponseWriter, _ *http.Request) { answer(w, fixedBody, nil) }
