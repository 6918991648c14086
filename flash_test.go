package satchel_test

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
)

// outgoing are the three results of a Play action (Results.scala, bakeCookies).
var outgoing = map[string]func(*satchel.Flash) error{
	"no new flash":     func(*satchel.Flash) error { return nil },
	"a new message":    func(f *satchel.Flash) error { return f.Success("saved") },
	"an empty flash":   (*satchel.Flash).DiscardAll,
	"a taken-back one": func(f *satchel.Flash) error { return errors.Join(f.Success("saved"), f.Discard("success")) },
}

// TestFlashFollowsPlaysTable has each row of Play's table, for each status that
// could matter; one row differs from Play, which deletes a cookie that is not
// there.
func TestFlashFollowsPlaysTable(t *testing.T) {
	const (
		nothing = ""
		set     = "__Host-flash=ey"
		discard = "__Host-flash=; Max-Age=0; "
	)
	scopes, _ := newScopes(t, satchel.Config{FlashPolicy: satchel.NextRequest, Flash: satchel.CookieConfig{JWT: satchel.JWTConfig{ExpiresAfter: time.Hour}}})
	late, _ := newScopes(t, satchel.Config{FlashPolicy: satchel.NextRequest, Clock: func() time.Time { return time.Now().Add(-2 * time.Hour) },
		Flash: satchel.CookieConfig{JWT: satchel.JWTConfig{ExpiresAfter: time.Hour}}})
	came := map[string]string{
		"no cookie":      "",
		"an empty value": flashName + "=",
		"a refused one":  flashName + "=a.b.c",
		"an expired one": cookieLine(t, late, nil, pair("error", "old")),
		"a valid one":    cookieLine(t, scopes, nil, pair("error", "old")),
	}
	for _, row := range []struct{ in, out, want, upgrade string }{
		{"no cookie", "no new flash", nothing, nothing},
		{"an empty value", "no new flash", nothing, nothing},
		{"a refused one", "no new flash", nothing, nothing},
		{"an expired one", "no new flash", nothing, nothing},
		{"a valid one", "no new flash", discard, nothing},

		{"no cookie", "a new message", set, set},
		{"an empty value", "a new message", set, set},
		{"a refused one", "a new message", set, set},
		{"an expired one", "a new message", set, set},
		{"a valid one", "a new message", set, set},

		{"no cookie", "an empty flash", nothing, nothing}, // Play: discard
		{"an empty value", "an empty flash", discard, discard},
		{"a refused one", "an empty flash", discard, discard},
		{"an expired one", "an empty flash", discard, discard},
		{"a valid one", "an empty flash", discard, discard},

		{"no cookie", "a taken-back one", nothing, nothing},
		{"a refused one", "a taken-back one", nothing, nothing},
		{"a valid one", "a taken-back one", discard, nothing},
	} {
		for status, want := range map[int]string{200: row.want, 302: row.want, 304: row.want, 404: row.want, 500: row.want, 101: row.upgrade} {
			t.Run(row.in+" came, "+row.out+" goes, "+http.StatusText(status), func(t *testing.T) {
				x := begin(t, scopes, came[row.in])
				must(t, outgoing[row.out](x.Flash()))
				header := http.Header{}
				must(t, x.Commit(status, header))
				got := header["Set-Cookie"]
				if want == nothing && got != nil || len(got) > 1 || !strings.HasPrefix(header.Get("Set-Cookie"), want) {
					t.Errorf("Set-Cookie is %q, want %q", got, want)
				}
			})
		}
	}
}

