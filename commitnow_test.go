package satchel_test

import (
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"net/http/httputil"
	"net/textproto"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
)

func TestCommitNowDecidesBeforeAnythingIsSent(t *testing.T) {
	for major := 1; major <= 2; major++ {
		site := newSiteOver(t, satchel.Config{}, major)
		site.plant(pair("color", "blue"), pair("info", "seen"))
		response, body, err := site.send(site.request(http.MethodGet), func(w http.ResponseWriter, r *http.Request) {
			session := satchel.SessionFrom(r.Context())
			must(t, session.Set("color", "red"))
			_ = satchel.FlashFrom(r.Context())
			must(t, satchel.CommitNow(w, http.StatusOK))
			if got := written(w.Header()); got != "session=|flash=deleted" {
				t.Errorf("the header map has %q", got)
			}
			if err := session.Set("color", "green"); !errors.Is(err, satchel.ErrCommitted) || session.Get("color") != "red" {
				t.Errorf("a later writer gives %v, and the color is %q", err, session.Get("color"))
			}
			if err := satchel.CommitNow(w, http.StatusOK); !errors.Is(err, satchel.ErrCommitted) {
				t.Errorf("the second call gives %v", err)
			}
			w.Header().Set("Content-Type", "text/event-stream")
			_, _ = io.WriteString(w, "data: 1\n\n")
		})
		must(t, err)
		if got := written(response.Header); got != "session=|flash=deleted" || body != "data: 1\n\n" ||
			response.Header.Get("Content-Type") != "text/event-stream" {
			t.Errorf("the client gets %q, %v", body, response.Header)
		}
		site.wantSession("color=red")
		site.wantFlash()
	}
}

func TestCommitNowLeavesTheFlashOfAnUpgrade(t *testing.T) {
	site := newSite(t, satchel.Config{FlashPolicy: satchel.NextRequest})
	site.plant(pair("color", "blue"), pair("info", "seen"))
	_, body, err := site.send(site.request(http.MethodGet), func(w http.ResponseWriter, r *http.Request) {
		must(t, satchel.SessionFrom(r.Context()).Set("color", "red"))
		must(t, satchel.CommitNow(w, http.StatusSwitchingProtocols))
		conn, _, err := http.NewResponseController(w).Hijack()
		must(t, err)
		defer conn.Close()
		_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nConnection: close\r\nSet-Cookie: "+w.Header().Get("Set-Cookie")+"\r\n\r\nby hand")
	})
	if must(t, err); body != "by hand" {
		t.Errorf("the client gets %q", body)
	}
	site.wantSession("color=red")
	site.wantFlash("info=seen")
	site.events.want(t, "opened "+sessionName, "opened "+flashName, "written "+sessionName+" changed color") // no warning
}

// sizedSession has a session that grows beyond the limit when its dates are written.
func sizedSession(t *testing.T) (scopes *satchel.Scopes, line, filler string) {
	t.Helper()
	old, _ := newScopes(t, satchel.Config{Session: satchel.CookieConfig{Name: sized}})
	full := begin(t, old).Session()
	must(t, full.Set("k", ""))
	filler = fill(t, full, "filler", 4096)
	scopes, _ = newScopes(t, satchel.Config{
		Secrets: []satchel.Secret{otherSecret, firstSecret},
		Session: satchel.CookieConfig{Name: sized, MaxAge: time.Hour},
	})
	return scopes, cookieLine(t, old, append(pair("k", ""), pair("filler", filler)...), nil), filler
}

func TestCommitNowTellsWhatCannotBeWrittenWhileAnotherAnswerIsPossible(t *testing.T) {
	scopes, line, _ := sizedSession(t)
	w, r := httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", http.NoBody)
	r.Header.Set("Cookie", line)
	scopes.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		must(t, satchel.SessionFrom(r.Context()).Delete("k")) // less than what the expiry adds
		if err := satchel.CommitNow(w, http.StatusOK); err != nil {
			if !errors.Is(err, satchel.ErrTooLarge) {
				t.Errorf("CommitNow gives %v", err)
			}
			http.Error(w, "too large", http.StatusInternalServerError)
		}
	})).ServeHTTP(w, r)
	if w.Code != http.StatusInternalServerError || w.Header()["Set-Cookie"] != nil {
		t.Errorf("status %d, Set-Cookie %q", w.Code, w.Header()["Set-Cookie"])
	}
}

