package satchel_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
)

// What a cookie of the flash says can be looked at without a request: the cookie is one that a
// browser has got.
func TestWaitingMessages(t *testing.T) {
	site := newSite(t, satchel.Config{Clock: atNoon})
	site.visit(func(_ *satchel.Session, f *satchel.Flash) {
		must(t, errors.Join(f.Success("saved"), f.SetTarget("/items"), f.Set("a b", "two words")))
	})
	value, found := site.held(site.scopes.FlashCookieName())
	if !found {
		t.Fatal("there is no message")
	}
	token, err := site.scopes.DecodeFlash(value)
	must(t, err)
	want := []satchel.WaitingMessage{
		{Key: "success", Value: "saved", Born: noon, Path: "/items"},
		{Key: "a b", Value: "two words", Born: noon, Path: "/items"},
	}
	same := func(a, b satchel.WaitingMessage) bool {
		return a.Key == b.Key && a.Value == b.Value && a.Path == b.Path && a.Born.Equal(b.Born)
	}
	if got := token.WaitingMessages(); !slices.EqualFunc(got, want, same) {
		t.Errorf("the messages are %+v, want %+v", got, want)
	}

	// A plain pair has the date of its token, and one that only looks like ours stays as it is.
	issued := time.Unix(5, 0)
	token = satchel.Token{IssuedAt: issued, Pairs: []satchel.Pair{
		{Key: "plain", Value: "1"}, {Key: "satchel.message x y", Value: "2"}, {Key: "satchel.message 7 - old", Value: "3"},
	}}
	want = []satchel.WaitingMessage{
		{Key: "plain", Value: "1", Born: issued},
		{Key: "satchel.message x y", Value: "2", Born: issued},
		{Key: "old", Value: "3", Born: time.Unix(7, 0)},
	}
	if got := token.WaitingMessages(); !slices.EqualFunc(got, want, same) {
		t.Errorf("the messages are %+v, want %+v", got, want)
	}
	if got := (satchel.Token{}).WaitingMessages(); len(got) != 0 {
		t.Errorf("an empty token has the messages %+v", got)
	}
}
