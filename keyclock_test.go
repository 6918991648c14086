package satchel_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
)

// clockKeys switch three times: otherSecret takes over, firstSecret ends, thirdSecret
// takes over and otherSecret ends.
var clockKeys = []satchel.Key{
	{Secret: firstSecret, RetiredFrom: noon.Add(2 * day)},
	{Secret: otherSecret, ActiveFrom: noon.Add(day), RetiredFrom: noon.Add(4 * day)},
	{Secret: thirdSecret, ActiveFrom: noon.Add(3 * day)},
}

// clockMoments lie on both sides of each date.
var clockMoments = []time.Time{
	noon, noon.Add(day - 1), noon.Add(day), noon.Add(2*day - 1), noon.Add(2 * day),
	noon.Add(3*day - 1), noon.Add(3 * day), noon.Add(4*day - 1), noon.Add(4 * day), noon.Add(400 * day),
}

// clockFile is clockKeys as a file has them.
func clockFile() string {
	var lines []string
	for _, key := range clockKeys {
		text := string(key.Secret)
		if !key.ActiveFrom.IsZero() {
			text += " from=" + key.ActiveFrom.Format(time.RFC3339)
		}
		if !key.RetiredFrom.IsZero() {
			text += " until=" + key.RetiredFrom.Format(time.RFC3339)
		}
		lines = append(lines, text)
	}
	return line(lines...)
}

// bearers are clients with a session that each of the secrets has signed, at noon.
func bearers(t *testing.T, sealed bool) (list []*caller) {
	t.Helper()
	for _, key := range clockKeys {
		v := newCaller(t)
		v.logIn(start(t, satchel.Config{Secrets: []satchel.Secret{key.Secret}, Sealed: sealed, Clock: atNoon}))
		list = append(list, v)
	}
	return list
}

// keyStates tells which of the clients have a session, and who signs.
func keyStates(t *testing.T, scopes *satchel.Scopes, clients []*caller) string {
	t.Helper()
	var states []string
	for _, v := range clients {
		user := ""
		v.ask(scopes, background, 200, func(s *satchel.Session, _ *satchel.Flash) { user = s.Get("user") })
		states = append(states, user)
	}
	return fmt.Sprintf("%q, signed by %s", states, keyID(t, scopes))
}

// Whatever a clock has said before, the keys are those of the time that it says now: one
// moment of a wrong clock retires no key for good.
func TestTheKeysAreThoseOfTheClockOfNow(t *testing.T) {
	for _, sealed := range []bool{false, true} {
		for _, from := range []string{"the configuration", "a file"} {
			t.Run(fmt.Sprintf("from %s, sealed %t", from, sealed), func(t *testing.T) {
				clients := bearers(t, sealed)
				node := func(now time.Time) (*satchel.Scopes, *setClock) {
					if from == "a file" {
						n := newFileNode(t, clockFile(), satchel.Config{Sealed: sealed})
						n.clock.set(now)
						return n.scopes, n.clock
					}
					clock := newSetClock(now)
					return start(t, satchel.Config{Keys: clockKeys, Sealed: sealed, Clock: clock.now, OnEvent: new(journal).note}), clock
				}
				var want []string
				for _, now := range clockMoments {
					fresh, _ := node(now)
					want = append(want, keyStates(t, fresh, clients))
				}
				if slices.Equal(want, slices.Repeat(want[:1], len(want))) {
					t.Fatalf("there is no switch: %s", want[0])
				}
				scopes, clock := node(noon)
				for i := range clockMoments {
					for j := range clockMoments {
						for _, k := range []int{i, j, i} {
							clock.set(clockMoments[k])
							if got := keyStates(t, scopes, clients); got != want[k] {
								t.Errorf("%v from noon, after %v: %s, want %s",
									clockMoments[k].Sub(noon), clockMoments[i+j-k].Sub(noon), got, want[k])
							}
						}
					}
				}
			})
		}
	}
}

func TestEachSwitchIsAtItsDateToTheNanosecond(t *testing.T) {
	clock := newSetClock(noon)
	scopes := start(t, satchel.Config{Keys: clockKeys, Clock: clock.now, OnEvent: new(journal).note})
	states := func(now time.Time) string {
		clock.set(now)
		return strings.Join(keyUses(t, scopes, firstSecret, otherSecret, thirdSecret), "; ")
	}
	for _, date := range []time.Time{noon.Add(day), noon.Add(2 * day), noon.Add(3 * day), noon.Add(4 * day)} {
		before, after := states(date.Add(-1)), states(date)
		if before == after {
			t.Errorf("at %v nothing has changed: %s", date, after)
		}
		if again := states(date.Add(-1)); again != before {
			t.Errorf("back before %v: %s, want %s", date, again, before)
		}
		if again := states(date); again != after {
			t.Errorf("back at %v: %s, want %s", date, again, after)
		}
	}
}

// A fault that hides behind another one, told seconds before, would keep a stolen key in
// force and nobody would know.
func TestWithoutAHookEachFaultOfTheFileIsLogged(t *testing.T) {
	log := keepLog(t)
	clock, path := newSetClock(noon), filepath.Join(t.TempDir(), "keys")
	write := func(content string) { must(t, os.WriteFile(path, []byte(content), 0o600)) }
	write(line(string(firstSecret)))
	scopes := start(t, satchel.Config{KeyFile: path, Clock: clock.now})
	retired := string(firstSecret) + " state=retired"
	for _, test := range []struct{ name, content, told string }{
		{"no key that signs", line(string(otherSecret)+" from=2999-01-01T00:00:00Z", retired), "no key signs"},
		{"a short secret", line("short", retired), "has 5 bytes"},
		{"another one", line("shorter", retired), "has 7 bytes"},
		{"it is mended", line(string(otherSecret), retired), "reloaded"},
		{"the short secret again", line("short", retired), "has 5 bytes"},
	} {
		log.Reset()
		write(test.content)
		for range 3 { // the same is told once
			clock.set(clock.now().Add(time.Second))
			scopes.KeyUse()
		}
		if test.told == "reloaded" {
			continue // which is no warning
		}
		if text := log.String(); strings.Count(text, "\n") != 1 || !strings.Contains(text, test.told) {
			t.Errorf("%s: logged %q, want one line with %q", test.name, text, test.told)
		}
		mentionsNoSecret(t, log.String(), firstSecret, otherSecret)
	}
}

func TestAFaultOfTheFileIsToldThoughADateHasPassedAtTheSameMoment(t *testing.T) {
	n := newFileNode(t, line(string(firstSecret), string(otherSecret)+" from="+noon.Add(time.Hour).Format(time.RFC3339)), satchel.Config{})
	n.write(line("short", string(firstSecret)+" state=retired"))
	n.later(time.Hour)
	n.scopes.KeyUse()
	n.scopes.KeyUse()
	n.wantFile(satchel.ReasonUnreadable, satchel.ReasonSwitched)
}
