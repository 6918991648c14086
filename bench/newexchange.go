package bench

import "net/http"

// NewExchange returns an exchange of a handler of one's own. cookie is the Cookie header;
// "" for none. It looks at no answer: see [Exchange.Answer].
func NewExchange(handler http.Handler, cookie string) *Exchange { return newExchange(handler, cookie) }

// SetCookie gives the next requests another Cookie header, where they have one. It
// allocates nothing, so that it may be called between two of them that are timed.
func (e *Exchange) SetCookie(cookie string) { e.request.Header["Cookie"][0] = cookie }

// Answer is what the response to the last request was: its status, its body and its
// Set-Cookie lines. The lines are good until the next request.
func (e *Exchange) Answer() (status int, body string, cookies []string) {
	return e.response.status, string(e.response.body), e.response.header["Set-Cookie"]
}
