package satchel_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
)

// setsAndDeletes returns the names of the cookies that a response sets and deletes.
func setsAndDeletes(header http.Header) (sets, deletes []string) {
	for _, line := range header["Set-Cookie"] {
		if name, deleted := cookieOfLine(line); deleted {
			deletes = append(deletes, name)
		} else {
			sets = append(sets, name)
		}
	}
	return sets, deletes
}

func TestEachResponseHasASlotOfItsOwn(t *testing.T) {
	site := newSite(t, satchel.Config{FlashSlots: 4})
	var names []string
	for i := range 3 {
		header := site.visit(func(_ *satchel.Session, f *satchel.Flash) { must(t, f.Info(fmt.Sprint("message ", i))) })
		sets, deletes := setsAndDeletes(header)
		if len(sets) != 1 || deletes != nil || slices.Contains(names, sets[0]) || !site.scopes.IsFlashCookie(sets[0]) || sets[0] == flashName {
			t.Errorf("response %d sets %q, deletes %q", i, sets, deletes)
		}
		names = append(names, sets...)
	}
	if held := site.flashCookies(); len(held) != 3 {
		t.Fatalf("the client holds %q", held)
	}
	header := site.visit(func(_ *satchel.Session, f *satchel.Flash) {
		want := []satchel.Message{{"info", "message 0"}, {"info", "message 1"}, {"info", "message 2"}}
		if got := f.Messages(); !slices.Equal(got, want) {
			t.Errorf("the page shows %q", got)
		}
	})
	_, deletes := setsAndDeletes(header)
	slices.Sort(names)
	slices.Sort(deletes)
	if !slices.Equal(names, deletes) {
		t.Errorf("the page deletes %q, want %q", deletes, names)
	}
	if got := header["Cache-Control"]; !slices.Equal(got, []string{"no-store"}) {
		t.Errorf("Cache-Control is %q", got)
	}
}

// A response deletes only what its request carried, whatever has come since.
func TestResponsesThatCrossTakeNothingFromEachOther(t *testing.T) {
	site := newSite(t, satchel.Config{FlashSlots: 4})
	first := cookieOf(t, site.scopes, "one")
	slow := begin(t, site.scopes, first) // a page that is asked for now, and arrives last
	if got := slow.Flash().Get("info"); got != "one" {
		t.Fatalf("the slow page shows %q", got)
	}
	second := cookieOf(t, site.scopes, "two")
	header := commit(t, slow)
	_, deletes := setsAndDeletes(header)
	name, _, _ := strings.Cut(second, "=")
	if len(deletes) != 1 || slices.Contains(deletes, name) {
		t.Errorf("the slow page deletes %q, and %q has come since", deletes, name)
	}
}

// cookieOf returns the cookie of a response that sets one message.
func cookieOf(t *testing.T, scopes *satchel.Scopes, message string) string {
	t.Helper()
	x := begin(t, scopes)
	must(t, x.Flash().Info(message))
	line, _, _ := strings.Cut(commit(t, x).Get("Set-Cookie"), ";")
	return line
}

// When all slots wait, the oldest gives its place, and its messages come along.
func TestMoreMessagesThanSlots(t *testing.T) {
	now := time.Now()
	site := newSite(t, satchel.Config{FlashSlots: 2, Clock: func() time.Time { return now }})
	var want []satchel.Message
	for i := range 7 {
		site.visit(func(_ *satchel.Session, f *satchel.Flash) { must(t, f.Info(fmt.Sprint("message ", i))) })
		now = now.Add(time.Second)
		want = append(want, satchel.Message{Level: "info", Text: fmt.Sprint("message ", i)})
		if held := site.flashCookies(); len(held) > 2 {
			t.Errorf("after %d messages the client holds %q", i+1, held)
		}
	}
	var got []satchel.Message
	site.visit(func(_ *satchel.Session, f *satchel.Flash) { got = f.Messages() })
	if !slices.Equal(got, want) {
		t.Errorf("the page shows %q", got)
	}
	site.wantShown()
}

// All slots together have the size of one cookie: a header that is too large locks a user
// out.
func TestSlotsTogetherAreNoLargerThanOneCookie(t *testing.T) {
	now := time.Now()
	site := newSite(t, satchel.Config{FlashSlots: 8, Clock: func() time.Time { return now }})
	for i := range 8 {
		site.visit(func(_ *satchel.Session, f *satchel.Flash) { must(t, f.Info(fmt.Sprint(i)+strings.Repeat("x", 700))) })
		now = now.Add(time.Second)
		size := 0
		for _, c := range site.client.Jar.Cookies(site.url) {
			size += len(c.Name) + len(c.Value)
		}
		if size > satchel.MaxCookieSize {
			t.Errorf("after %d messages the client holds %d bytes", i+1, size)
		}
	}
	if told := site.events.take(); !slices.Contains(told, "overflow "+flashName+" dropped info") {
		t.Errorf("events are %q", told)
	}
	site.visit(func(_ *satchel.Session, f *satchel.Flash) {
		if got := f.Messages(); len(got) != 3 || got[2].Text[0] != '7' {
			t.Errorf("the page shows %d messages", len(got))
		}
	})
}

