package satchel_test

import (
	"net/http"
	"net/textproto"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/satchel-go/satchel"
)

// sharedCaching is what a handler says to caches in a field, and what the field
// says when a cookie goes along. Without a cookie it stays as it is.
var sharedCaching = []struct {
	name   string
	field  string
	given  []string
	want   string // in one line; empty: as given
	public bool   // it had invited shared caches: an event
}{
	{"nothing", "Cache-Control", nil, "private", false},
	{"an empty line", "Cache-Control", []string{""}, "private", false},
	{"commas alone", "Cache-Control", []string{" , ,"}, "private", false},
	{"public", "Cache-Control", []string{"public"}, "private", true},
	{"public with a time", "Cache-Control", []string{"public, max-age=60"}, "max-age=60, private", true},
	{"public in capitals", "Cache-Control", []string{"Max-Age=60,PUBLIC"}, "Max-Age=60, private", true},
	{"a time alone", "Cache-Control", []string{"max-age=60"}, "max-age=60, private", false},
	{"a time for shared caches", "Cache-Control", []string{"s-maxage=60"}, "private", true},
	{"two times", "Cache-Control", []string{"max-age=5, S-MaxAge=60, must-revalidate"}, "max-age=5, must-revalidate, private", true},
	{"private", "Cache-Control", []string{"private"}, "", false},
	{"private in capitals", "Cache-Control", []string{"max-age=5,  Private"}, "", false},
	{"private and public", "Cache-Control", []string{"private, public"}, "private", true},
	{"private with a time for shared caches", "Cache-Control", []string{"private, s-maxage=60"}, "private", true},
	{"private for one field", "Cache-Control", []string{`private="X-User"`}, `private="X-User", private`, false},
	{"no-store", "Cache-Control", []string{"no-store"}, "", false},
	{"no-store and public", "Cache-Control", []string{"public, no-store"}, "no-store", true},
	{"no-cache", "Cache-Control", []string{"no-cache"}, "no-cache, private", false},
	{"no-cache for two fields", "Cache-Control", []string{`no-cache="Set-Cookie, X"`}, `no-cache="Set-Cookie, X", private`, false},
	{"public inside quotes", "Cache-Control", []string{`ext="a, public, s-maxage=9", max-age=1`}, `ext="a, public, s-maxage=9", max-age=1, private`, false},
	{"private inside quotes", "Cache-Control", []string{`ext="a, private"`}, `ext="a, private", private`, false},
	{"an escaped quote", "Cache-Control", []string{`ext="a\", public, b"`}, `ext="a\", public, b", private`, false},
	{"words that only begin alike", "Cache-Control", []string{"publicity, privately=1"}, "publicity, privately=1, private", false},
	{"must-understand, which takes no-store back", "Cache-Control", []string{"must-understand, no-store, max-age=60"}, "no-store, max-age=60", true},
	{"a blank before the equal sign", "Cache-Control", []string{"private, s-maxage =60"}, "private", true},
	{"a quote that does not end", "Cache-Control", []string{`max-age=60, ext="a, public`}, "max-age=60, private", false},
	{"several lines", "Cache-Control", []string{"max-age=60", "must-revalidate"}, "max-age=60, must-revalidate, private", false},
	{"several lines, private in the second", "Cache-Control", []string{"max-age=60", "private"}, "max-age=60, private", false},
	{"several lines, public in the second", "Cache-Control", []string{"private", "public"}, "private", true},
}

// targetedCaching is the same for the fields of some caches.
var targetedCaching = []struct {
	name   string
	given  []string
	want   string
	public bool
}{
	{"nothing", nil, "no-store", false},
	{"a time", []string{"max-age=60"}, "no-store", true},
	{"public", []string{"public"}, "no-store", true},
	{"several lines", []string{"max-age=60", "stale-if-error=9"}, "no-store", true},
	{"private, which Varnish does not know there", []string{"private"}, "no-store", false},
	{"no-store in the second line", []string{"max-age=60", "no-store"}, "no-store", false},
	{"no-store", []string{"no-store"}, "", false},
	{"private and public", []string{"private, public"}, "no-store", true},
}

func TestASetCookieKeepsSharedCachesOut(t *testing.T) {
	for _, test := range sharedCaching {
		t.Run(test.name, func(t *testing.T) { cached(t, test.field, test.given, test.want, test.public) })
	}
	for _, test := range targetedCaching {
		for _, field := range []string{"CDN-Cache-Control", "Surrogate-Control"} {
			t.Run(field+" with "+test.name, func(t *testing.T) { cached(t, field, test.given, test.want, test.public) })
		}
	}
}