func TestCommitNowRefusesWhatItCannotDo(t *testing.T) {
	scopes, _ := newScopes(t, satchel.Config{})
	refused := func(w http.ResponseWriter, status int, says string) {
		t.Helper()
		if err := satchel.CommitNow(w, status); err == nil || errors.Is(err, satchel.ErrCommitted) || !strings.Contains(err.Error(), says) {
			t.Errorf("CommitNow gives %v, want one that says %q", err, says)
		}
	}
	serve(t, scopes, httptest.NewRecorder(), func(w http.ResponseWriter, session *satchel.Session) {
		refused(httptest.NewRecorder(), http.StatusOK, "Scopes.Handler")
		refused(opaque{w}, http.StatusOK, "Unwrap")
		refused(wrapping{opaque{w}}, http.StatusOK, "Unwrap")
		for _, status := range []int{0, 99, 100, 103, 199, 1000} {
			refused(w, status, "final")
		}
		must(t, session.Set("color", "green")) // nothing was decided
		must(t, satchel.CommitNow(wrapping{wrapping{w}}, http.StatusOK))
	})
	http.TimeoutHandler(scopes.Handler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		must(t, satchel.CommitNow(w, http.StatusOK))
	})), time.Minute, "slow").ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil))
	scopes.Handler(http.TimeoutHandler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		refused(w, http.StatusOK, "Unwrap")
	}), time.Minute, "slow")).ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil))
	var leaked http.ResponseWriter
	serve(t, scopes, httptest.NewRecorder(), func(w http.ResponseWriter, _ *satchel.Session) { leaked = w })
	if err := satchel.CommitNow(leaked, http.StatusOK); !errors.Is(err, satchel.ErrCommitted) {
		t.Errorf("after the request CommitNow gives %v", err)
	}
}

func TestCommitNowCommitsAllManagers(t *testing.T) {
	outer, _ := newScopes(t, satchel.Config{})
	inner, _ := newScopes(t, satchel.Config{Session: satchel.CookieConfig{Name: "inner"}, Flash: satchel.CookieConfig{Name: "inner-flash"}})
	w := httptest.NewRecorder()
	outer.Handler(inner.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		must(t, outer.Session(r.Context()).Set("color", "red"))
		must(t, inner.Session(r.Context()).Set("color", "red"))
		must(t, satchel.CommitNow(w, http.StatusOK))
		if got := len(w.Header()["Set-Cookie"]); got != 2 {
			t.Errorf("%d cookies are decided", got)
		}
	}))).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
	if got := written(w.Header()); got != "inner=|session=" {
		t.Errorf("the cookies are %q", got)
	}
}

