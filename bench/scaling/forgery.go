package main

import (
	"strings"
)

// forgeries are tokens of the right shape whose MAC is wrong in its last character but
// one: nothing but a MAC over all of it can tell. No two of them are the same.
func forgeries(s subject) (func(i, room int) string, error) {
	text, err := s.scopes.EncodeSession(login()...)
	if err != nil {
		return nil, err
	}
	name := s.scopes.SessionCookieName()
	at := strings.LastIndexByte(text, '.')
	return func(i, room int) string {
		more := min(room-len(name)-len("="), valueLength) - len(text)
		if more < 0 {
			return ""
		}
		wrong := "A"
		if text[len(text)-2:len(text)-1] == wrong {
			wrong = "E"
		}
		filling := strings.Repeat(string(rune('B'+i%20)), more)
		return name + "=" + text[:at] + filling + text[at:len(text)-2] + wrong + text[len(text)-1:]
	}, nil
}
