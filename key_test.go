package satchel_test

import (
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
)

// thirdSecret is for rings of three.
const thirdSecret satchel.Secret = "Vx3Yk9Tb1Nw7Qe5Rz2Ld8Hs4Gm6Pj0Cf-Ua1Oi7Xc3Bv9Ky5Zt2Wq8Sn4Ed6Ml+B"

// setClock is a clock that a test sets.
type setClock struct{ nanoseconds atomic.Int64 }

func newSetClock(now time.Time) *setClock {
	c := new(setClock)
	c.set(now)
	return c
}

func (c *setClock) set(now time.Time) { c.nanoseconds.Store(now.UnixNano()) }
func (c *setClock) now() time.Time    { return time.Unix(0, c.nanoseconds.Load()).UTC() }

// caller is a client that keeps the cookies of one host by name, with no server
// between.
type caller struct {
	*testing.T
	held map[string]string
}

func newCaller(t *testing.T) *caller { return &caller{t, map[string]string{}} }

// ask makes a request with these header fields, keeps the cookies of the response as a
// browser does, and returns them.
func (v *caller) ask(scopes *satchel.Scopes, fields http.Header, status int, deed func(*satchel.Session, *satchel.Flash)) []*http.Cookie {
	v.Helper()
	header := http.Header{}
	maps.Copy(header, fields)
	for name, value := range v.held {
		header.Add("Cookie", name+"="+value)
	}
	x, err := scopes.Begin(v.Context(), satchel.Request{
		Method: http.MethodGet, Host: "localhost", URI: "/", RemoteAddr: "127.0.0.1:1", TLS: true, Header: header,
	})
	must(v.T, err)
	defer x.Close()
	deed(x.Session(), x.Flash())
	answer := http.Header{"Content-Type": {"text/html"}}
	if err := x.Commit(status, answer); err != nil {
		v.Logf("Commit: %v", err)
	}
	cookies := (&http.Response{Header: answer}).Cookies()
	for _, c := range cookies {
		if v.held[c.Name] = c.Value; c.MaxAge < 0 {
			delete(v.held, c.Name)
		}
	}
	return cookies
}

// visit goes to a page that reads the session, and returns who is logged in.
func (v *caller) visit(scopes *satchel.Scopes) (user string) {
	v.Helper()
	v.ask(scopes, navigation, http.StatusOK, func(s *satchel.Session, _ *satchel.Flash) { user = s.Get("user") })
	return user
}

// logIn makes this client a user's.
func (v *caller) logIn(scopes *satchel.Scopes) {
	v.Helper()
	v.ask(scopes, navigation, http.StatusOK, func(s *satchel.Session, _ *satchel.Flash) { must(v.T, s.Set("user", "ada")) })
}

// signedBy tells whether somebody who has just this key takes the session that the client
// holds for signed, whatever the dates say.
func (v *caller) signedBy(secret satchel.Secret) bool {
	alone, err := satchel.New(satchel.Config{Secrets: []satchel.Secret{secret}})
	must(v.T, err)
	_, err = alone.DecodeSession(v.held[sessionName])
	return !errors.Is(err, satchel.ErrSignature)
}

// wantSignedBy compares the key of the session that the client holds.
func (v *caller) wantSignedBy(want satchel.Secret) {
	v.Helper()
	for i, secret := range []satchel.Secret{firstSecret, otherSecret, thirdSecret} {
		if got := v.signedBy(secret); got != (secret == want) {
			v.Errorf("signed with secret %d: %t", i, got)
		}
	}
}

// handover is when otherSecret takes over from firstSecret, which ends a day later.
var handover = noon.Add(time.Minute)

var handoverKeys = []satchel.Key{
	{Secret: firstSecret, RetiredFrom: handover.Add(24 * time.Hour)},
	{Secret: otherSecret, ActiveFrom: handover},
}

