package rediscache_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel/cache"
	"github.com/satchel-go/satchel/cache/rediscache"
	"github.com/satchel-go/satchel/internal/redistest"
)

func TestWhatIsSetIsThereUntilItIsRemoved(t *testing.T) {
	server := redistest.Start(t)
	store := open(t, rediscache.Config{URL: server.URL()})
	for name, key := range map[string]cache.Key{
		"of a session":     entry("basket"),
		"of a named cache": {Group: cache.Group{Name: "products"}, Name: "1"},
	} {
		t.Run(name, func(t *testing.T) {
			expect(t, store, key, "")
			set(t, store, key, "apples", cache.Limits{})
			expect(t, store, key, "apples")
			set(t, store, key, "pears", cache.Limits{TTL: time.Hour})
			expect(t, store, key, "pears")
			if err := store.Remove(t.Context(), key); err != nil {
				t.Fatal(err)
			}
			expect(t, store, key, "")
			set(t, store, key, "plums", cache.Limits{})
			if err := store.RemoveAll(t.Context(), key.Group); err != nil {
				t.Fatal(err)
			}
			expect(t, store, key, "")
			if keys, _ := server.Do("KEYS", "*"); keys != "" {
				t.Errorf("left on the server: %q", keys)
			}
		})
	}
}

func TestNamesAndValuesAreAnyBytes(t *testing.T) {
	store := open(t, rediscache.Config{URL: redistest.Start(t).URL()})
	odd := []string{"", "\x00", "\r\n", "{", "}{", "*?[a]\\", "\xff\xfe", "$3\r\nabc", strings.Repeat("long", 5000), ":", "1:a:"}
	for _, name := range odd {
		for _, group := range []cache.Group{session("visitor"), {Name: "odd"}, {Name: name}} {
			key := cache.Key{Group: group, Name: name}
			value := "x" + name
			set(t, store, key, value, cache.Limits{})
			expect(t, store, key, value)
		}
	}
	empty := cache.Key{Group: session("empty"), Name: "e"}
	set(t, store, empty, "", cache.Limits{})
	if value, found, err := store.Get(t.Context(), empty); err != nil || !found || len(value) != 0 {
		t.Errorf("an empty value: %q, %v, %v", value, found, err)
	}
}

// No key of one group may be a key of another, whatever their names are.
func TestGroupsAreApart(t *testing.T) {
	server := redistest.Start(t)
	store := open(t, rediscache.Config{URL: server.URL()})
	other := open(t, rediscache.Config{URL: server.URL(), Prefix: "satchel1"})
	keys := []cache.Key{
		{Group: cache.Group{Name: "a"}, Name: "b:c"}, {Group: cache.Group{Name: "a:b"}, Name: "c"},
		{Group: cache.Group{Name: ""}, Name: "a:b:c"}, {Group: cache.Group{Name: "1"}, Name: "1:a:b"},
		{Group: session("a"), Name: "b"}, {Group: cache.Group{Name: session("a").Name}, Name: "b"},
		{Group: session("b"), Name: "b"},
	}
	for i, key := range keys {
		set(t, store, key, fmt.Sprint("ours ", i), cache.Limits{})
		set(t, other, key, fmt.Sprint("theirs ", i), cache.Limits{})
	}
	for i, key := range keys {
		expect(t, store, key, fmt.Sprint("ours ", i))
		expect(t, other, key, fmt.Sprint("theirs ", i))
	}
}

func TestEntriesOfASessionEndEachAtItsTime(t *testing.T) {
	store := open(t, rediscache.Config{URL: redistest.Start(t).URL()})
	set(t, store, entry("short"), "x", cache.Limits{TTL: 300 * time.Millisecond})
	set(t, store, entry("long"), "x", cache.Limits{TTL: time.Hour})
	expect(t, store, entry("short"), "x")
	time.Sleep(320 * time.Millisecond)
	expect(t, store, entry("short"), "")
	expect(t, store, entry("long"), "x")
}

func TestTheHashOfASessionLivesAsLongAsItsLongestEntry(t *testing.T) {
	server := redistest.Start(t)
	store := open(t, rediscache.Config{URL: server.URL()})
	for _, c := range []struct {
		ttl  time.Duration
		want string // the seconds that TTL returns, rounded
	}{{time.Minute, "60"}, {time.Hour, "3600"}, {time.Second, "3600"}, {0, "-1"}, {time.Minute, "-1"}} {
		set(t, store, entry(c.ttl.String()), "x", cache.Limits{TTL: c.ttl})
		if got, err := server.Do("TTL", "satchel:s:"+entry("").Group.Name); err != nil || got != c.want {
			t.Errorf("after an entry of %v: TTL %s, %v; want %s", c.ttl, got, err, c.want)
		}
	}
}

