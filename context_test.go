package satchel_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
)

// panicText returns what deed panics with.
func panicText(deed func()) (text string) {
	defer func() {
		if r := recover(); r != nil {
			text = fmt.Sprint(r)
		}
	}()
	deed()
	return ""
}

func TestScopesOutsideTheMiddlewarePanicAndNameIt(t *testing.T) {
	scopes, _ := newScopes(t, satchel.Config{})
	stranger, _ := newScopes(t, satchel.Config{})
	inside := begin(t, scopes).Context()
	var none context.Context
	for name, deed := range map[string]func(){
		"SessionFrom":                            func() { satchel.SessionFrom(t.Context()) },
		"FlashFrom":                              func() { satchel.FlashFrom(t.Context()) },
		"SessionFrom without a context":          func() { satchel.SessionFrom(none) },
		"FlashFrom without a context":            func() { satchel.FlashFrom(none) },
		"Scopes.Session":                         func() { scopes.Session(t.Context()) },
		"Scopes.Flash without a context":         func() { scopes.Flash(none) },
		"Scopes.Session of another manager":      func() { stranger.Session(inside) },
		"Scopes.Flash of another manager":        func() { stranger.Flash(inside) },
		"SessionFrom, of a manager with no name": func() { new(satchel.Scopes).Session(inside) },
	} {
		if text := panicText(deed); !strings.Contains(text, "Scopes.Handler") {
			t.Errorf("%s panics with %q", name, text)
		}
	}
	if text := panicText(func() { scopes.Session(inside); satchel.SessionFrom(inside) }); text != "" {
		t.Errorf("inside it panics with %q", text)
	}
}

func TestNestedManagersBothWork(t *testing.T) {
	admin, _ := newScopes(t, satchel.Config{
		Session: satchel.CookieConfig{Name: "__Host-admin"}, Flash: satchel.CookieConfig{Name: "__Host-admin-flash"},
	})
	site := newSite(t, satchel.Config{})
	visit := func(deed func(outer, inner, innermost *satchel.Session, ctx context.Context)) {
		_, _, err := site.send(site.request(http.MethodGet), func(w http.ResponseWriter, r *http.Request) {
			admin.Handler(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				ctx := r.Context()
				deed(site.scopes.Session(ctx), admin.Session(ctx), satchel.SessionFrom(ctx), ctx)
			})).ServeHTTP(w, r)
		})
		must(t, err)
	}
	visit(func(outer, inner, innermost *satchel.Session, ctx context.Context) {
		must(t, outer.Set("who", "visitor"))
		must(t, inner.Set("who", "root"))
		must(t, site.scopes.Flash(ctx).Success("outer"))
		must(t, satchel.FlashFrom(ctx).Success("inner"))
		if innermost != inner || satchel.FlashFrom(ctx) != admin.Flash(ctx) {
			t.Error("SessionFrom does not give the innermost manager's")
		}
	})
	visit(func(outer, inner, _ *satchel.Session, ctx context.Context) {
		if outer.Get("who") != "visitor" || inner.Get("who") != "root" {
			t.Errorf("the sessions have %q and %q", outer.Get("who"), inner.Get("who"))
		}
		if site.scopes.Flash(ctx).Get("success") != "outer" || admin.Flash(ctx).Get("success") != "inner" {
			t.Error("the flashes are mixed up")
		}
		must(t, inner.Clear())
	})
	site.wantSession("who=visitor")
	if _, found := site.held("__Host-admin"); found {
		t.Error("the inner session is still there")
	}
}

func TestAContextPassesOnWhatItsParentHas(t *testing.T) {
	type key struct{}
	deadline := time.Now().Add(time.Hour)
	parent, cancel := context.WithDeadline(context.WithValue(t.Context(), key{}, "value"), deadline)
	scopes, _ := newScopes(t, satchel.Config{})
	x, err := scopes.Begin(parent, satchel.Request{})
	must(t, err)
	ctx := x.Context()
	child, stop := context.WithCancel(ctx)
	defer stop()
	if got, _ := ctx.Deadline(); !got.Equal(deadline) || ctx.Value(key{}) != "value" || ctx.Err() != nil {
		t.Errorf("deadline %v, value %v, error %v", got, ctx.Value(key{}), ctx.Err())
	}
	if satchel.SessionFrom(child) != x.Session() {
		t.Error("a child of the context has another session")
	}
	if text := fmt.Sprint(ctx, child); strings.Contains(text, "{") {
		t.Errorf("the context prints as %s", text)
	}
	cancel()
	<-ctx.Done()
	<-child.Done()
	if !errors.Is(ctx.Err(), context.Canceled) {
		t.Errorf("after cancelling Err = %v", ctx.Err())
	}
}