func TestAStagedKeyVerifiesAndNeverSigns(t *testing.T) {
	for name, staged := range map[string]satchel.Key{
		"by date": {Secret: otherSecret, ActiveFrom: noon.Add(time.Nanosecond)},
		"by hand": {Secret: otherSecret, State: satchel.KeyStaged},
	} {
		t.Run(name, func(t *testing.T) {
			var events journal
			scopes := start(t, satchel.Config{Keys: []satchel.Key{staged, {Secret: firstSecret}}, Clock: atNoon, OnEvent: events.note})
			ahead := start(t, satchel.Config{Keys: []satchel.Key{{Secret: otherSecret}}, Clock: atNoon, OnEvent: events.note})
			v := newCaller(t)
			v.logIn(ahead) // at a node whose clock is fast
			events.events = nil
			if got := v.visit(scopes); got != "ada" {
				t.Fatalf("the page sees %q", got)
			}
			if written := events.of(satchel.Written); len(written) != 0 {
				t.Errorf("written anew: %v", written)
			}
			v.wantSignedBy(otherSecret)
			v.ask(scopes, navigation, http.StatusOK, func(s *satchel.Session, _ *satchel.Flash) { must(t, s.Set("user", "grace")) })
			v.wantSignedBy(firstSecret)
		})
	}
}

func TestWhatARetiringKeyVerifiedIsSignedAgain(t *testing.T) {
	for _, test := range []struct {
		name   string
		fields http.Header
		status int
		want   bool
	}{
		{"at a page", navigation, http.StatusOK, true},
		{"at a page that is not there", navigation, http.StatusNotFound, true},
		{"for a client that says nothing", nil, http.StatusOK, true},
		{"not for a fetch", background, http.StatusOK, false},
		{"not for a page that is fetched ahead", ahead, http.StatusOK, false},
		{"not with an upgrade", navigation, http.StatusSwitchingProtocols, false},
		{"not with an upgrade of a client that says nothing", nil, http.StatusSwitchingProtocols, false},
	} {
		for _, by := range []string{"date", "hand"} {
			t.Run(test.name+", by "+by, func(t *testing.T) {
				keys := []satchel.Key{{Secret: firstSecret}, {Secret: otherSecret, ActiveFrom: noon}}
				if by == "hand" {
					keys = []satchel.Key{{Secret: firstSecret, State: satchel.KeyRetiring}, {Secret: otherSecret, State: satchel.KeyActive}}
				}
				var events journal
				scopes := start(t, satchel.Config{Keys: keys, Clock: atNoon, OnEvent: events.note})
				v := newCaller(t)
				v.logIn(start(t, satchel.Config{Secrets: []satchel.Secret{firstSecret}, Clock: atNoon}))
				for range 3 { // once at most
					v.ask(scopes, test.fields, test.status, readUser)
				}
				written := events.of(satchel.Written)
				if !test.want {
					if len(written) > 0 {
						t.Errorf("written: %v", written)
					}
					v.wantSignedBy(firstSecret)
					return
				}
				if len(written) != 1 || written[0].Reason != satchel.ReasonResigned || len(written[0].Keys) > 0 {
					t.Errorf("written: %v", written)
				}
				v.wantSignedBy(otherSecret)
			})
		}
	}
}

func TestARetiredKeyIsRefusedByNameAndDeletesNothing(t *testing.T) {
	for _, test := range []struct {
		name string
		key  satchel.Key
	}{
		{"by date", satchel.Key{Secret: otherSecret, ActiveFrom: noon.Add(-2 * time.Hour), RetiredFrom: noon}},
		{"by hand", satchel.Key{Secret: otherSecret, State: satchel.KeyRetired}},
	} {
		for _, profile := range []satchel.Profile{satchel.Native, satchel.Play, satchel.Play25} {
			for _, sealed := range []bool{false, true} {
				if sealed && profile != satchel.Native {
					continue
				}
				name := test.name + " in " + profile.String()
				if sealed {
					name += ", sealed"
				}
				t.Run(name, func(t *testing.T) {
					var events journal
					config := satchel.Config{Profile: profile, Sealed: sealed, Clock: atNoon, OnEvent: events.note}
					config.Secrets = []satchel.Secret{otherSecret}
					thief := start(t, config)
					config.Secrets, config.Keys = nil, []satchel.Key{test.key, {Secret: firstSecret, ActiveFrom: noon.Add(-time.Hour)}}
					scopes := start(t, config)
					v := newCaller(t)
					v.logIn(thief)
					before := v.held[thief.SessionCookieName()]
					events.events = nil
					for _, fields := range []http.Header{background, navigation} {
						v.ask(scopes, fields, http.StatusOK, func(s *satchel.Session, _ *satchel.Flash) {
							if got := s.Get("user"); got != "" {
								t.Errorf("it reads %q", got)
							}
						})
					}
					if got := v.held[thief.SessionCookieName()]; got != before {
						t.Errorf("the client holds %q", got)
					}
					name := keyID(t, thief)
					refused := events.of(satchel.Rejected)
					if len(refused) != 2 || refused[0].Reason != satchel.ReasonRetired || refused[0].KeyID != name || len(events.of(satchel.Opened)) > 0 {
						t.Errorf("told as %+v, want %s of key %q", events.events, satchel.ReasonRetired, name)
					}
					if _, err := scopes.DecodeSession(before); !errors.Is(err, satchel.ErrKeyRetired) || satchel.ReasonOf(err) != satchel.ReasonRetired {
						t.Errorf("decoding says %v", err)
					}
					v.ask(scopes, navigation, http.StatusOK, func(s *satchel.Session, _ *satchel.Flash) { must(t, s.Clear()) })
					if len(v.held) > 0 {
						t.Errorf("after Clear the client holds %q", v.held)
					}
				})
			}
		}
	}
}

