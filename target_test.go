package satchel_test

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/satchel-go/satchel"
)

var saved = satchel.Message{Level: "success", Text: "saved"}

// goTo posts to a path whose handler sets a message and redirects.
func (s *site) goTo(from, location, message string) {
	s.Helper()
	request := s.request(http.MethodPost)
	request.URL.Path = from
	response, _, err := s.send(request, func(w http.ResponseWriter, r *http.Request) {
		must(s.T, satchel.FlashFrom(r.Context()).Success(message))
		satchel.Redirect(w, r, location, http.StatusSeeOther)
	})
	must(s.T, err)
	if response.StatusCode != http.StatusSeeOther || response.Header.Get("Location") == "" {
		s.Errorf("the response is %s to %q", response.Status, response.Header.Get("Location"))
	}
}

func TestAMessageIsForThePageThatRedirectGoesTo(t *testing.T) {
	for _, slots := range []int{0, 4} {
		site := newSite(t, satchel.Config{FlashSlots: slots})
		for _, test := range []struct{ from, location, shows string }{
			{"/save", "/items", "/items"},
			{"/save", "/items", "/items/"},
			{"/save", "/items/", "/items"},
			{"/save", "/items?page=2#end", "/items"},
			{"/items/3/save", "../", "/items/"},
			{"/save", "/caf%C3%A9 au lait", "/café au lait"},
			{"/save", site.server.URL + "/items", "/items"},
			{"/save", "/", "/"},
			{"/save", "/" + strings.Repeat("long/", 600), "/" + strings.Repeat("long/", 600)},
			{"/save", "/x/%2e%2e/items", "/items"},
		} {
			t.Run(test.location+" from "+test.from, func(t *testing.T) {
				site.T = t
				site.forget()
				site.goTo(test.from, test.location, "saved")
				site.wantShownAt("/other")
				site.wantShownAt(test.shows + "x")
				site.events.take()
				site.wantShownAt(test.shows, saved)
				site.wantShownAt(test.shows)
			})
		}
		t.Run("another host: any page", func(t *testing.T) {
			site.T = t
			site.forget()
			site.goTo("/save", "https://elsewhere.example/items", "saved")
			site.wantShownAt("/other", saved)
		})
	}
}

func TestTabsDoNotTakeEachOthersMessages(t *testing.T) {
	for _, slots := range []int{0, 4} {
		site := newSite(t, satchel.Config{FlashSlots: slots})
		site.goTo("/save", "/a", "one")
		site.goTo("/save", "/b", "two")
		site.goTo("/save", "/b", "three")
		site.wantShownAt("/c")
		site.wantShownAt("/b", satchel.Message{Level: "success", Text: "two"}, satchel.Message{Level: "success", Text: "three"})
		site.wantShownAt("/b")
		site.wantShownAt("/a", satchel.Message{Level: "success", Text: "one"})
		site.wantShownAt("/a")
		if names := site.flashCookies(); names != nil {
			t.Errorf("the client still holds %q", names)
		}
	}
}

// flashCookies are the names of all that the client holds of the flash.
func (s *site) flashCookies() (names []string) {
	for _, c := range s.client.Jar.Cookies(s.url) {
		if s.scopes.IsFlashCookie(c.Name) {
			names = append(names, c.Name)
		}
	}
	return names
}

// A message follows its page: where that redirects, it is for the page behind it.
func TestAMessageFollowsItsPage(t *testing.T) {
	for _, slots := range []int{0, 4} {
		site := newSite(t, satchel.Config{FlashSlots: slots})
		hop := func(path, location string) {
			request := site.request(http.MethodGet)
			request.URL.Path = path
			_, _, err := site.send(request, func(w http.ResponseWriter, r *http.Request) {
				_ = satchel.FlashFrom(r.Context())
				http.Redirect(w, r, location, http.StatusFound)
			})
			must(t, err)
		}
		site.goTo("/save", "/items", "saved")
		site.events.take()
		hop("/items", "/login")
		site.events.want(t, "opened "+flashName, "left "+flashName+" redirect", "written "+flashName+" changed success")
		hop("/unrelated", "/nowhere")
		site.wantShownAt("/items")
		hop("/login", "/welcome")
		site.wantShownAt("/welcome", saved)

		site.goTo("/save", "/items", "saved")
		hop("/items", "https://login.example/")
		site.wantShownAt("/wherever", saved)
	}
}

