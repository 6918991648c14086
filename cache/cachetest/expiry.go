package cachetest

import (
	"testing"
	"time"

	"github.com/satchel-go/satchel/cache"
)

// short is a time to live that a test waits for. The time until the next look is a part of
// it, so a slow server must be able to answer within.
const short = 400 * time.Millisecond

// overdue is when a short time to live has been forgotten. It may be less than patience,
// since it counts until a look begins, and not until the answer comes.
const overdue = 10 * time.Second

// goes waits until an entry has expired, and tells how long that took since began.
func (s store) goes(t *testing.T, group cache.Group, name string, began time.Time) time.Duration {
	t.Helper()
	for {
		asked := time.Since(began)
		if _, found := s.get(t, group, name); !found {
			return time.Since(began)
		}
		if asked > overdue {
			t.Fatalf("%.40q is still there after %v", name, asked)
		}
		time.Sleep(5 * time.Millisecond)
	}
}

var expiryTests = []test{
	{name: "after its time to live, each entry after its own", prove: func(t *testing.T, s store) {
		group, named := newSession(), newNamed()
		began := time.Now()
		s.set(t, group, "short", "milk", cache.Limits{TTL: short})
		s.set(t, named, "short", "news", cache.Limits{TTL: short})
		s.set(t, group, "long", "tea", cache.Limits{TTL: time.Hour})
		s.set(t, group, "kept", "rice", cache.Limits{})
		s.set(t, group, "renewed", "bread", cache.Limits{TTL: short})
		s.set(t, group, "renewed", "bread", cache.Limits{TTL: time.Hour})
		s.set(t, group, "kept after all", "oats", cache.Limits{TTL: short})
		s.set(t, group, "kept after all", "oats", cache.Limits{})
		s.set(t, group, "shortened", "fish", cache.Limits{TTL: time.Hour})
		s.set(t, group, "shortened", "fish", cache.Limits{TTL: short})
		s.set(t, group, "limited after all", "figs", cache.Limits{})
		s.set(t, group, "limited after all", "figs", cache.Limits{TTL: short})
		// A clock of the store's own may differ by a little.
		if took := s.goes(t, group, "short", began); took < short*3/4 {
			t.Errorf("it is gone after %v; want %v", took, short)
		}
		s.goes(t, named, "short", began)
		s.goes(t, group, "shortened", began)
		s.goes(t, group, "limited after all", began)
		s.want(t, group, "long", "tea")
		s.want(t, group, "kept", "rice")
		s.want(t, group, "renewed", "bread")
		s.want(t, group, "kept after all", "oats")
	}},
	{name: "reading does not make its time longer", prove: func(t *testing.T, s store) {
		group := newSession()
		began := time.Now()
		s.set(t, group, basket, "milk", cache.Limits{TTL: short})
		s.goes(t, group, basket, began) // it reads all the time
	}},
	{name: "within less than a millisecond, and not never", prove: func(t *testing.T, s store) {
		group := newSession()
		for _, ttl := range []time.Duration{1, time.Microsecond, time.Millisecond - 1, time.Millisecond, 1500 * time.Microsecond} {
			s.set(t, group, ttl.String(), "milk", cache.Limits{TTL: ttl})
			s.goes(t, group, ttl.String(), time.Now())
		}
	}},
	{name: "and can be set again", prove: func(t *testing.T, s store) {
		group := newSession()
		s.set(t, group, basket, "milk", cache.Limits{TTL: time.Millisecond})
		s.goes(t, group, basket, time.Now())
		s.set(t, group, basket, "tea", cache.Limits{TTL: time.Hour})
		s.want(t, group, basket, "tea")
		s.set(t, group, basket, "tea", cache.Limits{TTL: time.Millisecond})
		s.goes(t, group, basket, time.Now())
		s.removeAll(t, group)
		s.set(t, group, basket, "rice", cache.Limits{})
		s.want(t, group, basket, "rice")
	}},
}
