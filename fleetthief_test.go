package satchel_test

import (
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
)

// Whoever has a key chooses the dates of what he signs with it. A start in the future
// would outlive each limit and each epoch under the key that it is signed anew with, on a
// node that has no limits yet, as many have before the first theft.
func TestAForgedStartInTheFutureOutlivesNothing(t *testing.T) {
	discovery := noon.Add(400 * oneDay)
	for name, start := range map[string]time.Time{
		"for ever": time.Unix(253402300799, 0), "just before it is tried": discovery.Add(-time.Minute),
	} {
		for _, key := range []string{"satchel.started", "satchel.renewed"} {
			t.Run(key+" "+name, func(t *testing.T) {
				now := noon
				clock := func() time.Time { return now }
				thief, _ := newScopes(t, satchel.Config{Secrets: []satchel.Secret{oldKey}, Clock: clock})
				node, _ := newScopes(t, satchel.Config{Secrets: []satchel.Secret{newKey, oldKey}, Clock: clock})
				forged := []satchel.Pair{{Key: "user", Value: "ann"}, {Key: key, Value: strconv.FormatInt(start.Unix(), 10)}}
				x := begin(t, node, cookieLine(t, thief, forged, nil))
				x.Session().Len()
				line := commit(t, x).Get("Set-Cookie") // signed anew, by the new key
				if line == "" {
					return // or refused, which is as good
				}
				signedAnew, err := http.ParseSetCookie(line)
				must(t, err)
				now = discovery
				after, _ := newScopes(t, satchel.Config{
					Secrets: []satchel.Secret{newKey}, Clock: clock,
					Limits:     satchel.Limits{Absolute: 8 * time.Hour},
					Revocation: satchel.Revocation{Epoch: noon.Add(oneDay)},
				})
				if _, err := after.DecodeSession(signedAnew.Value); err == nil {
					t.Error("400 days later, with an epoch and a limit of 8 hours, the session is open")
				}
			})
		}
	}
}

// A request that began under a key, and is answered when the key has been retired as
// stolen, does not carry its session over to the new key: with a slow upload, a thief can
// have such a request under way at any time.
func TestARequestUnderWayCarriesNoSessionOverFromAStolenKey(t *testing.T) {
	for _, test := range []struct {
		name   string
		before string
		deed   func(*satchel.Session) error
	}{
		{"a page, under a key that was on its way out", string(oldKey) + " state=retiring\n" + string(spareKey) + " state=active\n",
			func(*satchel.Session) error { return nil }},
		{"a change, under the key that signed", string(oldKey) + " state=active\n",
			func(s *satchel.Session) error { return s.Set("color", "black") }},
	} {
		t.Run(test.name, func(t *testing.T) {
			now := noon
			clock := func() time.Time { return now }
			path := filepath.Join(t.TempDir(), "keys")
			must(t, os.WriteFile(path, []byte(test.before), 0o600))
			node, err := satchel.New(satchel.Config{KeyFile: path, Clock: clock, OnEvent: new(eventLog).add})
			must(t, err)
			thief, _ := newScopes(t, satchel.Config{Secrets: []satchel.Secret{oldKey}, Clock: clock})
			x := begin(t, node, cookieLine(t, thief, pair("user", "ann"), nil))
			if x.Session().Get("user") != "ann" {
				t.Fatal("the forged session was refused before the theft was known")
			}
			must(t, os.WriteFile(path, []byte(string(newKey)+" state=active\n"+string(oldKey)+" state=retired\n"), 0o600))
			now = now.Add(time.Minute)
			must(t, test.deed(x.Session()))
			header := http.Header{}
			if err := x.Commit(http.StatusOK, header); err != nil {
				t.Logf("Commit fails: %v", err) // which is fine
			}
			line := header.Get("Set-Cookie")
			if line == "" {
				return
			}
			got, err := http.ParseSetCookie(line)
			must(t, err)
			switch _, err := node.DecodeSession(got.Value); {
			case err == nil:
				t.Error("the forged session is signed by the new key now")
			case !errors.Is(err, satchel.ErrKeyRetired):
				t.Error(err)
			}
		})
	}
}
