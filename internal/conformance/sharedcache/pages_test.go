package sharedcache_test

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/satchel-go/satchel"
)

// invitation is what a handler says that wants its page in every cache.
const invitation = "public, max-age=600"

// tests run behind each cache.
var tests = []struct {
	name string
	run  func(t *testing.T, s *site)
}{
	{"a public page is shared", aPublicPageIsShared},
	{"a cookie set by hand leaks", aCookieSetByHandLeaks},
	{"a page that reads the session is another one for each client", aPageThatReadsTheSessionIsAnotherOneForEachClient},
	{"looking counts, whatever was found", lookingCountsWhateverWasFound},
	{"a changed session has another page", aChangedSessionHasAnotherPage},
	{"a page that asks for no scope is shared", aPageThatAsksForNoScopeIsShared},
	{"a response that sets a cookie is for one client", aResponseThatSetsACookieIsForOneClient},
	{"a message is shown once and to one client", aMessageIsShownOnceAndToOneClient},
	{"many clients at once stay apart", manyClientsAtOnceStayApart},
}

func TestScopesHoldBehindSharedCaches(t *testing.T) {
	for _, c := range caches {
		t.Run(c.name, func(t *testing.T) {
			s := newSite(t, c)
			for _, test := range tests {
				t.Run(test.name, func(t *testing.T) { test.run(t, s) })
			}
		})
	}
}

// The first two show that the caches work, and that they are careless: without that
// the others would prove nothing.
func aPublicPageIsShared(t *testing.T, s *site) {
	p := s.publish(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Cache-Control", invitation)
		_, _ = io.WriteString(w, "for everybody")
	}))
	for i, c := range []*client{s.visitor(t), s.visitor(t), s.visitorWith(t, pair("user", "Ann"))} {
		if got := c.get(t, p); got.body != "for everybody" || got.hit != (i > 0) {
			t.Errorf("visit %d: the page is %q, from the cache: %v", i, got.body, got.hit)
		}
	}
	p.wantRuns(t, 1)
}

func aCookieSetByHandLeaks(t *testing.T, s *site) {
	p := s.publish(byHand(s, http.Header{"Cache-Control": {invitation}}))
	ann, bob := s.visitor(t), s.visitor(t)
	ann.get(t, p)
	bob.get(t, p)
	p.wantRuns(t, 1)
	for _, c := range []*client{ann, bob} {
		if got := c.session(t); !slices.Equal(got, []string{"visitor=1"}) {
			t.Errorf("the client holds %q: this cache would not harm anybody", got)
		}
	}
}

// byHand sets a cookie as a program does that knows nothing of this library.
func byHand(s *site, fields http.Header) http.Handler {
	var visits atomic.Int64
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		number := strconv.FormatInt(visits.Add(1), 10)
		value, err := s.scopes.EncodeSession(pair("visitor", number))
		check(err)
		http.SetCookie(w, &http.Cookie{Name: s.scopes.SessionCookieName(), Value: value, Path: "/", Secure: true, HttpOnly: true})
		say(w, fields)
		fmt.Fprintf(w, "the page of %s", number)
	})
}

// varying is what a handler says itself of what its page varies by. The library
// merges its own word into it.
var varying = []struct {
	name   string
	fields http.Header
}{
	{"nothing", nil},
	{"another field", http.Header{"Vary": {"Accept-Language"}}},
	{"two fields", http.Header{"Vary": {"Accept-Language, Origin"}}},
	{"two lines", http.Header{"Vary": {"Accept-Language", "Origin"}}},
	{"Cookie", http.Header{"Vary": {"Cookie"}}},
	{"Cookie in the first line", http.Header{"Vary": {"Cookie", "Accept-Language"}}},
	{"Cookie in the last line", http.Header{"Vary": {"Accept-Language", "Cookie"}}},
	{"another field, in small letters", http.Header{"vary": {"Accept-Language"}}},
}

func aPageThatReadsTheSessionIsAnotherOneForEachClient(t *testing.T, s *site) {
	for _, vary := range varying {
		t.Run(vary.name, func(t *testing.T) {
			p := s.publishScoped(func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Cache-Control", invitation)
				say(w, vary.fields)
				fmt.Fprintf(w, "you are %q", satchel.SessionFrom(r.Context()).Get("user"))
			})
			clients := []viewer{
				{s.visitorWith(t, pair("user", "Ann")), `you are "Ann"`},
				{s.visitorWith(t, pair("user", "Bob")), `you are "Bob"`},
				{s.visitor(t), `you are ""`},
			}
			visitInTurns(t, p, clients)
			p.wantRuns(t, 3) // the cache has worked
		})
	}
}