func cached(t *testing.T, field string, given []string, want string, public bool) {
	t.Helper()
	scopes, events := newScopes(t, satchel.Config{})
	field = textproto.CanonicalMIMEHeaderKey(field)
	for name, deed := range map[string]func(*satchel.Session) error{
		"a cookie is set":       func(s *satchel.Session) error { return s.Set("color", "red") },
		"a cookie is deleted":   (*satchel.Session).Clear,
		"no cookie is set":      func(s *satchel.Session) error { return s.Set("color", "blue") },
		"the session is unread": func(*satchel.Session) error { return nil },
	} {
		x := begin(t, scopes, cookieLine(t, scopes, pair("color", "blue"), nil))
		must(t, deed(x.Session()))
		header := http.Header{"Etag": {`"1"`}}
		if given != nil {
			header[field] = slices.Clone(given)
		}
		events.take()
		must(t, x.Commit(http.StatusOK, header))
		sets := header["Set-Cookie"] != nil
		expected := given
		if sets && want != "" {
			expected = []string{want}
		}
		if got := header[field]; !slices.Equal(got, expected) {
			t.Errorf("%s: %s is %q, want %q", name, field, got, expected)
		}
		if event := slices.Contains(events.take(), "conflict __Host-session public"); event != (public && sets) {
			t.Errorf("%s: an event that the response was public: %v", name, event)
		}
	}
}

func TestAShownMessageIsNotStored(t *testing.T) {
	scopes, _ := newScopes(t, satchel.Config{})
	for _, test := range []struct{ given, want, upgrade string }{
		{"", "no-store", "no-store"},
		{"private", "private, no-store", "private, no-store"},
		{"No-Store", "No-Store", "No-Store"},
		{"must-understand, no-store", "no-store", "no-store"},
		{"public, max-age=60", "max-age=60, no-store", "max-age=60, no-store"},
	} {
		for status, want := range map[int]string{http.StatusOK: test.want, http.StatusSwitchingProtocols: test.upgrade} {
			x := begin(t, scopes, cookieLine(t, scopes, nil, pair("info", "seen")))
			x.Flash().Get("info")
			header := http.Header{"Cache-Control": {test.given}}
			must(t, x.Commit(status, header))
			if got := header["Cache-Control"]; !slices.Equal(got, []string{want}) {
				t.Errorf("%q becomes %q at status %d, want %q", test.given, got, status, want)
			}
		}
	}
}

func TestVaryIsMergedIntoOneLine(t *testing.T) {
	scopes, _ := newScopes(t, satchel.Config{})
	for _, test := range []struct {
		name        string
		given, want []string
	}{
		{"none", nil, []string{"Cookie"}},
		{"an empty line", []string{""}, []string{"Cookie"}},
		{"another field", []string{"Accept-Encoding"}, []string{"Accept-Encoding, Cookie"}},
		{"several lines", []string{"Accept", "Origin, Accept-Language"}, []string{"Accept, Origin, Accept-Language, Cookie"}},
		{"Cookie", []string{"Cookie"}, []string{"Cookie"}},
		{"Cookie in other letters", []string{"accept,cOOkie"}, []string{"accept,cOOkie"}},
		{"Cookie in the second line", []string{"Accept", "cookie"}, []string{"Accept, cookie"}},
		{"everything in the second line", []string{"Accept", "*"}, []string{"Accept, *"}},
		{"everything", []string{"*"}, []string{"*"}},
		{"everything and more", []string{"Accept, *"}, []string{"Accept, *"}},
		{"a name that contains it", []string{"Cookie2, X-Cookie"}, []string{"Cookie2, X-Cookie, Cookie"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			x := begin(t, scopes)
			x.Session().Get("color")
			header := http.Header{}
			if test.given != nil {
				header["Vary"] = test.given
			}
			must(t, x.Commit(http.StatusOK, header))
			if got := header["Vary"]; !slices.Equal(got, test.want) {
				t.Errorf("Vary is %q, want %q", got, test.want)
			}
		})
	}
}