func TestAMessageLivesForOneRequest(t *testing.T) {
	site := newSite(t, satchel.Config{})
	site.visit(func(_ *satchel.Session, f *satchel.Flash) {
		must(t, f.Success("saved"))
		must(t, f.Error("but"))
		must(t, f.Set("x", "y"))
		if f.Len() != 0 || f.Get("success") != "" {
			t.Error("a message shows in the request that sends it")
		}
	})
	site.wantFlash("success=saved", "error=but", "x=y")
	header := site.visit(func(_ *satchel.Session, f *satchel.Flash) {
		for range 2 { // reading consumes nothing
			if value, found := f.Lookup("success"); !found || value != "saved" || f.Get("error") != "but" || f.Len() != 3 {
				t.Errorf("the messages are %q", collect(f.All()))
			}
			if got := collect(f.All()); !slices.Equal(got, []string{"success=saved", "error=but", "x=y"}) {
				t.Errorf("All = %q", got)
			}
		}
	})
	if got := header.Get("Cache-Control"); got != "no-store" {
		t.Errorf("where the message was shown, Cache-Control is %q", got)
	}
	site.wantFlash()
	site.visit(func(_ *satchel.Session, f *satchel.Flash) {
		if f.Len() != 0 {
			t.Errorf("the message came twice: %q", collect(f.All()))
		}
	})
}

func TestAHandlerThatKnowsNoFlashConsumesItAsInPlay(t *testing.T) {
	site := newSite(t, satchel.Config{FlashPolicy: satchel.NextRequest})
	site.plant(nil, pair("success", "saved"))
	response, _, err := site.send(site.request(http.MethodGet), http.NotFound)
	must(t, err)
	site.wantFlash()
	if got := response.Header.Get("Cache-Control"); got != "private" {
		t.Errorf("Cache-Control is %q, want private: nothing was shown", got)
	}
	site.events.want(t, "opened __Host-flash", "written __Host-flash delivered")
}

// flashDeeds are what a handler does when error=old and info=seen came in.
var flashDeeds = []struct {
	name      string
	deed      func(*satchel.Flash) error
	shows     []string // what the readers give afterwards
	out, came []string // what the client holds afterwards; when nothing had come in
}{
	{"a new message replaces what came",
		func(f *satchel.Flash) error { return f.Success("new") },
		[]string{"error=old", "info=seen"}, []string{"success=new"}, []string{"success=new"}},
	{"Now shows in this request only",
		func(f *satchel.Flash) error { return f.Now("hint", "here") },
		[]string{"error=old", "info=seen", "hint=here"}, nil, nil},
	{"Now shows behind what came",
		func(f *satchel.Flash) error { return f.Now("error", "newer") },
		[]string{"error=old\nnewer", "info=seen"}, nil, nil},
	{"Keep sends the named ones on",
		func(f *satchel.Flash) error { return f.Keep("info", "absent") },
		[]string{"error=old", "info=seen"}, []string{"info=seen"}, nil},
	{"Keep passes over what Now added",
		func(f *satchel.Flash) error { return errors.Join(f.Now("hint", "here"), f.Keep("hint")) },
		[]string{"error=old", "info=seen", "hint=here"}, nil, nil},
	{"KeepAll sends on what came, not what Now put beside it",
		func(f *satchel.Flash) error { return errors.Join(f.Now("error", "newer"), f.KeepAll()) },
		[]string{"error=old\nnewer", "info=seen"}, []string{"error=old", "info=seen"}, nil},
	{"Keep without keys does nothing",
		func(f *satchel.Flash) error { return f.Keep() },
		[]string{"error=old", "info=seen"}, nil, nil},
	{"Keep of an empty list does nothing",
		func(f *satchel.Flash) error { return f.Keep([]string{}...) },
		[]string{"error=old", "info=seen"}, nil, nil},
	{"KeepAll sends all on, in order",
		(*satchel.Flash).KeepAll,
		[]string{"error=old", "info=seen"}, []string{"error=old", "info=seen"}, nil},
	{"a new message wins over a kept one",
		func(f *satchel.Flash) error { return errors.Join(f.Error("new"), f.KeepAll()) },
		[]string{"error=old", "info=seen"}, []string{"error=new", "info=seen"}, []string{"error=new"}},
	{"a new value wins over one that was kept before",
		func(f *satchel.Flash) error { return errors.Join(f.Keep("error"), f.Set("error", "new")) },
		[]string{"error=old", "info=seen"}, []string{"error=new"}, []string{"error=new"}},
	{"a new message goes with one that was kept before",
		func(f *satchel.Flash) error { return errors.Join(f.Keep("error"), f.Error("new")) },
		[]string{"error=old", "info=seen"}, []string{"error=old\nnew"}, []string{"error=new"}},
	{"Discard takes new and kept ones back",
		func(f *satchel.Flash) error {
			return errors.Join(f.KeepAll(), f.Set("a", "1"), f.Set("b", "2"), f.Discard("info", "a", "absent"))
		},
		[]string{"error=old", "info=seen"}, []string{"error=old", "b=2"}, []string{"b=2"}},
	{"Discard without keys does nothing",
		func(f *satchel.Flash) error { return errors.Join(f.Set("a", "1"), f.Discard()) },
		[]string{"error=old", "info=seen"}, []string{"a=1"}, []string{"a=1"}},
	{"Discard does not stop what came in from ending",
		func(f *satchel.Flash) error { return f.Discard("error") },
		[]string{"error=old", "info=seen"}, nil, nil},
	{"DiscardAll takes all back",
		func(f *satchel.Flash) error { return errors.Join(f.KeepAll(), f.Set("a", "1"), f.DiscardAll()) },
		[]string{"error=old", "info=seen"}, nil, nil},
	{"DiscardAll does not hold for what follows",
		func(f *satchel.Flash) error { return errors.Join(f.DiscardAll(), f.Keep("info"), f.Set("a", "1")) },
		[]string{"error=old", "info=seen"}, []string{"info=seen", "a=1"}, []string{"a=1"}},
}

