package main

import (
	"fmt"
	"strings"

	"github.com/satchel-go/satchel"
)

// otherCookies are as many cookies of other programs, of 30 bytes each.
func otherCookies(n int) []string {
	cookies := make([]string, n)
	for i := range cookies {
		cookies[i] = fmt.Sprintf("other-%02d=%s", i, strings.Repeat("v", 21))
	}
	return cookies
}

// otherSeries are requests with other cookies before ours and behind it.
func otherSeries() ([]*series, error) {
	s, err := newSubject("native", satchel.Config{})
	if err != nil {
		return nil, err
	}
	own, err := s.cookie(login())
	if err != nil {
		return nil, err
	}
	var all []*series
	for _, place := range []string{"before", "behind"} {
		untouched := &series{name: "other cookies " + place + ": untouched", subject: s.name}
		read := &series{name: "other cookies " + place + ": read", subject: s.name}
		for _, n := range []int{0, 1, 5, 10, 20} {
			header := strings.Join(append(otherCookies(n), own), "; ")
			if place == "behind" {
				header = strings.Join(append([]string{own}, otherCookies(n)...), "; ")
			}
			label := fmt.Sprintf("%d others", n)
			p, err := newPoint(label, s.untouched(), header, answer{body: done})
			if err != nil {
				return nil, err
			}
			untouched.points = append(untouched.points, p)
			if p, err = newPoint(label, s.read(userKey), header, answer{body: userName}); err != nil {
				return nil, err
			}
			read.points = append(read.points, p)
		}
		all = append(all, untouched, read)
	}
	return all, nil
}