// writers are all that can come too late; the last word of the event is the key.
var writers = []struct {
	name, event string
	write       func(*satchel.Session, *satchel.Flash) error
}{
	{"Set", "late __Host-session write user", func(s *satchel.Session, _ *satchel.Flash) error { return s.Set("user", "eve") }},
	{"Set of an equal value", "late __Host-session write user", func(s *satchel.Session, _ *satchel.Flash) error { return s.Set("user", "ann") }},
	{"Delete", "late __Host-session write user", func(s *satchel.Session, _ *satchel.Flash) error { return s.Delete("user") }},
	{"Clear", "late __Host-session write", func(s *satchel.Session, _ *satchel.Flash) error { return s.Clear() }},
	{"Renew", "late __Host-session write user,b", func(s *satchel.Session, _ *satchel.Flash) error { return s.Renew("user", "b") }},
	{"ID", "late __Host-session write satchel.id", func(s *satchel.Session, _ *satchel.Flash) error { _, err := s.ID(); return err }},
	{"Flash.Set", "late __Host-flash write a", func(_ *satchel.Session, f *satchel.Flash) error { return f.Set("a", "1") }},
	{"Flash.Success", "late __Host-flash write success", func(_ *satchel.Session, f *satchel.Flash) error { return f.Success("1") }},
	{"Flash.Error", "late __Host-flash write error", func(_ *satchel.Session, f *satchel.Flash) error { return f.Error("1") }},
	{"Flash.Now", "late __Host-flash write info", func(_ *satchel.Session, f *satchel.Flash) error { return f.Now("info", "1") }},
	{"Flash.Keep", "late __Host-flash write info", func(_ *satchel.Session, f *satchel.Flash) error { return f.Keep("info") }},
	{"Flash.KeepAll", "late __Host-flash write", func(_ *satchel.Session, f *satchel.Flash) error { return f.KeepAll() }},
	{"Flash.Discard", "late __Host-flash write a", func(_ *satchel.Session, f *satchel.Flash) error { return f.Discard("a") }},
	{"Flash.DiscardAll", "late __Host-flash write", func(_ *satchel.Session, f *satchel.Flash) error { return f.DiscardAll() }},
}

func TestLateWritersFailAndChangeNothing(t *testing.T) {
	scopes, events := newScopes(t, satchel.Config{})
	for _, test := range writers {
		for ending, end := range map[string]func(*satchel.Exchange){
			"after Commit":           func(x *satchel.Exchange) { commit(t, x) },
			"after Close":            (*satchel.Exchange).Close,
			"after Commit and Close": func(x *satchel.Exchange) { commit(t, x); x.Close(); x.Close() },
		} {
			t.Run(test.name+" "+ending, func(t *testing.T) {
				x := begin(t, scopes, cookieLine(t, scopes, pair("user", "ann"), pair("info", "seen")))
				session, flash := x.Session(), x.Flash()
				if session.Len() != 1 || flash.Len() != 1 {
					t.Fatal("nothing came in")
				}
				end(x)
				events.take()
				if err := test.write(session, flash); !errors.Is(err, satchel.ErrCommitted) {
					t.Errorf("the writer gives %v, want ErrCommitted", err)
				}
				events.want(t, test.event)
				if session.Get("user") != "ann" || session.Len() != 1 || flash.Get("info") != "seen" || flash.Size() != 0 {
					t.Errorf("the session has %q, the flash %q", collect(session.All()), collect(flash.All()))
				}
				header := http.Header{}
				if err := x.Commit(http.StatusOK, header); !errors.Is(err, satchel.ErrCommitted) || len(header) > 0 {
					t.Errorf("another Commit gives %v and %v", err, header)
				}
			})
		}
	}
}

