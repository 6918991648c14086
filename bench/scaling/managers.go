package main

import (
	"net/http"
	"strings"

	"github.com/satchel-go/satchel"
)

// managerSeries are requests below one manager, and below two with different cookies.
func managerSeries() (*series, error) {
	outer, err := newSubject("native", satchel.Config{})
	if err != nil {
		return nil, err
	}
	config := satchel.Config{Application: "second"}
	config.Session.Name, config.Flash.Name = "__Host-second-session", "__Host-second-flash"
	inner, err := newSubject("native", config)
	if err != nil {
		return nil, err
	}
	var cookies []string
	for _, s := range []subject{outer, inner} {
		cookie, err := s.cookie(login())
		if err != nil {
			return nil, err
		}
		cookies = append(cookies, cookie)
	}
	both := func(managers ...subject) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body := ""
			for _, s := range managers {
				body = s.scopes.Session(r.Context()).Get(userKey)
			}
			reply(w, body, nil)
		})
	}
	all := &series{name: "managers", subject: "native", noVerdict: "two cost twice as much as one"}
	for _, c := range []struct {
		label   string
		handler http.Handler
	}{
		{"one, read", outer.scopes.Handler(both(outer))},
		{"two, one is read", outer.scopes.Handler(inner.scopes.Handler(both(outer)))},
		{"two, both are read", outer.scopes.Handler(inner.scopes.Handler(both(outer, inner)))},
	} {
		p, err := newPoint(c.label, c.handler, strings.Join(cookies, "; "), answer{body: userName})
		if err != nil {
			return nil, err
		}
		all.points = append(all.points, p)
	}
	return all, nil
}