// What happens to the header between CommitNow and its leaving takes nothing away.
func TestCommitNowHoldsAgainstWhatTheHandlerDoesToTheHeader(t *testing.T) {
	for _, test := range []struct {
		name   string
		tamper func(w http.ResponseWriter, r *http.Request)
		want   string // Set-Cookie
		events []string
	}{
		{name: "an error of ServeContent clears Cache-Control", tamper: func(w http.ResponseWriter, r *http.Request) {
			r.Header.Set("Range", "bytes=99-")
			http.ServeContent(w, r, "page.txt", time.Time{}, strings.NewReader("short"))
		}},
		{name: "a map cleared, as ReverseProxy does after a 103", tamper: func(w http.ResponseWriter, _ *http.Request) { clear(w.Header()) }},
		{name: "our line is taken out", tamper: func(w http.ResponseWriter, _ *http.Request) {
			w.Header()["Set-Cookie"] = []string{"theme=dark"}
		}, want: "theme=|session=|flash=deleted"},
		{name: "another line of our name", tamper: func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Add("Set-Cookie", sessionName+"=by hand")
		}, want: "flash=deleted|session=", events: []string{"conflict " + sessionName + " handmade"}},
		{name: "our line is replaced by hand", tamper: func(w http.ResponseWriter, _ *http.Request) {
			w.Header()["Set-Cookie"] = []string{sessionName + "=by hand"}
		}, events: []string{"conflict " + sessionName + " handmade"}},
		{name: "an invitation to caches in another spelling", tamper: func(w http.ResponseWriter, _ *http.Request) {
			w.Header()["cache-control"], w.Header()["vary"] = []string{"public, max-age=60"}, []string{"Accept"}
		}, events: []string{"conflict " + flashName + " public"}},
		{name: "an invitation to caches", tamper: func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Cache-Control", "public, max-age=60")
			w.Header().Set("Vary", "Accept")
		}, events: []string{"conflict " + flashName + " public"}},
		{name: "nothing", tamper: func(http.ResponseWriter, *http.Request) {}},
	} {
		t.Run(test.name, func(t *testing.T) {
			scopes, events := newScopes(t, satchel.Config{})
			w, r := httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "https://example.com/", http.NoBody)
			r.Header.Set("Cookie", cookieLine(t, scopes, pair("color", "blue"), pair("info", "seen")))
			scopes.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				must(t, satchel.SessionFrom(r.Context()).Set("color", "red"))
				_ = satchel.FlashFrom(r.Context()).Get("info")
				must(t, satchel.CommitNow(w, http.StatusOK))
				events.take()
				test.tamper(w, r)
				_, _ = io.WriteString(w, "page")
			})).ServeHTTP(w, r)
			if test.want == "" {
				test.want = "session=|flash=deleted"
			}
			header := w.Result().Header
			if got := written(header); got != test.want {
				t.Errorf("Set-Cookie is %q, want %q", got, test.want)
			}
			if got := strings.Join(header["Cache-Control"], "|"); !strings.Contains(got, "no-store") || strings.Contains(got, "public") {
				t.Errorf("Cache-Control is %q", got)
			}
			if got := strings.Join(header["Vary"], "|"); !strings.Contains(got, "Cookie") {
				t.Errorf("Vary is %q", got)
			}
			for name := range header {
				if name != http.CanonicalHeaderKey(name) {
					t.Errorf("the header has %s", name)
				}
			}
			events.want(t, test.events...)
		})
	}
}

// Without a message on the page, nothing but the session's cookie asks for privacy.
func TestCommitNowKeepsAWrittenSessionPrivateInAClearedHeader(t *testing.T) {
	scopes, _ := newScopes(t, satchel.Config{})
	w := httptest.NewRecorder()
	serve(t, scopes, w, func(w http.ResponseWriter, session *satchel.Session) {
		must(t, session.Set("color", "red"))
		must(t, satchel.CommitNow(w, http.StatusOK))
		clear(w.Header())
		_, _ = io.WriteString(w, "page")
	})
	header := w.Result().Header
	for name, want := range map[string]string{
		"Cache-Control": "private", "Cdn-Cache-Control": "no-store", "Surrogate-Control": "no-store", "Vary": "Cookie",
	} {
		if got := header.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if got := written(header); got != "session=" {
		t.Errorf("Set-Cookie is %q", got)
	}
}

// A proxy that passes an upgrade on takes the connection over first and adds the
// upstream's header then: nobody asks us again. Nothing that nobody asked for goes
// out before it, and two lines of one name are told.
func TestAnUpgradeThroughAProxyThatSetsOurCookieToo(t *testing.T) {
	const logout = "PLAY_SESSION=; Max-Age=0; Path=/"
	upstream := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer conn.Close()
		_, _ = io.WriteString(conn, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\nSet-Cookie: "+logout+"\r\n\r\n")
	}))
	defer upstream.Close()
	target, err := url.Parse(upstream.URL)
	must(t, err)
	proxy := httputil.NewSingleHostReverseProxy(target)

	old, _ := newScopes(t, satchel.Config{Profile: satchel.Play, Secrets: []satchel.Secret{otherSecret}})
	for _, test := range []struct {
		name   string
		change bool
		lines  int
		events []string
	}{
		{"a session that is only stale waits for a page", false, 1, []string{"opened PLAY_SESSION"}},
		{"a session that was changed goes before the upstream's", true, 2, []string{
			"opened PLAY_SESSION", "written PLAY_SESSION changed color", "late PLAY_SESSION hijack", "conflict PLAY_SESSION handmade",
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			scopes, events := newScopes(t, satchel.Config{Profile: satchel.Play, Secrets: []satchel.Secret{firstSecret, otherSecret}})
			handler := scopes.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				session := satchel.SessionFrom(r.Context())
				if session.Get("color") != "blue" {
					t.Error("the session did not arrive")
				}
				if test.change {
					must(t, session.Set("color", "red"))
				}
				proxy.ServeHTTP(w, r)
			}))
			done := make(chan struct{}) // the server does not wait for connections that were taken over
			front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				defer close(done)
				handler.ServeHTTP(w, r)
			}))
			conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", front.Listener.Addr().String())
			must(t, err)
			_, err = io.WriteString(conn, "GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: echo\r\nCookie: "+
				cookieLine(t, old, pair("color", "blue"), nil)+"\r\n\r\n")
			must(t, err)
			head, err := io.ReadAll(conn) // until the upstream has closed
			must(t, err)
			conn.Close()
			<-done
			front.Close()
			lines := slices.DeleteFunc(strings.Split(string(head), "\r\n"), func(l string) bool { return !strings.HasPrefix(l, "Set-Cookie: ") })
			if len(lines) != test.lines || lines[len(lines)-1] != "Set-Cookie: "+logout { // the last one counts
				t.Errorf("the upgrade has %.60q", lines)
			}
			events.want(t, test.events...)
		})
	}
}