// That goes for a handler that knows nothing of a flash too, a login or a language in the
// way, and only for a message that was for this very path.
func TestAMessageFollowsARedirectThatDoesNotAsk(t *testing.T) {
	site := newSite(t, satchel.Config{})
	site.goTo("/save", "/items", "saved")
	request := site.request(http.MethodGet)
	request.URL.Path = "/items"
	request.Header.Set("Sec-Fetch-Dest", "document")
	response, _, err := site.send(request, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/login", http.StatusFound)
	})
	must(t, err)
	if got := response.Header; got.Get("Vary") != "Cookie" || got.Get("Cache-Control") != "private" {
		t.Errorf("a redirect with a message has the header %v", got)
	}
	site.events.take()
	response, _, err = site.send(site.request(http.MethodGet), func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/elsewhere", http.StatusFound)
	})
	must(t, err)
	if got := response.Header["Set-Cookie"]; got != nil {
		t.Errorf("another redirect sets %q", got)
	}
	site.wantShownAt("/login", saved)
}

func TestSetTarget(t *testing.T) {
	site := newSite(t, satchel.Config{})
	site.visit(func(_ *satchel.Session, f *satchel.Flash) {
		must(t, errors.Join(f.Success("saved"), f.SetTarget("/items"), f.Info("new"), f.Add("info", "newer"), f.Discard("error")))
		if err := f.Set("satchel.x", ""); !errors.Is(err, satchel.ErrReservedKey) {
			t.Errorf("a reserved key gives %v", err)
		}
	})
	site.events.want(t, "written "+flashName+" changed success,info")
	site.wantShownAt("/other")
	site.wantShownAt("/items", saved, satchel.Message{Level: "info", Text: "new"}, satchel.Message{Level: "info", Text: "newer"})

	site.visit(func(_ *satchel.Session, f *satchel.Flash) {
		must(t, errors.Join(f.SetTarget("/items"), f.Success("saved"), f.SetTarget("")))
	})
	site.wantShownAt("/other", saved)

	t.Run("before Redirect", func(t *testing.T) {
		site.T = t
		for path, shows := range map[string]string{"/items": "/items", "": "/other"} {
			request := site.request(http.MethodPost)
			_, _, err := site.send(request, func(w http.ResponseWriter, r *http.Request) {
				must(t, errors.Join(satchel.FlashFrom(r.Context()).Success("saved"), satchel.FlashFrom(r.Context()).SetTarget(path)))
				satchel.Redirect(w, r, "/home", http.StatusSeeOther)
			})
			must(t, err)
			site.wantShownAt(shows, saved)
		}
	})
	t.Run("no room", func(t *testing.T) {
		site.T = t
		site.visit(func(_ *satchel.Session, f *satchel.Flash) {
			must(t, f.Success(strings.Repeat("s", 2930)))
			size := f.Size()
			if err := f.SetTarget("/" + strings.Repeat("p", 500)); !errors.Is(err, satchel.ErrTooLarge) || f.Size() != size {
				t.Errorf("SetTarget gives %v, and the size is %d, before it %d", err, f.Size(), size)
			}
		})
		site.wantShownAt("/other", satchel.Message{Level: "success", Text: strings.Repeat("s", 2930)})
		site.goTo("/save", "/"+strings.Repeat("p", 500), strings.Repeat("s", 2930))
		site.wantShownAt("/other", satchel.Message{Level: "success", Text: strings.Repeat("s", 2930)})
	})
	t.Run("too late", func(t *testing.T) {
		x := begin(t, site.scopes)
		commit(t, x)
		if err := x.Flash().SetTarget("/items"); !errors.Is(err, satchel.ErrCommitted) {
			t.Errorf("it gives %v", err)
		}
	})
}

