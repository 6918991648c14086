package satchel_test

import (
	"context"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

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
			Host: "localhost", RemoteAddr: "127.0.0.1:1", Header: http.Header{"Cookie": {"session=a.b.c; SESSION=another program's"}},
		})
		must(t, err)
		_ = x.Session().Get("user")
		must(t, x.Commit(http.StatusOK, http.Header{}))
		_ = x.Session().Set("late", "1")
	}
	log := kept.String()
	late, rejected, near := strings.Count(log, "reason=write"), strings.Count(log, "outcome=rejected"), strings.Count(log, "reason=near-miss")
	if late != 3 || rejected != 1 || near != 0 {
		t.Errorf("%d late writers, %d refusals and %d near misses are logged, want 3, 1 and 0:\n%s", late, rejected, near, log)
	}
}

// lines are what a logger of LogEvents writes, each as level, message and attributes.
type lines struct {
	strings.Builder
	mu sync.Mutex
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.Builder.Write(p)
}

// logger writes lines without their time.
func (l *lines) logger(level slog.Level) *slog.Logger {
	return slog.New(slog.NewTextHandler(l, &slog.HandlerOptions{Level: level, ReplaceAttr: func(groups []string, a slog.Attr) slog.Attr {
		if len(groups) == 0 && a.Key == slog.TimeKey || a.Key == "explanation" {
			return slog.Attr{}
		}
		return a
	}}))
}

var forged = satchel.Event{Outcome: satchel.Rejected, Reason: satchel.ReasonSignature, Cookie: "s"}

func TestTheLogIsNotFlooded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log lines
		hook := satchel.LogEvents(log.logger(slog.LevelInfo))
		began := time.Now()
		for time.Since(began) < 24*time.Hour {
			hook(t.Context(), forged)
			time.Sleep(time.Second)
		}
		var passedOver []string
		for line := range strings.Lines(log.String()) {
			_, n, _ := strings.Cut(strings.TrimSpace(line), "passed_over=")
			passedOver = append(passedOver, n)
		}
		// At once, after 1, 2, 4, 8, 16, 32 minutes, then each hour.
		want := []string{"", "59", "119", "239", "479", "959", "1919", "3599", "3599"}
		if len(passedOver) != 29 || !slices.Equal(passedOver[:len(want)], want) {
			t.Errorf("a day of forged cookies has %d lines: %q", len(passedOver), passedOver)
		}
	})
}

// After an hour of quiet the first event has its line at once again, and those that
// follow come as soon as on the first day.
func TestTheLogBeginsAnewAfterAnHourOfQuiet(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log lines
		hook := satchel.LogEvents(log.logger(slog.LevelInfo))
		burst := func() (lines int) {
			before := strings.Count(log.String(), "\n")
			for range 10 * 60 {
				hook(t.Context(), forged)
				time.Sleep(time.Second)
			}
			return strings.Count(log.String(), "\n") - before
		}
		first := burst() // at 0, 1, 3 and 7 minutes; the next would be at 15
		time.Sleep(30 * time.Minute)
		second := burst() // at 40 minutes, and the next not before 56
		time.Sleep(2 * time.Hour)
		if third := burst(); first != 4 || second != 1 || third != 4 {
			t.Errorf("bursts of ten minutes have %d, %d and %d lines, want 4, 1 and 4", first, second, third)
		}
	})
}

// Without a hook, events that are not even noted are counted all the same.
func TestWithoutAHookTheLogTellsHowManyItPassedOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		kept := keepLog(t)
		scopes, err := satchel.New(satchel.Config{Secrets: []satchel.Secret{firstSecret}})
		must(t, err)
		for range 100 {
			begin(t, scopes, sessionName+"=a.b.c").Session().Get("user")
			time.Sleep(time.Second)
		}
		if got := kept.String(); strings.Count(got, "\n") != 2 || !strings.Contains(got, "passed_over=59") {
			t.Errorf("the log has\n%s", got)
		}
	})
}

// What New says of a configuration is said once, and nothing may hold it back.
func TestOneHookForSeveralManagersHidesNoSetting(t *testing.T) {
	var log lines
	hook := satchel.LogEvents(log.logger(slog.LevelInfo))
	for _, config := range []satchel.Config{{InsecureUnsignedFlash: true}, {InsecureHTTP: true}} {
		config.Secrets, config.OnEvent = []satchel.Secret{firstSecret}, hook
		_, err := satchel.New(config)
		must(t, err)
	}
	for _, setting := range []string{"InsecureUnsignedFlash", "InsecureHTTP"} {
		if got := log.String(); !strings.Contains(got, setting) {
			t.Errorf("%s is not in the log:\n%s", setting, got)
		}
	}
}

// curious is a handler of a logger that asks for a scope.
type curious struct {
	slog.Handler
	session *satchel.Session
}

func (c curious) Enabled(ctx context.Context, level slog.Level) bool {
	c.session.Get("user")
	return c.Handler.Enabled(ctx, level)
}

