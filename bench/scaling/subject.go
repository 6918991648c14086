package main

import (
	"io"
	"net/http"

	"github.com/satchel-go/satchel"
)

// secret is published, and good for nothing but this program.
const secret = "scaling-7Kq2mVx9Rw4Zt1Yc6Np3Hd8Lf5Jb0Gs"

// The pair of a session that is there only to be found.
const (
	userKey  = "connected"
	userName = "user@example.com"
)

func login() []satchel.Pair { return []satchel.Pair{{Key: userKey, Value: userName}} }

// subject is one configuration.
type subject struct {
	name   string
	scopes *satchel.Scopes
}

func newSubject(name string, config satchel.Config) (subject, error) {
	config.Secrets = []satchel.Secret{secret}
	scopes, err := satchel.New(config)
	return subject{name, scopes}, err
}

// formats are the subjects whose formats differ.
func formats() ([]subject, error) {
	native, err := newSubject("native", satchel.Config{})
	if err != nil {
		return nil, err
	}
	sealed, err := newSubject("sealed", satchel.Config{Sealed: true})
	if err != nil {
		return nil, err
	}
	play25, err := newSubject("play25", satchel.Config{Profile: satchel.Play25})
	return []subject{native, sealed, play25}, err
}

// cookie is the Cookie header with the session of these pairs.
func (s subject) cookie(pairs []satchel.Pair) (string, error) {
	text, err := s.scopes.EncodeSession(pairs...)
	return s.scopes.SessionCookieName() + "=" + text, err
}

const done = "done"

// untouched asks for nothing.
func (s subject) untouched() http.Handler {
	return s.scopes.Handler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { reply(w, done, nil) }))
}

// read answers with the value of a key.
func (s subject) read(key string) http.Handler {
	return s.scopes.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		reply(w, satchel.SessionFrom(r.Context()).Get(key), nil)
	}))
}

// set sets pairs, one after the other.
func (s subject) set(pairs ...satchel.Pair) http.Handler {
	return s.scopes.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		session := satchel.SessionFrom(r.Context())
		for _, pair := range pairs {
			if err := session.Set(pair.Key, pair.Value); err != nil {
				reply(w, "", err)
				return
			}
		}
		reply(w, done, nil)
	}))
}

// flash answers with a message, which nobody has set.
func (s subject) flash() http.Handler {
	return s.scopes.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = satchel.FlashFrom(r.Context()).Get("success")
		reply(w, done, nil)
	}))
}

// keep answers with no message, and sends all of them on. It fails where they are not
// all of one origin, which is no fault here.
func (s subject) keep() http.Handler {
	return s.scopes.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = satchel.FlashFrom(r.Context()).Keep()
		reply(w, done, nil)
	}))
}

func reply(w http.ResponseWriter, body string, err error) {
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	_, _ = io.WriteString(w, body)
}
