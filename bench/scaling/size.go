package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/satchel-go/satchel"
)

// shape is a way in which a session grows. pairs returns the session of size n.
type shape struct {
	name  string
	unit  string
	pairs func(n int) []satchel.Pair
}

// shapes differ in what there is much of: pairs, bytes, or pairs that are next to nothing
// but are looked for among each other.
func shapes() []shape {
	return []shape{
		{"pairs of 20 bytes", "pairs", func(n int) []satchel.Pair {
			return numbered(n, "key-%03d", "value-%07d")
		}},
		{"one long value", "bytes", func(n int) []satchel.Pair {
			return []satchel.Pair{{Key: "basket", Value: strings.Repeat("x", n)}}
		}},
		{"tiny pairs", "pairs", func(n int) []satchel.Pair {
			return numbered(n, "%x", "%.0d")
		}},
	}
}

// numbered makes pairs by the formats of their keys and values.
func numbered(n int, key, value string) []satchel.Pair {
	pairs := make([]satchel.Pair, n)
	for i := range pairs {
		pairs[i] = satchel.Pair{Key: fmt.Sprintf(key, i), Value: fmt.Sprintf(value, i%2)}
	}
	return pairs
}

// doublings are the largest size that fits a cookie, half of it and so on: six at most, the
// smallest first.
func doublings(s subject, sh shape) []int {
	fits := func(n int) bool {
		_, err := s.scopes.EncodeSession(sh.pairs(n)...)
		return err == nil
	}
	least, most := 1, satchel.MaxCookieSize // fits, and does not
	for most-least > 1 {
		if middle := (least + most) / 2; fits(middle) {
			least = middle
		} else {
			most = middle
		}
	}
	// A change of a value keeps its length; the dates of the token may still need a byte.
	least = max(1, least-1)
	var sizes []int
	for n := least; n > 0 && len(sizes) < 6; n /= 2 {
		sizes = append(sizes, n)
	}
	slices.Reverse(sizes)
	return sizes
}

// sizeSeries are reads and changes of the last pair of a session, and the setting of all
// of them in one request that came without.
func sizeSeries() ([]*series, error) {
	subjects, err := formats()
	if err != nil {
		return nil, err
	}
	var all []*series
	for _, sh := range shapes() {
		for _, s := range subjects {
			three, err := sizesOf(s, sh)
			if err != nil {
				return nil, fmt.Errorf("%s, %s: %w", sh.name, s.name, err)
			}
			all = append(all, three...)
		}
	}
	return all, nil
}

func sizesOf(s subject, sh shape) ([]*series, error) {
	read := &series{name: sh.name + ": read", subject: s.name}
	change := &series{name: sh.name + ": change", subject: s.name}
	fill := &series{name: sh.name + ": set all", subject: s.name}
	for _, n := range doublings(s, sh) {
		pairs := sh.pairs(n)
		last := pairs[len(pairs)-1]
		cookie, err := s.cookie(pairs)
		if err != nil {
			return nil, err
		}
		label := fmt.Sprintf("%d %s", n, sh.unit)
		p, err := newPoint(label, s.read(last.Key), cookie, answer{body: last.Value})
		if err != nil {
			return nil, err
		}
		read.points = append(read.points, p)
		other := satchel.Pair{Key: last.Key, Value: strings.Repeat("y", len(last.Value))}
		if other.Value == "" {
			other.Value = "y"
		}
		if p, err = newPoint(label, s.set(other), cookie, answer{body: done, lines: 1}); err != nil {
			return nil, err
		}
		change.points = append(change.points, p)
		if p, err = newPoint(label, s.set(pairs...), "", answer{body: done, lines: 1}); err != nil {
			return nil, err
		}
		p.bytes = len(cookie) // that goes out
		fill.points = append(fill.points, p)
	}
	return []*series{read, change, fill}, nil
}
