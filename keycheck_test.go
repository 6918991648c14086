package satchel_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
)

func TestNewRefusesKeys(t *testing.T) {
	day := noon.Add(24 * time.Hour)
	for _, test := range []struct {
		name    string
		keys    []satchel.Key
		field   string
		problem string
	}{
		{"that are empty", []satchel.Key{{}}, "Keys[0]", "is empty; satchel.NewSecret makes a good one"},
		{"that are short", []satchel.Key{{Secret: firstSecret}, {Secret: otherSecret[:31]}}, "Keys[1]", "has 31 bytes, the algorithm needs 32"},
		{"that are short even if retired", []satchel.Key{{Secret: firstSecret}, {Secret: otherSecret[:31], State: satchel.KeyRetired}}, "Keys[1]", "has 31 bytes"},
		{"that anybody can guess", []satchel.Key{{Secret: satchel.Secret(strings.Repeat("changeme", 8))}}, "Keys[0]", "is a placeholder"},
		{"that stand there twice", []satchel.Key{{Secret: firstSecret}, {Secret: otherSecret}, {Secret: firstSecret, ActiveFrom: day}}, "Keys[2]", "stands there twice"},
		{"with a state that is none", []satchel.Key{{Secret: firstSecret, State: 5}}, "Keys[0].State", "KeyState(5) is no state"},
		{"of which two sign by hand", []satchel.Key{
			{Secret: firstSecret, State: satchel.KeyActive}, {Secret: otherSecret, State: satchel.KeyActive},
		}, "Keys", "more than one key is active by hand; one signs"},
		{"of which none signs", []satchel.Key{{Secret: firstSecret, State: satchel.KeyRetired}}, "Keys", "no key signs from 2026-03-01T12:00:00Z on"},
		{"of which none signs yet", []satchel.Key{{Secret: firstSecret, ActiveFrom: noon.Add(1)}}, "Keys", "no key signs from 2026-03-01T12:00:00Z on"},
		{"of which none signs one day", []satchel.Key{{Secret: firstSecret, RetiredFrom: day}}, "Keys",
			"no key signs from 2026-03-02T12:00:00Z on; one needs an ActiveFrom before, and no RetiredFrom"},
		{"with a date in another zone", []satchel.Key{{Secret: firstSecret, RetiredFrom: day.In(time.FixedZone("far", 5*3600))}}, "Keys", "from 2026-03-02T12:00:00Z on"},
		{"of which none signs for an hour", []satchel.Key{
			{Secret: firstSecret, RetiredFrom: day}, {Secret: otherSecret, ActiveFrom: day.Add(time.Hour)},
		}, "Keys", "no key signs from 2026-03-02T12:00:00Z on"},
		{"of which one ends when it ends to sign", []satchel.Key{
			{Secret: firstSecret, RetiredFrom: day}, {Secret: otherSecret, ActiveFrom: day},
		}, "Keys[0].RetiredFrom", "is less than 5m0s after the key has ended to sign"},
		{"of which one ends a nanosecond too early", []satchel.Key{
			{Secret: otherSecret, ActiveFrom: day}, {Secret: firstSecret, RetiredFrom: day.Add(5*time.Minute - 1)},
		}, "Keys[1].RetiredFrom", "KeyRetired ends those of a stolen key at once"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := satchel.New(satchel.Config{Keys: test.keys, Clock: atNoon})
			if faults := faultsOf(t, err); len(faults) != 1 || faults[0].Field != test.field || !strings.Contains(faults[0].Problem, test.problem) {
				t.Errorf("New: %v\nwant one fault, of %s: …%s…", err, test.field, test.problem)
			}
			mentionsNoSecret(t, err.Error(), firstSecret, otherSecret)
		})
	}
}