// It would not end if the logger were called under the lock of the request.
func TestALoggerMayReadTheScopes(t *testing.T) {
	kept := keepLog(t)
	scopes, err := satchel.New(satchel.Config{Secrets: []satchel.Secret{firstSecret}})
	must(t, err)
	x := begin(t, scopes, sessionName+"=a.b.c")
	slog.SetDefault(slog.New(curious{slog.Default().Handler(), x.Session()}))
	x.Session().Get("user")
	commit(t, x)
	if x.Session().Set("late", "1") == nil || strings.Count(kept.String(), "\n") != 2 {
		t.Errorf("the log has\n%s", kept)
	}
}

func TestOneKindDoesNotSilenceAnother(t *testing.T) {
	var log lines
	hook := satchel.LogEvents(log.logger(slog.LevelInfo))
	for range 3 {
		for _, e := range []satchel.Event{
			forged,
			{Outcome: satchel.Rejected, Reason: satchel.ReasonSignature, Cookie: "f"},
			{Outcome: satchel.Rejected, Reason: satchel.ReasonExpired, Cookie: "s"},
			{Outcome: satchel.Late, Reason: satchel.ReasonWrite, Cookie: "s", Keys: []string{"k"}},
			{Outcome: satchel.Late, Reason: satchel.ReasonAbandoned},
			{Outcome: satchel.Opened, Cookie: "s"},
			{Outcome: satchel.Written, Reason: satchel.ReasonChanged, Cookie: "s"},
		} {
			hook(t.Context(), e)
		}
	}
	want := `level=WARN msg="satchel needs attention" event.outcome=rejected event.reason=signature event.cookie=s
level=WARN msg="satchel needs attention" event.outcome=rejected event.reason=signature event.cookie=f
level=INFO msg="satchel event" event.outcome=rejected event.reason=expired event.cookie=s
level=WARN msg="satchel needs attention" event.outcome=late event.reason=write event.cookie=s event.keys=k
level=INFO msg="satchel event" event.outcome=late event.reason=abandoned
`
	if got := log.String(); got != want {
		t.Errorf("the log has\n%swant\n%s", got, want)
	}
}

// At level Debug each cookie that is read or written has a line, to watch while
// programming.
func TestADebugLogShowsEachCookie(t *testing.T) {
	var log lines
	scopes, _ := newScopes(t, satchel.Config{OnEvent: satchel.LogEvents(log.logger(slog.LevelDebug))})
	line := cookieLine(t, scopes, pair("color", "blue"), nil)
	for range 2 {
		x := begin(t, scopes, line)
		must(t, x.Session().Set("color", "red"))
		commit(t, x)
	}
	if got := log.String(); strings.Count(got, "level=DEBUG msg=\"satchel event\" event.outcome=opened event.cookie="+sessionName) != 2 ||
		strings.Count(got, "event.outcome=written event.reason=changed event.cookie="+sessionName+" event.keys=color") != 2 ||
		strings.Count(got, "\n") != 4 {
		t.Errorf("the log has\n%s", got)
	}
}

func TestManyAtOnceHaveOneLine(t *testing.T) {
	var log lines
	hook := satchel.LogEvents(log.logger(slog.LevelInfo))
	together(64, func(int) { hook(t.Context(), forged) })
	if got := strings.Count(log.String(), "\n"); got != 1 {
		t.Errorf("%d lines for the first event:\n%s", got, log.String())
	}
}

func TestLogEventsWithoutALoggerFollowsTheDefault(t *testing.T) {
	hook := satchel.LogEvents(nil)
	kept := keepLog(t) // set after the hook was made
	hook(t.Context(), forged)
	if got := kept.String(); !strings.Contains(got, "event.reason=signature") {
		t.Errorf("the default log has %q", got)
	}
}

// An attacker with a heap of requests cannot fill the log, whichever way it is
// written.
func TestAThousandForgedRequestsHaveOneLine(t *testing.T) {
	kept := keepLog(t)
	for name, hook := range map[string]func(context.Context, satchel.Event){"without a hook": nil, "with LogEvents": satchel.LogEvents(nil)} {
		kept.Reset()
		scopes, err := satchel.New(satchel.Config{Secrets: []satchel.Secret{firstSecret}, OnEvent: hook})
		must(t, err)
		foreign, _ := newScopes(t, satchel.Config{Secrets: []satchel.Secret{otherSecret}})
		line := cookieLine(t, foreign, pair("user", "mallory"), nil)
		for range 1000 {
			x := begin(t, scopes, line)
			x.Session().Get("user")
			commit(t, x)
		}
		if got := strings.Count(kept.String(), "\n"); got != 1 {
			t.Errorf("%s: %d lines", name, got)
		}
	}
}

// deaf is a handler that wants nothing.
type deaf struct {
	slog.Handler
	asked *int
}

func (d deaf) Enabled(context.Context, slog.Level) bool { *d.asked++; return false }

func TestALoggerThatWantsNothingIsHardlyAsked(t *testing.T) {
	asked := 0
	hook := satchel.LogEvents(slog.New(deaf{slog.DiscardHandler, &asked}))
	for range 1000 {
		hook(t.Context(), forged)
	}
	if asked != 1 {
		t.Errorf("1000 events ask it %d times", asked)
	}
}