func TestKeysSwitchByTheClockWithoutARestart(t *testing.T) {
	clock := newSetClock(handover.Add(-1))
	var events journal
	scopes := start(t, satchel.Config{Keys: handoverKeys, Clock: clock.now, OnEvent: events.note})
	names := map[satchel.Secret]string{}
	for _, secret := range []satchel.Secret{firstSecret, otherSecret} {
		names[secret] = keyID(t, start(t, satchel.Config{Secrets: []satchel.Secret{secret}}))
	}
	v := newCaller(t)
	v.ask(scopes, navigation, http.StatusSeeOther, logIn(t))
	v.wantSignedBy(firstSecret)

	clock.set(handover)
	var text string
	v.ask(scopes, navigation, http.StatusSeeOther, func(s *satchel.Session, f *satchel.Flash) {
		text = f.Get("success")
		must(t, f.Success("And again"))
		if s.Get("user") != "ada" {
			t.Error("the session is lost at the switch")
		}
	})
	if text != "Hello" {
		t.Errorf("the message of before the switch reads %q", text)
	}
	v.wantSignedBy(otherSecret)
	for _, e := range events.events {
		if e.Outcome == satchel.Written && e.KeyID != names[otherSecret] && e.KeyID != names[firstSecret] {
			t.Errorf("written with a key that nobody knows: %+v", e)
		}
	}
	if last := events.events[len(events.events)-1]; last.Cookie != flashName || last.KeyID != names[otherSecret] {
		t.Errorf("the flash is told as %+v", last)
	}

	clock.set(handover.Add(24 * time.Hour))
	late := newCaller(t)
	late.logIn(start(t, satchel.Config{Secrets: []satchel.Secret{firstSecret}, Clock: clock.now}))
	if got := late.visit(scopes); got != "" {
		t.Errorf("what the first key signed reads %q after its end", got)
	}
	if got := v.visit(scopes); got != "ada" {
		t.Errorf("what the second key signed reads %q", got)
	}
}

func TestAClockThatGoesBackOverASwitchLosesNoSession(t *testing.T) {
	clock := newSetClock(handover.Add(time.Second))
	scopes := start(t, satchel.Config{Keys: handoverKeys, Clock: clock.now})
	v := newCaller(t)
	v.logIn(scopes)
	clock.set(handover.Add(-time.Second))
	if got := v.visit(scopes); got != "ada" {
		t.Errorf("after the clock went back the session reads %q", got)
	}
	w := newCaller(t)
	w.logIn(scopes)
	clock.set(handover.Add(time.Second))
	for _, one := range []*caller{v, w} {
		if got := one.visit(scopes); got != "ada" {
			t.Errorf("after the clock went on again the session reads %q", got)
		}
		one.wantSignedBy(otherSecret)
	}
}

// The nodes of a fleet, each with its clock, get the keys in any order.
func TestNodesOnBothSidesOfASwitchUnderstandEachOther(t *testing.T) {
	slow := start(t, satchel.Config{Keys: handoverKeys, Clock: newSetClock(handover.Add(-time.Minute)).now})
	fast := start(t, satchel.Config{Keys: handoverKeys, Clock: newSetClock(handover.Add(time.Minute)).now})
	v := newCaller(t)
	v.logIn(slow)
	for i := range 6 {
		scopes := []*satchel.Scopes{fast, slow}[i%2]
		if got := v.visit(scopes); got != "ada" {
			t.Fatalf("visit %d: %q", i, got)
		}
		v.wantSignedBy(otherSecret) // and the slow node does not sign it back
	}
}