// viewer is a client and the page that it should see.
type viewer struct {
	*client
	want string
}

// visitInTurns lets each client look three times, beginning with another one each
// time. From the second time on the page comes from the cache.
func visitInTurns(t *testing.T, p *page, clients []viewer) {
	t.Helper()
	for turn := range clients {
		for i := range clients {
			c := clients[(turn+i)%len(clients)]
			got := c.get(t, p)
			if got.body != c.want {
				t.Errorf("turn %d: the page is %q, want %q", turn, got.body, c.want)
			}
			if got.hit != (turn > 0) {
				t.Errorf("turn %d: the page %q comes from the cache: %v", turn, got.body, got.hit)
			}
			if cookies := got.header["Set-Cookie"]; cookies != nil {
				t.Errorf("turn %d: the page sets %q", turn, cookies)
			}
		}
	}
}

// Whoever came first with nothing to find must not be whom all others see, and the
// other way round: each order is another page.
func lookingCountsWhateverWasFound(t *testing.T, s *site) {
	looks := []struct {
		name             string
		look             func(r *http.Request) string
		ann, bob, nobody string
	}{
		{"Get", func(r *http.Request) string {
			return satchel.SessionFrom(r.Context()).Get("color")
		}, "", "blue", ""},
		{"Lookup", func(r *http.Request) string {
			_, found := satchel.SessionFrom(r.Context()).Lookup("color")
			return strconv.FormatBool(found)
		}, "false", "true", "false"},
		{"Len", func(r *http.Request) string {
			return strconv.Itoa(satchel.SessionFrom(r.Context()).Len())
		}, "1", "2", "0"},
		{"Size", func(r *http.Request) string {
			return strconv.FormatBool(satchel.SessionFrom(r.Context()).Size() > 0)
		}, "true", "true", "false"},
		{"All", func(r *http.Request) string {
			return fmt.Sprint(collect(satchel.SessionFrom(r.Context()).All()))
		}, "[user=Ann]", "[user=Bob color=blue]", "[]"},
		{"All, of which nothing is taken", func(r *http.Request) string {
			for range satchel.SessionFrom(r.Context()).All() {
				return "known"
			}
			return "unknown"
		}, "known", "known", "unknown"},
		{"LookupID", func(r *http.Request) string {
			_, found := satchel.SessionFrom(r.Context()).LookupID()
			return strconv.FormatBool(found)
		}, "true", "false", "false"},
		{"Flash.Len", func(r *http.Request) string {
			return strconv.Itoa(satchel.FlashFrom(r.Context()).Len())
		}, "0", "0", "0"}, // with a message: aMessageIsShownOnceAndToOneClient
	}
	identify := s.publishScoped(func(_ http.ResponseWriter, r *http.Request) {
		_, err := satchel.SessionFrom(r.Context()).ID()
		check(err)
	})
	ann := s.visitorWith(t, pair("user", "Ann"))
	ann.get(t, identify)
	bob := s.visitorWith(t, pair("user", "Bob"), pair("color", "blue"))
	nobody := s.visitor(t)
	for _, test := range looks {
		t.Run(test.name, func(t *testing.T) {
			clients := []viewer{{ann, test.ann}, {bob, test.bob}, {nobody, test.nobody}}
			for first := range clients {
				p := s.publishScoped(func(w http.ResponseWriter, r *http.Request) {
					w.Header().Set("Cache-Control", invitation)
					_, _ = io.WriteString(w, test.look(r))
				})
				visitInTurns(t, p, slices.Concat(clients[first:], clients[:first]))
				p.wantRuns(t, 3)
			}
		})
	}
}

// What the cache keeps for a client is not in the way of what the client does.
func aChangedSessionHasAnotherPage(t *testing.T, s *site) {
	p := s.publishScoped(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", invitation)
		fmt.Fprint(w, collect(satchel.SessionFrom(r.Context()).All()))
	})
	after := func(deed func(session *satchel.Session) error) *page {
		return s.publishScoped(func(w http.ResponseWriter, r *http.Request) {
			check(deed(satchel.SessionFrom(r.Context())))
			w.Header().Set("Cache-Control", invitation)
			http.Redirect(w, r, p.path, http.StatusSeeOther)
		})
	}
	login := after(func(session *satchel.Session) error { return session.Set("user", "Ann") })
	change := after(func(session *satchel.Session) error { return session.Set("color", "red") })
	logout := after((*satchel.Session).Clear)
	ann := s.visitor(t)
	for _, step := range []struct {
		deed *page
		want string
		held []string
	}{
		{p, "[]", nil},
		{login, "[user=Ann]", []string{"user=Ann"}},
		{change, "[user=Ann color=red]", []string{"user=Ann", "color=red"}},
		{logout, "[]", nil},
	} {
		for range 2 { // the second time, the deed has been done
			if got := ann.get(t, step.deed); got.body != step.want {
				t.Errorf("the page is %s, want %s", got.body, step.want)
			}
			if got := ann.session(t); !slices.Equal(got, step.held) {
				t.Errorf("the client holds %q, want %q", got, step.held)
			}
		}
	}
	p.wantRuns(t, 3) // without a session, after the login, after the change
	for _, deed := range []*page{login, change, logout} {
		deed.wantRuns(t, 2)
	}
}

