package bench

import (
	"crypto/hmac"
	"crypto/sha256"
	"hash"
	"net/http"
	"strings"
)

// floor is the handler written by hand: Request.Cookie, one MAC over the signed
// bytes, and for a write a second MAC and http.SetCookie. It decodes nothing,
// compares nothing and builds nothing: the cookies that it writes stand ready, and
// are those of the subject beside it, so that their sizes are the same.
type floor struct {
	mac                            func() hash.Hash // nil for none
	session, large, changed, flash *http.Cookie
	signed                         []byte // room for the signed bytes of what came in
	sum                            []byte
}

func newFloor(name string, beside *Subject, mac func() hash.Hash) (*Subject, error) {
	f := &floor{mac: mac}
	filled, err := session(beside)
	if err != nil {
		return nil, err
	}
	e := newExchange(beside.Handler(ChangeKey), filled)
	e.Serve()
	changed, _, _ := strings.Cut(e.response.header.Get("Set-Cookie"), ";")
	large, err := largeSession(beside)
	if err != nil {
		return nil, err
	}
	flash, err := flash(beside)
	if err != nil {
		return nil, err
	}
	for into, text := range map[**http.Cookie]string{
		&f.session: filled, &f.changed: changed, &f.large: large, &f.flash: flash,
	} {
		name, value, _ := strings.Cut(text, "=")
		*into = &http.Cookie{
			Name: name, Value: value, Path: "/", Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode,
		}
	}
	return &Subject{Name: name, Sessions: true, Flash: Signed, Floor: true, Handler: f.handler, Codec: f.codec()}, nil
}

const macKey = "bench-0123456789-0123456789-0123"

// freshMAC is what the standard library offers to whoever keeps nothing.
func freshMAC() hash.Hash { return hmac.New(sha256.New, []byte(macKey)) }

// keptMAC is what a handler could do that knows of Reset. It serves one goroutine.
func keptMAC() func() hash.Hash {
	kept := freshMAC()
	return func() hash.Hash {
		kept.Reset()
		return kept
	}
}

// authenticate computes the MAC of a value up to its last dot.
func (f *floor) authenticate(value string) {
	if f.mac == nil {
		return
	}
	f.signed = append(f.signed[:0], value[:strings.LastIndexByte(value, '.')]...)
	h := f.mac()
	h.Write(f.signed)
	f.sum = h.Sum(nil)
}

// codec computes the MAC over the bytes that a session's value signs, and nothing else.
func (f *floor) codec() *Codec {
	if f.mac == nil {
		return nil
	}
	return &Codec{
		Encode: func() (string, error) {
			f.authenticate(f.session.Value)
			return f.session.Value, nil
		},
		Decode: func(value, _ string) (string, error) {
			f.authenticate(value)
			return readValue, nil
		},
	}
}

func (f *floor) handler(work Work) http.Handler {
	return http.HandlerFunc(map[Work]func(http.ResponseWriter, *http.Request){
		Nothing:   func(w http.ResponseWriter, _ *http.Request) { answer(w, fixedBody, nil) },
		Fill:      func(w http.ResponseWriter, _ *http.Request) { f.write(w, f.session) },
		FillLarge: func(w http.ResponseWriter, _ *http.Request) { f.write(w, f.large) },
		ReadKey: func(w http.ResponseWriter, r *http.Request) {
			answer(w, readValue, f.read(r, f.session.Name))
		},
		ChangeKey: func(w http.ResponseWriter, r *http.Request) {
			if err := f.read(r, f.session.Name); err != nil {
				answer(w, "", err)
				return
			}
			f.write(w, f.changed)
		},
		SetFlash: func(w http.ResponseWriter, _ *http.Request) { f.write(w, f.flash) },
		TakeFlash: func(w http.ResponseWriter, r *http.Request) {
			err := f.read(r, f.flash.Name)
			deletion := *f.flash
			deletion.Value, deletion.MaxAge = "", -1
			http.SetCookie(w, &deletion)
			answer(w, message, err)
		},
	}[work])
}

func (f *floor) read(r *http.Request, name string) error {
	cookie, err := r.Cookie(name)
	if err == nil {
		f.authenticate(cookie.Value)
	}
	return err
}

func (f *floor) write(w http.ResponseWriter, cookie *http.Cookie) {
	f.authenticate(cookie.Value)
	http.SetCookie(w, cookie)
	answer(w, fixedBody, nil)
}