func TestManyRequestsAcrossASwitchLoseNothing(t *testing.T) {
	clock := newSetClock(handover.Add(-time.Millisecond))
	var events journal
	scopes := start(t, satchel.Config{Keys: handoverKeys, Clock: clock.now, OnEvent: events.note})
	var all sync.WaitGroup
	for range 16 {
		all.Go(func() {
			v := newCaller(t)
			v.logIn(scopes)
			for range 50 {
				clock.nanoseconds.Add(int64(5 * time.Microsecond))
				if got := v.visit(scopes); got != "ada" {
					t.Errorf("a session reads %q", got)
				}
				scopes.KeyUse()
			}
			clock.set(handover.Add(time.Second))
			v.visit(scopes)
			v.wantSignedBy(otherSecret)
		})
	}
	all.Wait()
	if refused := events.of(satchel.Rejected); len(refused) > 0 {
		t.Errorf("%d refusals: %v", len(refused), refused[0])
	}
}

// A date may lie between two looks at the clock within one response.
func TestAnEventNamesTheKeyThatHasSigned(t *testing.T) {
	for steps := range 40 {
		clock := newSetClock(handover.Add(-time.Hour))
		var events journal
		var armed atomic.Bool
		left := steps
		ticking := func() time.Time {
			if armed.Load() {
				if left--; left < 0 {
					clock.set(handover)
				}
			}
			return clock.now()
		}
		scopes := start(t, satchel.Config{Keys: handoverKeys, Clock: ticking, OnEvent: events.note})
		armed.Store(true)
		v := newCaller(t)
		v.logIn(scopes)
		armed.Store(false)
		token, err := scopes.DecodeSession(v.held[sessionName])
		must(t, err)
		if written := events.of(satchel.Written); len(written) != 1 || written[0].KeyID != token.KeyID {
			t.Errorf("a switch at look %d: signed with %s, told as %+v", steps, token.KeyID, written)
		}
	}
}

func TestARingHasEightKeysAtMost(t *testing.T) {
	var keys []satchel.Key
	for range 8 {
		keys = append(keys, satchel.Key{Secret: satchel.NewSecret()})
	}
	scopes := start(t, satchel.Config{Keys: keys})
	for i, key := range keys {
		v := newCaller(t)
		v.logIn(start(t, satchel.Config{Secrets: []satchel.Secret{key.Secret}}))
		if got := v.visit(scopes); got != "ada" {
			t.Errorf("key %d opens %q", i, got)
		}
	}
	for _, config := range []satchel.Config{
		{Keys: append(slices.Clone(keys), satchel.Key{Secret: firstSecret})},
		{Keys: append(slices.Clone(keys), satchel.Key{Secret: firstSecret, State: satchel.KeyRetired})},
		{Secrets: []satchel.Secret{
			keys[0].Secret, keys[1].Secret, keys[2].Secret, keys[3].Secret, keys[4].Secret, keys[5].Secret, keys[6].Secret, keys[7].Secret, firstSecret,
		}},
	} {
		if _, err := satchel.New(config); err == nil || !strings.Contains(err.Error(), "has 9 keys; 8 at most") {
			t.Errorf("nine keys: %v", err)
		}
	}
}

func TestAKeyStateIsReadAsItIsWritten(t *testing.T) {
	for state, want := range map[satchel.KeyState]string{
		satchel.KeyByDates: "by-dates", satchel.KeyStaged: "staged", satchel.KeyActive: "active",
		satchel.KeyRetiring: "retiring", satchel.KeyRetired: "retired",
	} {
		text, err := state.MarshalText()
		if err != nil || string(text) != want || state.String() != want {
			t.Errorf("%d is written as %q, %v, want %q", state, text, err, want)
		}
		back := satchel.KeyState(9)
		if err := back.UnmarshalText([]byte(strings.ToUpper(want))); err != nil || back != state {
			t.Errorf("%q is read as %v, %v", want, back, err)
		}
	}
	unknown := satchel.KeyState(5)
	if text, err := unknown.MarshalText(); err == nil || unknown.String() != "KeyState(5)" {
		t.Errorf("an unknown state is written as %q and %q", text, unknown)
	}
	if err := unknown.UnmarshalText([]byte("resting")); err == nil || unknown != 5 ||
		!strings.Contains(err.Error(), `"resting" is none of by-dates, staged, active, retiring, retired`) {
		t.Errorf("an unknown name is read as %v, %v", unknown, err)
	}
}