func TestNewTakesKeys(t *testing.T) {
	day := noon.Add(24 * time.Hour)
	for name, keys := range map[string][]satchel.Key{
		"of which one ends as soon as it may":     {{Secret: firstSecret, RetiredFrom: day.Add(5 * time.Minute)}, {Secret: otherSecret, ActiveFrom: day}},
		"of which the first in the list is to be": {{Secret: otherSecret, ActiveFrom: day}, {Secret: firstSecret}},
		"of which one has ended long ago":         {{Secret: otherSecret, ActiveFrom: noon.Add(-time.Hour)}, {Secret: firstSecret, RetiredFrom: noon.Add(-time.Minute)}},
		"in all states by hand": {
			{Secret: satchel.NewSecret(), State: satchel.KeyRetired}, {Secret: satchel.NewSecret(), State: satchel.KeyStaged},
			{Secret: satchel.NewSecret(), State: satchel.KeyRetiring}, {Secret: satchel.NewSecret(), State: satchel.KeyActive},
		},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := satchel.New(satchel.Config{Keys: keys, Clock: atNoon}); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestKeysHaveOneSource(t *testing.T) {
	for name, config := range map[string]satchel.Config{
		"Secrets and Keys":    {Secrets: []satchel.Secret{firstSecret}, Keys: []satchel.Key{{Secret: otherSecret}}},
		"Secrets and KeyFile": {Secrets: []satchel.Secret{firstSecret}, KeyFile: "/nowhere"},
		"Keys and KeyFile":    {Keys: []satchel.Key{{Secret: otherSecret}}, KeyFile: "/nowhere"},
		"all of them":         {Secrets: []satchel.Secret{firstSecret}, Keys: []satchel.Key{{Secret: otherSecret}}, KeyFile: "/nowhere"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, config.Development = range []bool{false, true} {
				_, err := satchel.New(config)
				if faults := faultsOf(t, err); len(faults) != 1 || faults[0].Field != "Keys" ||
					faults[0].Problem != "more than one of Secrets, Keys and KeyFile; give one" {
					t.Errorf("New: %v", err)
				}
				mentionsNoSecret(t, err.Error(), firstSecret, otherSecret)
			}
		})
	}
}

func TestAllFaultsOfKeysAreReportedAtOnce(t *testing.T) {
	config := satchel.Config{
		Keys: []satchel.Key{
			{Secret: firstSecret[:12], State: satchel.KeyActive}, {Secret: otherSecret, State: satchel.KeyActive}, {Secret: otherSecret, State: 77},
			{}, {Secret: "changeme"}, {Secret: satchel.NewSecret()}, {Secret: satchel.NewSecret()}, {Secret: satchel.NewSecret()}, {Secret: satchel.NewSecret()},
		},
		Readers: []satchel.SessionReader{
			{Name: "old", Secrets: []satchel.Secret{thirdSecret, thirdSecret[:9]}},
			{Profile: satchel.Play, Sealed: true, Until: noon},
			{Profile: 9},
		},
		Application:   "two words",
		SealedPadding: 2000,
	}
	_, err := satchel.New(config)
	count := map[string]int{}
	for _, fault := range faultsOf(t, err) {
		count[fault.Field]++
	}
	want := map[string]int{
		"Keys": 2, "Keys[0]": 1, "Keys[2]": 1, "Keys[2].State": 1, "Keys[3]": 1, "Keys[4]": 1,
		"Readers[0].Until": 1, "Readers[0].Secrets[1]": 1, "Readers[1].Sealed": 1, "Readers[2].Until": 1, "Readers[2].Profile": 1,
		"Application": 1, "SealedPadding": 1,
	}
	if !maps.Equal(count, want) {
		t.Errorf("faults of %v, want %v:\n%v", count, want, err)
	}
	mentionsNoSecret(t, err.Error(), firstSecret, otherSecret, thirdSecret)
}

func TestARetiredDateBeforeTheActiveOneIsAFault(t *testing.T) {
	_, err := satchel.New(satchel.Config{Clock: atNoon, Keys: []satchel.Key{
		{Secret: firstSecret}, {Secret: otherSecret, ActiveFrom: noon.Add(48 * time.Hour), RetiredFrom: noon.Add(24 * time.Hour)},
	}})
	if err == nil || !strings.Contains(err.Error(), "Keys[1].RetiredFrom") {
		t.Errorf("a key that ends before it begins, and so never signs: %v", err)
	}
}

func TestKeysAreReadOnce(t *testing.T) {
	clock := newSetClock(noon)
	keys := slices.Clone(handoverKeys)
	old := []satchel.Secret{thirdSecret}
	readers := []satchel.SessionReader{{Name: "old", Until: noon.Add(time.Hour), Secrets: old}}
	scopes := start(t, satchel.Config{Keys: keys, Readers: readers, Clock: clock.now})
	v, w := newCaller(t), newCaller(t)
	v.logIn(scopes)
	w.logIn(start(t, satchel.Config{Secrets: []satchel.Secret{thirdSecret}, Session: satchel.CookieConfig{Name: "old"}, Clock: clock.now}))
	for i := range keys {
		keys[i] = satchel.Key{Secret: satchel.NewSecret()}
	}
	old[0], readers[0].Until = satchel.NewSecret(), noon
	clock.set(handover) // the ring is made anew
	if got := v.visit(scopes); got != "ada" {
		t.Errorf("with other keys in the list that was given, the session reads %q", got)
	}
	if got := w.visit(scopes); got != "ada" {
		t.Errorf("with other secrets in the reader that was given, its session reads %q", got)
	}
}