func TestWhatAFlashBecomes(t *testing.T) {
	site := newSite(t, satchel.Config{})
	for _, test := range flashDeeds {
		t.Run(test.name, func(t *testing.T) {
			site.T = t
			site.forget()
			site.plant(nil, []satchel.Pair{{Key: "error", Value: "old"}, {Key: "info", Value: "seen"}})
			site.visit(func(_ *satchel.Session, f *satchel.Flash) {
				must(t, test.deed(f))
				if got := collect(f.All()); !slices.Equal(got, test.shows) || f.Len() != len(got) {
					t.Errorf("the readers give %q, want %q", got, test.shows)
				}
			})
			site.wantFlash(test.out...)
			site.forget()
			site.visit(func(_ *satchel.Session, f *satchel.Flash) { must(t, test.deed(f)) })
			site.wantFlash(test.came...)
		})
	}
}

func TestWritersRefuseWhatAFlashCannotHold(t *testing.T) {
	site := newSite(t, satchel.Config{})
	site.plant(nil, []satchel.Pair{{Key: "satchel.for", Value: "hidden"}, {Key: "info", Value: "seen"}})
	site.visit(func(_ *satchel.Session, f *satchel.Flash) {
		for _, test := range []struct {
			name      string
			err, want error
		}{
			{"Set of a reserved key", f.Set("satchel.for", "1"), satchel.ErrReservedKey},
			{"Now of a reserved key", f.Now("satchel.for", "1"), satchel.ErrReservedKey},
			{"a message that is no UTF-8", f.Success("\xff"), satchel.ErrNotUTF8},
			{"an error that is no UTF-8", f.Error("\xc0\x80"), satchel.ErrNotUTF8},
			{"Now of a key that is no UTF-8", f.Now("\xff", ""), satchel.ErrNotUTF8},
			{"Keep of a reserved key", f.Keep("satchel.for"), nil}, // passed over
		} {
			if !errors.Is(test.err, test.want) {
				t.Errorf("%s gives %v, want %v", test.name, test.err, test.want)
			}
		}
		if _, found := f.Lookup("satchel.for"); found || f.Len() != 1 || len(collect(f.All())) != 1 || f.Size() != 0 {
			t.Errorf("the flash is %q, Len %d, %d bytes go out", collect(f.All()), f.Len(), f.Size())
		}
	})
	site.wantFlash()
}