// A page that asks for nothing loses nothing by the library.
func aPageThatAsksForNoScopeIsShared(t *testing.T, s *site) {
	p := s.publishScoped(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Cache-Control", invitation)
		_, _ = io.WriteString(w, "for everybody")
	})
	for i, c := range []*client{
		s.visitorWith(t, pair("user", "Ann")), s.visitorWith(t, pair("user", "Bob")), s.visitor(t), s.visitorWith(t, pair("user", "Carl")),
	} {
		got := c.get(t, p)
		if got.body != "for everybody" || got.hit != (i > 0) {
			t.Errorf("client %d: the page is %q, from the cache: %v", i, got.body, got.hit)
		}
		if got.header["Vary"] != nil || got.header["Set-Cookie"] != nil || got.header.Get("Cache-Control") != invitation {
			t.Errorf("client %d: the header is %v", i, got.header)
		}
	}
	p.wantRuns(t, 1)
}

// manyClientsAtOnceStayApart lets clients log in and look all at the same time, at
// the same addresses.
func manyClientsAtOnceStayApart(t *testing.T, s *site) {
	const clients = 50
	const nameField = "X-Name" // not in the key of any cache, as the body of a form
	login := s.publishScoped(func(w http.ResponseWriter, r *http.Request) {
		session := satchel.SessionFrom(r.Context())
		check(session.Renew())
		check(session.Set("user", r.Header.Get(nameField)))
		w.Header().Set("Cache-Control", invitation)
		_, _ = io.WriteString(w, session.Get("user"))
	})
	look := s.publishScoped(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", invitation)
		_, _ = io.WriteString(w, satchel.SessionFrom(r.Context()).Get("user"))
	})
	change := s.publishScoped(func(w http.ResponseWriter, r *http.Request) {
		session := satchel.SessionFrom(r.Context())
		check(session.Set("changed", "yes"))
		w.Header().Set("Cache-Control", invitation)
		_, _ = io.WriteString(w, session.Get("user"))
	})
	people := make(map[string]*client)
	visit := func(name string, c *client) {
		for _, p := range []*page{login, look, change, look} {
			got, err := c.send(t.Context(), p, http.Header{nameField: {name}})
			if err != nil {
				t.Error(err)
				return
			}
			if got.body != name {
				t.Errorf("%s sees the page of %q", name, got.body)
			}
		}
	}
	var everybody sync.WaitGroup
	for i := range clients {
		name := fmt.Sprintf("client %d", i)
		c := s.visitor(t)
		people[name] = c
		if i == 0 {
			visit(name, c) // alone, so that there is something in the cache for the others
			continue
		}
		everybody.Go(func() { visit(name, c) })
	}
	everybody.Wait()
	for name, c := range people {
		if got := c.session(t); !slices.Equal(got, []string{"user=" + name, "changed=yes"}) {
			t.Errorf("%s holds %q", name, got)
		}
	}
	login.wantRuns(t, clients)
	change.wantRuns(t, clients)
}

// wantRuns checks how often the cache had to ask the server.
func (p *page) wantRuns(t *testing.T, want int64) {
	t.Helper()
	if got := p.runs.Load(); got != want {
		t.Errorf("the server was asked %d times, want %d", got, want)
	}
}

// say adds fields to a header, under the very names that are given.
func say(w http.ResponseWriter, fields http.Header) {
	for name, values := range fields {
		w.Header()[name] = slices.Clone(values)
	}
}

func pair(key, value string) satchel.Pair { return satchel.Pair{Key: key, Value: value} }

// collect turns a scope's pairs into key=value texts.
func collect(all func(yield func(string, string) bool)) []string {
	var list []string
	for key, value := range all {
		list = append(list, key+"="+value)
	}
	return list
}