func TestWhatIsASlot(t *testing.T) {
	scopes, _ := newScopes(t, satchel.Config{FlashSlots: 4})
	single, _ := newScopes(t, satchel.Config{})
	for name, want := range map[string]bool{
		"__Host-flash": true, "__Host-flash.ab2y7": true, "__Host-flash.": false, "__Host-flash.ab2y": false, "__Host-flash.ab2yz7": false,
		"__Host-flash.AB2Y7": false, "__Host-flash.ab1y7": false, "__Host-flash.ab 27": false, "__Host-flashab2y7": false, "__Host-flash-ab2y7": false,
		"flash.ab2y7": false, "x__Host-flash.ab2y7": false, "": false,
	} {
		if got := scopes.IsFlashCookie(name); got != want {
			t.Errorf("IsFlashCookie(%q) = %v", name, got)
		}
		if got := single.IsFlashCookie(name); got != (name == flashName) {
			t.Errorf("with one cookie, IsFlashCookie(%q) = %v", name, got)
		}
		value, err := scopes.EncodeFlash(pair("info", "seen")...)
		must(t, err)
		if shown := begin(t, scopes, name+"="+value).Flash().Get("info") != ""; shown != want {
			t.Errorf("a cookie %q is shown: %v", name, shown)
		}
	}
}

func TestSlotsThatAreForgedDoubledOrTooMany(t *testing.T) {
	scopes, events := newScopes(t, satchel.Config{FlashSlots: 4})
	good, err := scopes.EncodeFlash(pair("info", "seen")...)
	must(t, err)
	other, err := scopes.EncodeFlash(pair("info", "other")...)
	must(t, err)
	forged := good[:len(good)-10] + strings.Repeat("A", 10)
	many := func(value string, n int) string {
		var cookies []string
		for i := range n {
			cookies = append(cookies, fmt.Sprintf("%s.%s=%s", flashName, strings.Map(func(d rune) rune { return d - '0' + 'a' }, fmt.Sprintf("%05d", i)), value))
		}
		return strings.Join(cookies, "; ")
	}
	for _, test := range []struct {
		name, line string
		want       []string
	}{
		{"the same slot twice: the first counts", flashName + ".aaaaa=" + good + "; " + flashName + ".aaaaa=" + other, []string{"info=seen"}},
		{"a forged one before the good one", flashName + ".aaaaa=" + forged + "; " + flashName + ".aaaaa=" + good, []string{"info=seen"}},
		{"a forged one and another", flashName + ".aaaaa=" + forged + "; " + flashName + ".bbbbb=" + good, []string{"info=seen"}},
		{"the same text in two slots", flashName + ".aaaaa=" + good + "; " + flashName + ".bbbbb=" + good, []string{"info=seen"}},
		{"two texts", flashName + ".aaaaa=" + good + "; " + flashName + ".bbbbb=" + other, []string{"info=seen\nother"}},
		{"a session under the name", flashName + ".aaaaa=" + sessionValue(t, scopes), nil},
		{"eight forged ones do not hide the ninth", many(forged, 8) + "; " + flashName + ".zzzzz=" + good, []string{"info=seen"}},
		{"64 forged ones hide the next", many("x", 64) + "; " + flashName + ".zzzzz=" + good, nil},
		{"a megabyte", flashName + ".aaaaa=" + strings.Repeat(".", 1<<20), nil},
		{"3000 of them", many("x", 3000), nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			x := begin(t, scopes, test.line)
			if got := collect(x.Flash().All()); !slices.Equal(got, test.want) {
				t.Errorf("the flash is %q, want %q", got, test.want)
			}
			if told := events.take(); len(told) > 9 {
				t.Errorf("%d events", len(told))
			}
			if sets, deletes := setsAndDeletes(commit(t, x)); sets != nil || len(deletes) > 2 {
				t.Errorf("it sets %q, deletes %q", sets, deletes)
			}
			events.take()
		})
	}
}

func sessionValue(t *testing.T, scopes *satchel.Scopes) string {
	t.Helper()
	value, err := scopes.EncodeSession(pair("info", "planted")...)
	must(t, err)
	return value
}

// A slot with messages for two paths is written anew without the ones that were shown.
func TestASlotForTwoPages(t *testing.T) {
	site := newSite(t, satchel.Config{FlashSlots: 2})
	for _, path := range []string{"/a", "/b", "/c"} { // the third takes the first along
		site.goTo("/save", path, "for "+path)
	}
	for _, path := range []string{"/b", "/a", "/c"} {
		site.wantShownAt("/other")
		site.wantShownAt(path, satchel.Message{Level: "success", Text: "for " + path})
		site.wantShownAt(path)
	}
	if held := site.flashCookies(); held != nil {
		t.Errorf("the client still holds %q", held)
	}
}

// Names drawn at random are not told: they would fill logs and counters.
func TestEventsOfSlotsNameTheFlash(t *testing.T) {
	site := newSite(t, satchel.Config{FlashSlots: 3})
	site.visit(func(_ *satchel.Session, f *satchel.Flash) { must(t, f.Info("one")) })
	site.visit(func(_ *satchel.Session, f *satchel.Flash) { f.Len() })
	site.visit(func(_ *satchel.Session, f *satchel.Flash) { _ = f.Info(strings.Repeat("x", 5000)) })
	site.events.want(t, "written "+flashName+" changed info", "opened "+flashName, "written "+flashName+" delivered", "overflow "+flashName+" info")
}

func TestAMessageFromBeforeSlotsIsShown(t *testing.T) {
	site := newSite(t, satchel.Config{FlashSlots: 3})
	site.plant(nil, pair("success", "saved"))
	site.wantShown(saved)
	site.wantShown()
}