// A redirect that leads to the same path, or an answer that is none, moves nothing, and
// no cookie is written.
func TestAMessageStaysForItsPath(t *testing.T) {
	site := newSite(t, satchel.Config{})
	for _, test := range []struct {
		name, header string
		answer       http.HandlerFunc
	}{
		{"a redirect to the same path", "Sec-Fetch-Dest: document", redirectTo("/items?page=2")},
		{"a redirect for the slash", "Sec-Fetch-Dest: document", redirectTo("/items/")},
		{"a redirect of an image", "Sec-Fetch-Dest: image", redirectTo("/elsewhere")},
		{"an image that asks", "Sec-Fetch-Dest: image", func(w http.ResponseWriter, r *http.Request) {
			_ = satchel.FlashFrom(r.Context())
			redirectTo("/elsewhere")(w, r)
		}},
		{"a 304", "", func(w http.ResponseWriter, r *http.Request) {
			_ = satchel.FlashFrom(r.Context())
			w.WriteHeader(http.StatusNotModified)
		}},
		{"a Location without a redirect", "", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Location", "/elsewhere")
			w.WriteHeader(http.StatusNoContent)
		}},
		{"a script's fetch that is redirected", "Sec-Fetch-Dest: empty", redirectTo("/api/items.json")},
	} {
		t.Run(test.name, func(t *testing.T) {
			site.T = t
			site.forget()
			site.goTo("/save", "/items", "saved")
			request := site.request(http.MethodGet)
			request.URL.Path, request.Header = "/items", headerOf(test.header)
			response, _, err := site.send(request, test.answer)
			must(t, err)
			if got := response.Header["Set-Cookie"]; got != nil {
				t.Errorf("the response sets %q", got)
			}
			site.wantShownAt("/elsewhere")
			site.wantShownAt("/items", saved)
		})
	}
}

// An object of HX-Location may say any page.
func TestAMessageFollowsAScript(t *testing.T) {
	site := newSite(t, satchel.Config{})
	for header, shows := range map[string]string{
		`HX-Location: {"path":"/next"}`: "/any", "HX-Refresh: true": "/any", "Refresh: 0, /next": "/any", "refresh: 0.5 url=/next": "/any", "HX-Location: /next": "/next", "HX-Redirect: /next?x=1": "/next", "X-Inertia-Location: /next": "/next",
	} {
		site.goTo("/save", "/items", "saved")
		request := site.request(http.MethodGet)
		request.URL.Path = "/items"
		_, _, err := site.send(request, func(w http.ResponseWriter, r *http.Request) {
			_ = satchel.FlashFrom(r.Context())
			name, value, _ := strings.Cut(header, ": ")
			w.Header()[name] = []string{value} // in any spelling
		})
		must(t, err)
		site.wantShownAt(shows, saved)
	}
}

func TestAMessageForAnotherPageIsTold(t *testing.T) {
	site := newSite(t, satchel.Config{})
	site.goTo("/save", "/items", "saved")
	site.events.take()
	site.wantShownAt("/other")
	site.events.want(t, "opened "+flashName, "left "+flashName+" elsewhere")
	site.wantShownAt("/items", saved)
	site.events.want(t, "opened "+flashName, "written "+flashName+" delivered")
}

// Where no message has a path, a redirect that does not ask need not look at the cookie.
func TestARedirectBesidePlayLooksAtNothing(t *testing.T) {
	site := newSite(t, satchel.Config{Profile: satchel.Play, FlashPolicy: satchel.NextPage})
	site.plant(nil, pair("success", "saved"))
	request := site.request(http.MethodGet)
	request.Header.Set("Sec-Fetch-Dest", "document")
	_, _, err := site.send(request, redirectTo("/next"))
	must(t, err)
	site.events.want(t)
	site.wantShown(saved)
}

// Where a key with more in it would hide the message, it is for any page.
func TestTheTargetHasNoEffectBeside(t *testing.T) {
	for name, config := range map[string]satchel.Config{
		"Play":             {Profile: satchel.Play, FlashPolicy: satchel.NextPage},
		"Play 2.5":         {Profile: satchel.Play25},
		"an unsigned one":  {InsecureUnsignedFlash: true},
		"the next request": {FlashPolicy: satchel.NextRequest},
	} {
		t.Run(name, func(t *testing.T) {
			scopes, _ := newScopes(t, config)
			x := begin(t, scopes)
			must(t, errors.Join(x.Flash().Success("saved"), x.Flash().SetTarget("/items")))
			line, _, _ := strings.Cut(commit(t, x).Get("Set-Cookie"), ";")
			_, value, _ := strings.Cut(line, "=")
			token, err := scopes.DecodeFlash(value)
			if err != nil || !slices.Equal(token.Pairs, pair("success", "saved")) {
				t.Errorf("the cookie has %q, %v", token.Pairs, err)
			}
		})
	}
}
