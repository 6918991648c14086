package main

import (
	"fmt"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/bench"
)

// otherRule is why these have no verdict by bytes.
const otherRule = "the same but for the processor's caches"

// distinctSeries are requests of so many users in turn. A library that kept something for
// each session would show it here; what does show is that the cookies of many users do
// not fit the processor's caches.
func distinctSeries() ([]*series, error) {
	subjects, err := formats()
	if err != nil {
		return nil, err
	}
	var all []*series
	for _, s := range subjects {
		read := &series{name: "users in turn: read", subject: s.name, noVerdict: otherRule}
		for _, users := range []int{1, 1000, 100_000} {
			p, err := usersInTurn(s, users)
			if err != nil {
				return nil, err
			}
			read.points = append(read.points, p)
		}
		all = append(all, read)
	}
	return all, nil
}

// stride leads from one user to the next one, and to all of them: it has no divisor in
// common with their numbers. One after the other, the processor would fetch them ahead.
const stride = 40_503

func usersInTurn(s subject, users int) (*point, error) {
	cookies := make([]string, users)
	for i := range cookies {
		cookie, err := s.cookie([]satchel.Pair{{Key: userKey, Value: fmt.Sprintf("user-%06d@example.com", i)}})
		if err != nil {
			return nil, err
		}
		cookies[i] = cookie
	}
	exchange := bench.NewExchange(s.read(userKey), cookies[0])
	next := 0
	serve := func() {
		exchange.SetCookie(cookies[next])
		exchange.Serve()
		next = (next + stride) % users
	}
	for range min(users, 3) {
		user := next
		serve()
		if _, body, _ := exchange.Answer(); body != fmt.Sprintf("user-%06d@example.com", user) {
			return nil, fmt.Errorf("%s: user %d is told to be %q", s.name, user, body)
		}
	}
	return &point{label: fmt.Sprintf("%d users", users), bytes: len(cookies[0]), serve: serve}, nil
}