func TestAnUntouchedResponseStaysAsItIs(t *testing.T) {
	scopes, events := newScopes(t, satchel.Config{})
	for _, line := range []string{"", "theme=dark", cookieLine(t, scopes, pair("color", "blue"), nil), sessionName + "=a.b.c"} {
		for _, header := range []http.Header{{}, {"Cache-Control": {"public"}, "Vary": {"Origin"}, "Set-Cookie": {"theme=light"}}} {
			before := header.Clone()
			must(t, begin(t, scopes, line).Commit(http.StatusOK, header))
			if !reflect.DeepEqual(header, before) {
				t.Errorf("with the cookies %.40q the header is %v, was %v", line, header, before)
			}
		}
	}
	events.want(t) // not even a refused cookie is looked at
}

// TestTheHandlersOwnSlicesStayAsTheyAre guards those who share header values
// between responses: neither an element nor the room behind it may change.
func TestTheHandlersOwnSlicesStayAsTheyAre(t *testing.T) {
	scopes, _ := newScopes(t, satchel.Config{})
	for _, ours := range []string{sessionName, "another"} {
		shared := http.Header{
			"Set-Cookie":        {"theme=dark", ours + "=by hand", "lang=en", "", ""},
			"Cache-Control":     {"public, max-age=60", "s-maxage=5", "", ""},
			"Vary":              {"Accept", "Origin", "", ""},
			"Cdn-Cache-Control": {"max-age=60", "", ""},
			"Surrogate-Control": {"max-age=60", "", ""},
		}
		before := shared.Clone()
		header := http.Header{}
		for name, list := range shared {
			header[name] = list[:slices.Index(list, "")]
		}
		x := begin(t, scopes, cookieLine(t, scopes, nil, pair("info", "seen")))
		must(t, x.Session().Set("color", "red"))
		must(t, x.Flash().Success("saved"))
		must(t, x.Commit(http.StatusOK, header))
		if got := header["Set-Cookie"]; (len(got) == 4) != (ours == sessionName) {
			t.Errorf("the response has %.50q", got)
		}
		header["Set-Cookie"] = append(header["Set-Cookie"], "late=1")
		header["Vary"][0] = "changed" // of this response only
		if !reflect.DeepEqual(shared, before) {
			t.Errorf("the handler's own values are now %q", shared)
		}
	}
}

