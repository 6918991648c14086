package live_test

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/interop/internal/live"
)

var plays live.Plays

func TestMain(m *testing.M) { os.Exit(plays.Run(m)) }

// A process that dies must not keep a test waiting, and its log must tell why.
func TestAProcessThatEndsFailsTheTestsWithItsLog(t *testing.T) {
	play, err := plays.Newest()
	if err != nil {
		t.Fatal(err)
	}
	refusal := play.Refusal(t, "play.http.context = {{")
	if !strings.Contains(refusal, "ConfigException") {
		t.Fatalf("got the refusal %q", refusal)
	}

	failure := make(chan string)
	go func() {
		failure <- failureOf(t, func(tb testing.TB) { play.Application(tb, live.Settings(satchel.NewSecret())) })
	}()
	waitFor(t, "the request is sent", play.IsAsked)
	play.CloseInput()
	whileStarting := <-failure
	afterwards := failureOf(t, func(tb testing.TB) { play.Refusal(tb, "") })
	for want, got := range map[string]string{" has ended:": whileStarting, " takes no request:": afterwards} {
		if !strings.Contains(got, "Play "+string(play.Version())+want) || !strings.Contains(got, "ConfigException$Parse") {
			t.Errorf("the test fails with %q, want %q and the log", got, want)
		}
	}
}

// failed is a test that a function under test may fail.
type failed struct {
	testing.TB

	message string
}

func (f *failed) Fatalf(format string, arguments ...any) {
	f.message = fmt.Sprintf(format, arguments...)
	runtime.Goexit()
}

// failureOf returns the message with which the function fails its test, "" for none.
func failureOf(tb testing.TB, function func(tb testing.TB)) string {
	inner := &failed{TB: tb}
	done := make(chan struct{})
	go func() {
		defer close(done)
		function(inner)
	}()
	<-done
	return inner.message
}

func waitFor(t *testing.T, what string, ready func() bool) {
	t.Helper()
	for start := time.Now(); time.Since(start) < time.Minute; time.Sleep(5 * time.Millisecond) {
		if ready() {
			return
		}
	}
	t.Fatalf("not within a minute: %s", what)
}