func TestASessionHoldsWhatItsLimitsSay(t *testing.T) {
	store := open(t, rediscache.Config{URL: redistest.Start(t).URL()})
	nine := strings.Repeat("x", 9) // and one byte of name
	limits := cache.Limits{Entries: 3, Bytes: 30}
	for _, name := range []string{"a", "b", "c"} {
		set(t, store, entry(name), nine, limits)
	}
	refuses := func(what, name, value string, limits cache.Limits) {
		t.Helper()
		if err := store.Set(t.Context(), entry(name), []byte(value), limits); !errors.Is(err, cache.ErrFull) {
			t.Errorf("%s: %v", what, err)
		}
	}
	refuses("a fourth entry", "d", "", cache.Limits{Entries: 3})
	refuses("a byte too many", "c", nine+"x", cache.Limits{Bytes: 30})
	refuses("a byte of a name too many", "cc", nine, cache.Limits{Bytes: 40})
	expect(t, store, entry("c"), nine)
	set(t, store, entry("c"), strings.Repeat("y", 9), limits) // the same name is not counted twice
	expect(t, store, entry("c"), strings.Repeat("y", 9))
	if err := store.Remove(t.Context(), entry("a")); err != nil {
		t.Fatal(err)
	}
	set(t, store, entry("d"), nine, limits)
}

func TestWhatHasExpiredTakesNoRoom(t *testing.T) {
	store := open(t, rediscache.Config{URL: redistest.Start(t).URL()})
	limits := cache.Limits{Entries: 2, Bytes: 20}
	set(t, store, entry("a"), "short", cache.Limits{TTL: 20 * time.Millisecond, Entries: 2, Bytes: 20})
	set(t, store, entry("b"), "long", limits)
	time.Sleep(30 * time.Millisecond)
	set(t, store, entry("c"), "new", limits)
	expect(t, store, entry("b"), "long")
	expect(t, store, entry("c"), "new")
}

func TestAValueThatIsTooLargeIsNotSent(t *testing.T) {
	store := open(t, rediscache.Config{URL: redistest.Start(t).URL()})
	if err := store.Set(t.Context(), entry("a"), make([]byte, rediscache.MaxValue+1), cache.Limits{}); !errors.Is(err, cache.ErrTooLarge) {
		t.Error(err)
	}
	if got := store.Stats().Operations; got != 0 {
		t.Errorf("%d operations", got)
	}
}

func TestAValueOfTheLargestSize(t *testing.T) {
	store := open(t, rediscache.Config{URL: redistest.Start(t).URL(), Budget: time.Minute})
	large := bytes.Repeat([]byte("0123456789abcdef"), rediscache.MaxValue/16)
	for _, key := range []cache.Key{entry("a"), {Group: cache.Group{Name: "files"}, Name: "a"}} {
		if err := store.Set(t.Context(), key, large, cache.Limits{}); err != nil {
			t.Fatal(err)
		}
		if value, found, err := store.Get(t.Context(), key); err != nil || !found || !bytes.Equal(value, large) {
			t.Errorf("%d bytes, %v, %v", len(value), found, err)
		}
	}
}

func TestTheCallerMayUseTheSliceAfterwards(t *testing.T) {
	store := open(t, rediscache.Config{URL: redistest.Start(t).URL()})
	value := []byte("before")
	if err := store.Set(t.Context(), entry("a"), value, cache.Limits{}); err != nil {
		t.Fatal(err)
	}
	copy(value, "behind")
	expect(t, store, entry("a"), "before")
}

func TestWhatIsNoEntryIsAMissOrAnError(t *testing.T) {
	server := redistest.Start(t)
	store := open(t, rediscache.Config{URL: server.URL()})
	group := "satchel:s:" + entry("").Group.Name
	if _, err := server.Do("HSET", group, "stub", "1234567"); err != nil {
		t.Fatal(err)
	}
	expect(t, store, entry("stub"), "")
	if _, err := server.Do("SET", "satchel:s:"+session("text").Name, "x"); err != nil {
		t.Fatal(err)
	}
	_, _, err := store.Get(t.Context(), cache.Key{Group: session("text"), Name: "a"})
	if !errors.Is(err, cache.ErrUnavailable) || !strings.Contains(err.Error(), "WRONGTYPE") {
		t.Error(err)
	}
	if !store.Stats().Up {
		t.Error("an answer that is an error does not mean that the server is down")
	}
}

// The wall clock of this process does not count: here the server lives in the year 2286.
func TestEntriesEndByTheClockOfTheServer(t *testing.T) {
	began := time.Now()
	const future = 9_999_999_999_000
	now := func() int64 { return future + time.Since(began).Milliseconds() }
	ends := now() + 400
	url := imposter(t, func(command []string) string {
		switch command[0] {
		case "TIME":
			return timeReply(now())
		case "HGET":
			return "$9\r\n" + string(binary.BigEndian.AppendUint64(nil, uint64(ends))) + "x\r\n"
		}
		return ""
	})
	store := open(t, rediscache.Config{URL: url})
	expect(t, store, entry("a"), "x")
	time.Sleep(time.Until(began.Add(440 * time.Millisecond)))
	expect(t, store, entry("a"), "")
}