// What a field says of other things than storing stays, and a field of a cache that
// we have never heard of does not outrank ours.
func TestTargetedFieldsAreMergedAndNoneIsForgotten(t *testing.T) {
	scopes, _ := newScopes(t, satchel.Config{})
	x := begin(t, scopes)
	must(t, x.Session().Set("user", "ann"))
	header := http.Header{
		"Surrogate-Control":            {`Content="ESI/1.0", max-age=60`},
		"Cloudflare-Cdn-Cache-Control": {"public, max-age=600"},
		"X-Litespeed-Cache-Control":    {"public, max-age=600"},
		"Edge-Control":                 {"cache-maxage=1h"},
		"X-Accel-Expires":              {"600"},
	}
	must(t, x.Commit(http.StatusOK, header))
	for name, want := range map[string]string{
		"Surrogate-Control":            `Content="ESI/1.0", no-store`,
		"Cloudflare-Cdn-Cache-Control": "no-store",
		"Cdn-Cache-Control":            "no-store",
		"X-Litespeed-Cache-Control":    "no-store",
		"Edge-Control":                 "no-store",
		"X-Accel-Expires":              "0",
	} {
		if got := header[name]; len(got) != 1 || got[0] != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
}

// nginx puts X-Accel-Expires above all else.
func TestXAccelExpiresIsNotLeftToInviteNginx(t *testing.T) {
	scopes, events := newScopes(t, satchel.Config{})
	for _, test := range []struct {
		given  []string
		public bool
	}{{[]string{"0"}, false}, {[]string{"60"}, true}, {[]string{"@1893456000"}, true}, {[]string{"0", "60"}, true}, {[]string{""}, true}} {
		x := begin(t, scopes)
		must(t, x.Session().Set("user", "ann"))
		header := http.Header{"X-Accel-Expires": test.given}
		must(t, x.Commit(http.StatusOK, header))
		told := slices.Contains(events.take(), "conflict "+sessionName+" public")
		if got := header["X-Accel-Expires"]; !slices.Equal(got, []string{"0"}) || told != test.public {
			t.Errorf("%q becomes %q; an event: %v", test.given, got, told)
		}
		header["X-Accel-Expires"][0] = "changed" // of this response only
	}
	x := begin(t, scopes, cookieLine(t, scopes, pair("color", "blue"), nil))
	x.Session().Get("color")
	header := http.Header{"X-Accel-Expires": {"60"}}
	must(t, x.Commit(http.StatusOK, header))
	if got := header.Get("X-Accel-Expires"); got != "60" {
		t.Errorf("without a cookie 60 becomes %q", got)
	}
}

// Whatever a handler asks a scope, its page depends on the cookie. Two of Flask's
// faults were an existence test that did not count (CVE-2023-30861, CVE-2026-27205).
func TestEachWayOfLookingMakesTheResponseVary(t *testing.T) {
	for name, look := range map[string]func(*satchel.Session, *satchel.Flash){
		"Session.Get":      func(s *satchel.Session, _ *satchel.Flash) { s.Get("color") },
		"Session.Lookup":   func(s *satchel.Session, _ *satchel.Flash) { s.Lookup("absent") },
		"Session.All":      func(s *satchel.Session, _ *satchel.Flash) { collect(s.All()) },
		"Session.Len":      func(s *satchel.Session, _ *satchel.Flash) { s.Len() },
		"Session.Size":     func(s *satchel.Session, _ *satchel.Flash) { s.Size() },
		"Session.LookupID": func(s *satchel.Session, _ *satchel.Flash) { s.LookupID() },
		"nothing yet":      func(*satchel.Session, *satchel.Flash) {}, // a template will, later
		"Flash.Get":        func(_ *satchel.Session, f *satchel.Flash) { f.Get("info") },
		"Flash.Lookup":     func(_ *satchel.Session, f *satchel.Flash) { f.Lookup("absent") },
		"Flash.All":        func(_ *satchel.Session, f *satchel.Flash) { collect(f.All()) },
		"Flash.Len":        func(_ *satchel.Session, f *satchel.Flash) { f.Len() },
		"Flash.Size":       func(_ *satchel.Session, f *satchel.Flash) { f.Size() },
	} {
		for _, cookie := range []bool{true, false} {
			site := newSite(t, satchel.Config{})
			if cookie {
				site.plant(pair("color", "blue"), nil)
			}
			for _, only := range []string{"session", "flash"} {
				response, _, err := site.send(site.request(http.MethodGet), func(w http.ResponseWriter, r *http.Request) {
					if strings.HasPrefix(name, "Session") || name == "nothing yet" && only == "session" {
						look(satchel.SessionFrom(r.Context()), nil)
					} else {
						look(nil, satchel.FlashFrom(r.Context()))
					}
					w.Header().Set("Cache-Control", "public, max-age=60")
				})
				must(t, err)
				if got := response.Header["Vary"]; !slices.Equal(got, []string{"Cookie"}) || response.Header["Set-Cookie"] != nil {
					t.Errorf("%s, a cookie: %v: Vary is %q, Set-Cookie %q", name, cookie, got, response.Header["Set-Cookie"])
				}
			}
		}
	}
}

// net/http sends a name as it stands in the map, and whoever receives it takes any
// spelling.
func TestFieldsInAnotherSpellingHideNothing(t *testing.T) {
	scopes, events := newScopes(t, satchel.Config{})
	x := begin(t, scopes)
	must(t, x.Session().Set("user", "ann"))
	header := http.Header{
		"vary": {"Accept"}, "VARY": {"Origin"}, "Vary": {"Accept-Language"},
		"cache-control": {"public, max-age=60"}, "surrogate-control": {"max-age=60"},
		"x-accel-Expires": {"60"}, "cloudflare-cdn-cache-control": {"public"},
		"set-cookie": {sessionName + "=by hand", "theme=dark"},
		"x-other":    {"stays"},
	}
	must(t, x.Commit(http.StatusOK, header))
	vary := header["Vary"]
	if len(vary) == 1 {
		vary = strings.Split(vary[0], ", ")
		slices.Sort(vary)
	}
	if !slices.Equal(vary, []string{"Accept", "Accept-Language", "Cookie", "Origin"}) {
		t.Errorf("Vary is %q", header["Vary"])
	}
	for name, want := range map[string]string{
		"Cache-Control": "max-age=60, private", "Surrogate-Control": "no-store", "X-Accel-Expires": "0",
		"Cloudflare-Cdn-Cache-Control": "no-store", "Cdn-Cache-Control": "no-store", "x-other": "stays",
	} {
		if got := header[name]; !slices.Equal(got, []string{want}) {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if got := header["Set-Cookie"]; len(got) != 2 || got[0] != "theme=dark" || len(header) != 8 {
		t.Errorf("Set-Cookie is %.40q, and the header has %d fields", got, len(header))
	}
	events.want(t, "conflict "+sessionName+" handmade", "conflict "+sessionName+" public", "written "+sessionName+" changed user")
}