func TestA103AfterCommitNowGoesWithoutTheCookies(t *testing.T) {
	for major := 1; major <= 2; major++ {
		site := newSiteOver(t, satchel.Config{}, major)
		early := 0
		r := site.request(http.MethodGet)
		r = r.WithContext(httptrace.WithClientTrace(r.Context(), &httptrace.ClientTrace{
			Got1xxResponse: func(code int, header textproto.MIMEHeader) error {
				early++
				if code != http.StatusEarlyHints || header["Set-Cookie"] != nil && header.Get("Set-Cookie") != "theme=dark" {
					t.Errorf("the %d has %v", code, header)
				}
				return nil
			},
		}))
		response, _, err := site.send(r, func(w http.ResponseWriter, r *http.Request) {
			must(t, satchel.SessionFrom(r.Context()).Set("color", "red"))
			must(t, satchel.CommitNow(w, http.StatusOK))
			w.WriteHeader(http.StatusEarlyHints)
			w.Header().Add("Set-Cookie", "theme=dark")
			w.WriteHeader(http.StatusEarlyHints)
			if got := written(w.Header()); !strings.Contains(got, "session=") {
				t.Errorf("behind the 103 the header map has %q", got)
			}
		})
		if must(t, err); early != 2 || written(response.Header) != "session=|theme=" {
			t.Errorf("%d early responses, and the cookies are %q", early, written(response.Header))
		}
		site.wantSession("color=red")
	}
}

func TestAPanicTakesBackWhatCommitNowDecided(t *testing.T) {
	scopes, _ := newScopes(t, satchel.Config{})
	w := httptest.NewRecorder() // as under middleware that recovers and answers by itself
	text := panicText(func() {
		serve(t, scopes, w, func(w http.ResponseWriter, _ *satchel.Session) {
			w.Header().Set("Set-Cookie", "theme=dark")
			must(t, satchel.CommitNow(w, http.StatusOK))
			panic("a fault")
		})
	})
	if text != "a fault" || !slices.Equal(w.Header()["Set-Cookie"], []string{"theme=dark"}) {
		t.Errorf("the handler panics with %q, and the cookies are %.50q", text, w.Header()["Set-Cookie"])
	}
	w = httptest.NewRecorder()
	_ = panicText(func() {
		serve(t, scopes, w, func(http.ResponseWriter, *satchel.Session) { panic("before anything") })
	})
	if len(w.Header()) > 0 {
		t.Errorf("the header has %v", w.Header())
	}
	w = httptest.NewRecorder()
	_ = panicText(func() {
		serve(t, scopes, w, func(w http.ResponseWriter, _ *satchel.Session) {
			must(t, satchel.CommitNow(w, http.StatusOK))
			panic("with nobody else's cookies")
		})
	})
	if lines, there := w.Header()["Set-Cookie"]; there {
		t.Errorf("the header has Set-Cookie %q", lines)
	}
}
