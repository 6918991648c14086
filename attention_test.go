package satchel_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/satchel-go/satchel"
)

// Without a hook an operator still learns why logins do not stick, and nobody can
// fill the log.
func TestWithoutAHookWhatNeedsAttentionIsLoggedOnce(t *testing.T) {
	scopes, err := satchel.New(satchel.Config{Secrets: []satchel.Secret{firstSecret}})
	must(t, err)
	line := cookieLine(t, scopes, pair("user", "ann"), nil)
	request := func(cookie string) {
		x, err := scopes.Begin(t.Context(), satchel.Request{Header: http.Header{"Cookie": {cookie}}})
		must(t, err)
		must(t, x.Session().Set("theme", "dark"))
		must(t, x.Commit(http.StatusOK, http.Header{}))
		if x.Session().Set("late", "1") == nil {
			t.Error("a late writer does not fail")
		}
		x.Close()
	}
	kept := keepLog(t)
	for range 3 {
		request(line)
		request(sessionName + "=a.b.c")
	}
	log := kept.String()
	for _, want := range []string{"outcome=insecure event.reason=plain-http", "outcome=rejected event.reason=malformed", "outcome=late event.reason=write"} {
		if got := strings.Count(log, want); got != 1 {
			t.Errorf("%q is logged %d times, want once:\n%s", want, got, log)
		}
	}
	if got := strings.Count(log, "\n"); got != 3 {
		t.Errorf("%d lines are logged, want 3:\n%s", got, log)
	}
}

// In development each late writer is worth a line, since the programmer looks for
// it; a refused cookie is not, since another program on localhost causes it at
// every request.
func TestDevelopmentLogsEachMistakeAndEachRefusalOnce(t *testing.T) {
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	kept := keepLog(t)
	scopes, err := satchel.New(satchel.Config{Development: true})
	must(t, err)
	for range 3 {
		x, err := scopes.Begin(t.Context(), satchel.Request{
			Host: "localhost", RemoteAddr: "127.0.0.1:1", Header: http.Header{"Cookie": {"session=a.b.c"}},
		})
		must(t, err)
		_ = x.Session().Get("user")
		must(t, x.Commit(http.StatusOK, http.Header{}))
		_ = x.Session().Set("late", "1")
	}
	log := kept.String()
	if late, rejected := strings.Count(log, "reason=write"), strings.Count(log, "outcome=rejected"); late != 3 || rejected != 1 {
		t.Errorf("%d late writers and %d refusals are logged, want 3 and 1:\n%s", late, rejected, log)
	}
}