func TestAskingTooLateIsAnEvent(t *testing.T) {
	site := newSite(t, satchel.Config{})
	site.plant(pair("user", "ann"), nil)
	response, body, err := site.send(site.request(http.MethodGet), func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusOK)
		_, _ = io.WriteString(w, satchel.SessionFrom(r.Context()).Get("user"))
		satchel.FlashFrom(r.Context())
	})
	must(t, err)
	if body != "ann" || response.Header.Get("Vary") != "" {
		t.Errorf("the page is %q, Vary is %q", body, response.Header.Get("Vary"))
	}
	site.events.want(t, "late __Host-session read", "opened __Host-session")
}

func TestAHandlerWrappedTwiceCommitsOnce(t *testing.T) {
	site := newSite(t, satchel.Config{})
	response, _, err := site.send(site.request(http.MethodGet), func(w http.ResponseWriter, r *http.Request) {
		site.scopes.Handler(http.HandlerFunc(func(_ http.ResponseWriter, inner *http.Request) {
			must(t, satchel.SessionFrom(inner.Context()).Set("color", "red"))
			if satchel.SessionFrom(inner.Context()) != satchel.SessionFrom(r.Context()) {
				t.Error("there are two sessions")
			}
		})).ServeHTTP(w, r)
	})
	must(t, err)
	if lines := response.Header["Set-Cookie"]; len(lines) != 1 {
		t.Errorf("the response has %q", lines)
	}
	site.events.want(t, "written __Host-session changed color")
}

func TestAStatusThatNetHTTPRefusesCommitsNothing(t *testing.T) {
	for major := 1; major <= 2; major++ {
		site := newSiteOver(t, satchel.Config{}, major)
		for _, status := range []int{-1, 0, 99, 1000} {
			bare := panicText(func() { httptest.NewRecorder().WriteHeader(status) })
			response, _, err := site.send(site.request(http.MethodGet), func(w http.ResponseWriter, r *http.Request) {
				session := satchel.SessionFrom(r.Context())
				must(t, session.Set("status", fmt.Sprint(status)))
				if text := panicText(func() { w.WriteHeader(status) }); text != bare {
					t.Errorf("WriteHeader(%d) panics with %q, want %q", status, text, bare)
				}
				must(t, session.Set("after", fmt.Sprint(status)))
				w.WriteHeader(http.StatusTeapot)
			})
			must(t, err)
			if response.StatusCode != http.StatusTeapot {
				t.Errorf("the response is %s", response.Status)
			}
			site.wantSession(fmt.Sprintf("status=%d", status), fmt.Sprintf("after=%d", status))
		}
	}
}

func TestAChangeBeforeHijackIsAnEvent(t *testing.T) {
	for change, want := range map[bool][]string{true: {"written __Host-session changed color", "late " + sessionName + " hijack"}, false: nil} {
		site := newSite(t, satchel.Config{})
		_, _, err := site.send(site.request(http.MethodPost), func(w http.ResponseWriter, r *http.Request) {
			if change {
				must(t, satchel.SessionFrom(r.Context()).Set("color", "red"))
			}
			conn, _, err := http.NewResponseController(w).Hijack()
			must(t, err)
			conn.Close()
		})
		if err == nil {
			t.Error("the client got a response")
		}
		site.events.want(t, want...)
	}
}

// An adapter may use the header map for the next request, of somebody else.
func TestAScopeThatWasNotReadBeforeTheEndIsEmpty(t *testing.T) {
	scopes, _ := newScopes(t, satchel.Config{})
	request := satchel.Request{Method: http.MethodGet, Header: http.Header{}, TLS: true}
	x, err := scopes.Begin(t.Context(), request)
	must(t, err)
	leaked := x.Session()
	x.Close()
	request.Header.Set("Cookie", cookieLine(t, scopes, pair("user", "somebody else"), nil))
	if got := leaked.Get("user"); got != "" {
		t.Errorf("a leaked session reads %q", got)
	}
}
