package bench

import (
	"errors"
	"net/http"
)

// values are what a value of a cookie holds, in the type that the library gives.
type values interface {
	text(key string) string
	set(key, text string)
}

type (
	textValues map[string]string
	anyValues  map[string]any
)

func (v textValues) text(key string) string { return v[key] }
func (v textValues) set(key, text string)   { v[key] = text }

func (v anyValues) set(key, text string) { v[key] = text }
func (v anyValues) text(key string) string {
	text, _ := v[key].(string)
	return text
}

// filled has the five pairs.
func filled[V values](empty V) V {
	for _, pair := range pairs {
		empty.set(pair.Key, pair.Value)
	}
	return empty
}

// valueCodec is a library that knows values and no cookies.
type valueCodec[V values] struct {
	empty  func() V
	encode func(V) (string, error)
	decode func(value string) (V, error)
}

// byHand are the handlers that somebody writes around such a library: nothing is decoded
// before it is needed, and the message has a cookie of its own.
type byHand[V values] struct{ session, flash valueCodec[V] }

func newByHand[V values](name string, flash FlashKind, h byHand[V]) *Subject {
	data := filled(h.session.empty())
	return &Subject{
		Name:     name,
		Sessions: true,
		Flash:    flash,
		Peer:     true,
		Handler: handlersOf(map[Work]http.HandlerFunc{
			Nothing:   nothing,
			Fill:      h.fill,
			ReadKey:   h.readKey,
			ChangeKey: h.changeKey,
			SetFlash:  h.setFlash,
			TakeFlash: h.takeFlash,
		}),
		Codec: &Codec{
			Encode: func() (string, error) { return h.session.encode(data) },
			Decode: func(value, key string) (string, error) {
				read, err := h.session.decode(value)
				if err != nil {
					return "", err
				}
				return read.text(key), nil
			},
		},
	}
}

func (h byHand[V]) fill(w http.ResponseWriter, _ *http.Request) {
	writeCookie(w, peerCookieName, h.session, filled(h.session.empty()))
}

func (h byHand[V]) readKey(w http.ResponseWriter, r *http.Request) {
	session, err := readCookie(r, peerCookieName, h.session)
	answer(w, session.text(readKey), err)
}

func (h byHand[V]) changeKey(w http.ResponseWriter, r *http.Request) {
	session, err := readCookie(r, peerCookieName, h.session)
	if err != nil {
		answer(w, "", err)
		return
	}
	session.set(readKey, changedValue)
	writeCookie(w, peerCookieName, h.session, session)
}

func (h byHand[V]) setFlash(w http.ResponseWriter, _ *http.Request) {
	flash := h.flash.empty()
	flash.set(messageKey, message)
	writeCookie(w, peerFlashName, h.flash, flash)
}

func (h byHand[V]) takeFlash(w http.ResponseWriter, r *http.Request) {
	flash, err := readCookie(r, peerFlashName, h.flash)
	deletion := cookieByHand(peerFlashName, "")
	deletion.MaxAge = -1
	http.SetCookie(w, deletion)
	answer(w, flash.text(messageKey), err)
}

// readCookie is empty where there is no cookie.
func readCookie[V values](r *http.Request, name string, codec valueCodec[V]) (V, error) {
	cookie, err := r.Cookie(name)
	if errors.Is(err, http.ErrNoCookie) {
		return codec.empty(), nil
	}
	if err != nil {
		return codec.empty(), err
	}
	return codec.decode(cookie.Value)
}

func writeCookie[V values](w http.ResponseWriter, name string, codec valueCodec[V], data V) {
	value, err := codec.encode(data)
	if err == nil {
		http.SetCookie(w, cookieByHand(name, value))
	}
	answer(w, fixedBody, err)
}

func cookieByHand(name, value string) *http.Cookie {
	return &http.Cookie{Name: name, Value: value, Path: "/", Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode}
}
