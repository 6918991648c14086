package satcheltest_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/satcheltest"
)

const secret satchel.Secret = "q7eI2oVt0mJ8sXk3Zc5bYw9uRfHgLaPd-Tn4Gx6Ei1Qv0Ky7Wu2Mz8Bo5Cl3DjSr"

func newScopes(tb testing.TB, config satchel.Config) *satchel.Scopes {
	tb.Helper()
	if config.Secrets == nil {
		config.Secrets = []satchel.Secret{secret}
	}
	config.OnEvent = func(context.Context, satchel.Event) {}
	scopes, err := satchel.New(config)
	must(tb, err)
	return scopes
}

func must(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

func address(tb testing.TB, text string) *url.URL {
	tb.Helper()
	u, err := url.Parse(text)
	must(tb, err)
	return u
}

// watch is a test that is expected to fail: it keeps what is said.
type watch struct {
	testing.TB

	said   []string
	failed bool
	ended  bool
}

func (w *watch) Helper() {}

func (w *watch) Errorf(format string, args ...any) {
	w.failed = true
	w.said = append(w.said, fmt.Sprintf(format, args...))
}

func (w *watch) Fatalf(format string, args ...any) {
	w.Errorf(format, args...)
	w.ended = true
	runtime.Goexit()
}

// watched runs a piece of a test and returns what it said.
func watched(piece func(tb testing.TB)) *watch {
	w := new(watch)
	done := make(chan struct{})
	go func() {
		defer close(done)
		piece(w)
	}()
	<-done
	return w
}

// clock is a time that a test sets.
type clock struct{ time.Time }

func (c *clock) now() time.Time { return c.Time }

// browser is a jar at a time that the test sets, and what it is refused.
type browser struct {
	*satcheltest.Jar
	*clock

	t testing.TB
}

var epoch = time.Date(2025, time.March, 1, 12, 0, 0, 0, time.UTC)

func newBrowser(tb testing.TB) *browser {
	tb.Helper()
	c := &clock{epoch}
	return &browser{&satcheltest.Jar{Clock: c.now}, c, tb}
}

// receive takes one line, and returns what a browser has against it.
func (b *browser) receive(from, line string, site ...satcheltest.SiteContext) error {
	b.t.Helper()
	return b.Receive(address(b.t, from), http.Header{"Set-Cookie": {line}}, first(site))
}

func (b *browser) header(to string, site ...satcheltest.SiteContext) string {
	b.t.Helper()
	return b.CookieHeader(address(b.t, to), first(site))
}

func first(site []satcheltest.SiteContext) satcheltest.SiteContext {
	return append(site, satcheltest.SameSite)[0]
}

func contains(tb testing.TB, what, text string, parts ...string) {
	tb.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			tb.Errorf("%s is\n%s\nand lacks %q", what, text, part)
		}
	}
}
