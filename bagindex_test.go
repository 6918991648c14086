package satchel_test

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
)

// Beyond some pairs a map finds them: whatever is set and deleted, the session is what a
// plain list of pairs would be.
func TestALongSessionIsWhatWasSetAndDeleted(t *testing.T) {
	scopes, _ := newScopes(t, satchel.Config{})
	random := rand.New(rand.NewPCG(3, 4)) // the same steps each time
	session := begin(t, scopes).Session()
	want, order := map[string]string{}, []string{}
	for step := range 4000 {
		key := fmt.Sprint("k", random.IntN(90))
		if random.IntN(4) == 0 {
			must(t, session.Delete(key))
			delete(want, key)
			order = slices.DeleteFunc(order, func(k string) bool { return k == key })
		} else {
			value := strings.Repeat("v", random.IntN(20))
			must(t, session.Set(key, value))
			if _, there := want[key]; !there {
				order = append(order, key)
			}
			want[key] = value
		}
		got := maps.Collect(session.All())
		if !maps.Equal(got, want) || session.Len() != len(want) || session.Get(key) != want[key] {
			t.Fatalf("step %d: %v, want %v", step, got, want)
		}
	}
	var keys []string
	for key := range session.All() {
		keys = append(keys, key)
	}
	if !slices.Equal(keys, order) {
		t.Errorf("the order is %q, want %q", keys, order)
	}
}

// A pair that fits, in a session that then has no room for its dates, leaves no trace.
func TestAWriterThatFailsLeavesNoTraceInALongSession(t *testing.T) {
	without, _ := newScopes(t, satchel.Config{})
	full := begin(t, without)
	for i := range 40 {
		must(t, full.Session().Set(fmt.Sprint("k", i), "value"))
	}
	fill(t, full.Session(), "filler", 4070)
	line, _, _ := strings.Cut(commit(t, full).Get("Set-Cookie"), ";")

	limited, _ := newScopes(t, satchel.Config{Limits: satchel.Limits{Absolute: time.Hour}})
	session := begin(t, limited, line).Session()
	err := session.Set("new", "x")
	if _, tooLarge := errors.AsType[*satchel.SizeError](err); !tooLarge {
		t.Fatalf("the error is %v", err)
	}
	if value, found := session.Lookup("new"); found {
		t.Errorf("new is %q", value)
	}
	must(t, session.Set("k0", "v")) // what gets smaller has no dates to find room for
	if got := session.Get("k0"); got != "v" || session.Len() != 41 {
		t.Errorf("k0 is %q, and there are %d pairs", got, session.Len())
	}
}

// Keep that finds no room for the last message takes back those before it.
func TestAKeepThatFailsLeavesNoTraceInALongFlash(t *testing.T) {
	for _, policy := range []satchel.FlashPolicy{satchel.NextPage, satchel.NextRequest} {
		scopes, _ := newScopes(t, satchel.Config{FlashPolicy: policy})
		x := begin(t, scopes)
		for i := range 40 {
			must(t, x.Flash().Set(fmt.Sprint("old", i), strings.Repeat("x", 20)))
		}
		must(t, x.Flash().Set("big", strings.Repeat("x", 900)))
		line, _, _ := strings.Cut(commit(t, x).Get("Set-Cookie"), ";")

		x = begin(t, scopes, line)
		want := map[string]string{}
		for i := range 40 {
			key := fmt.Sprint("new", i)
			want[key] = strings.Repeat("y", 24)
			must(t, x.Flash().Set(key, want[key]))
		}
		if err := x.Flash().KeepAll(); err == nil {
			t.Fatal("there is room for all")
		}
		for _, key := range []string{"a", "b", "old0"} {
			want[key] = "value of " + key
			must(t, x.Flash().Set(key, want[key]))
		}
		line, _, _ = strings.Cut(commit(t, x).Get("Set-Cookie"), ";")
		got := maps.Collect(begin(t, scopes, line).Flash().All())
		maps.DeleteFunc(got, func(key, _ string) bool { return key != "old0" && (strings.HasPrefix(key, "old") || key == "big") })
		if !maps.Equal(got, want) {
			t.Errorf("%v: the next request has %v, want %v", policy, got, want)
		}
	}
}
