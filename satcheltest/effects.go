package satcheltest

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// snapshot is what a jar held at one moment: values by name, domain and path.
type snapshot map[[3]string]string

func takeSnapshot(j *Jar) snapshot {
	s := snapshot{}
	for _, c := range j.All() {
		s[[3]string{c.Name, c.Domain, c.Path}] = c.Value
	}
	return s
}

func (s snapshot) has(name string) bool {
	for key := range s {
		if key[0] == name {
			return true
		}
	}
	return false
}

// takeCookies puts the response's cookies into the jar, and notes what that means.
func (s *state) takeCookies(f *flight, step *Step) error {
	from, err := originOf(f.url, f.Site)
	if err != nil {
		return err
	}
	before, now, lines := takeSnapshot(s.jar), s.jar.now(), setCookieLines(f.header)
	refused := s.jar.receive(from, lines)
	for i, line := range lines {
		received, _ := parseSetCookie(line, now)
		switch {
		case refused[i] != nil && s.isOurs(received.name):
			return fmt.Errorf("%s %s is answered with status %d, and its cookie is of no use: %w",
				f.method(), f.url.RequestURI(), f.status, refused[i])
		case refused[i] != nil:
		case received.deletes(now):
			step.Deletes = append(step.Deletes, received.name)
		case !s.canRead(received.name, received.value):
			return fmt.Errorf("%s %s writes a cookie %s that Race.Scopes cannot read: give the one whose Handler is around yours",
				f.method(), f.url.RequestURI(), received.name)
		default:
			step.Writes = append(step.Writes, received.name)
			s.noteLeft(received.name, received.value)
		}
	}
	after := takeSnapshot(s.jar)
	s.noteOverwritten(f.held, before, after)
	s.noteSession(f.sent, step, before, after)
	return nil
}

func (s *state) isOurs(name string) bool {
	return slices.ContainsFunc(s.scopes, func(own scope) bool { return own.is(name) })
}

// canRead tells whether a cookie of ours is what the scopes write. With others they see
// nothing of it, and every order would look right.
func (s *state) canRead(name, value string) bool {
	for _, own := range s.scopes {
		if own.is(name) {
			_, err := own.decode(value)
			return err == nil
		}
	}
	return true
}

func (s *state) noteLeft(name, value string) {
	for i, message := range s.Messages {
		if s.carries(name, value, message) {
			s.known[i], s.cookie[i], s.messages[i].left = true, true, true
		}
	}
}

// noteOverwritten finds cookies that had changed between the sending of the request
// and the arrival of its response, which changes them again.
func (s *state) noteOverwritten(sent, before, after snapshot) {
	for key, value := range before {
		then, had := sent[key]
		now, has := after[key]
		if (!had || then != value) && (!has || now != value) && !slices.Contains(s.overwritten, key[0]) {
			s.overwritten = append(s.overwritten, key[0])
		}
	}
}

// noteSession notes when the session ends, and when a response that was on its way
// then brings it back.
func (s *state) noteSession(sent int, step *Step, before, after snapshot) {
	name := s.Scopes.SessionCookieName()
	switch {
	case before.has(name) && !after.has(name):
		s.ended = len(s.steps)
	case after.has(name) && slices.Contains(step.Writes, name) && sent < s.ended && s.resurrected < 0:
		s.resurrected = len(s.steps) + 1
	}
}

// carries tells whether a cookie holds a message: by its scope, or, where it is none of
// ours, as it stands or percent-encoded.
func (s *state) carries(name, value, message string) bool {
	for _, own := range s.scopes {
		if !own.is(name) {
			continue
		}
		if token, err := own.decode(value); err == nil {
			for _, pair := range token.Pairs {
				if strings.Contains(pair.Value, message) {
					return true
				}
			}
		}
	}
	decoded, err := url.QueryUnescape(value)
	return strings.Contains(value, message) || err == nil && strings.Contains(decoded, message)
}
