package redistest_test

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"github.com/satchel-go/satchel/internal/redistest"
)

// isRunning reports whether there is a process, be it one that has ended and that
// nobody has waited for.
func isRunning(pid int) bool {
	process, err := os.FindProcess(pid)
	return err == nil && process.Signal(syscall.Signal(0)) == nil
}

func TestServersEndWithTheirTest(t *testing.T) {
	var pids []int
	t.Run("a test", func(t *testing.T) {
		frozen := redistest.Start(t)
		tls, _ := redistest.StartTLS(t)
		pids = append(pids, redistest.Start(t).PID(), frozen.PID(), tls.PID())
		for _, pid := range pids {
			if !isRunning(pid) {
				t.Errorf("the process %d does not run", pid)
			}
		}
		frozen.Freeze()
	})
	if len(pids) != 3 {
		t.Fatalf("got the processes %d", pids)
	}
	for _, pid := range pids {
		if isRunning(pid) {
			t.Errorf("the process %d is left", pid)
		}
	}
}

// fakeTest is a test that fails in the place of the real one.
type fakeTest struct {
	testing.TB
	messages []string
}

func (f *fakeTest) Helper() {}

func (f *fakeTest) Error(args ...any) {
	f.messages = append(f.messages, fmt.Sprint(args...))
}

func (f *fakeTest) Fatal(args ...any) {
	f.Error(args...)
	runtime.Goexit()
}

func (f *fakeTest) Fatalf(format string, args ...any) {
	f.Fatal(fmt.Sprintf(format, args...))
}

// failureOf returns what a test that does this fails with.
func failureOf(t *testing.T, do func(testing.TB)) string {
	t.Helper()
	fake := &fakeTest{TB: t}
	done := make(chan struct{})
	go func() {
		defer close(done)
		do(fake)
	}()
	<-done
	return strings.Join(fake.messages, "\n")
}

func TestServerThatCannotStartFailsTheTest(t *testing.T) {
	t.Setenv("REDIS_SERVER", "/nowhere/redis-server")
	if got := failureOf(t, func(tb testing.TB) { redistest.Start(tb) }); !strings.Contains(got, "apt-get install redis-server") || !strings.Contains(got, "/nowhere/") {
		t.Errorf("without a program: got %q, want how to get one", got)
	}
	t.Setenv("REDIS_SERVER", "false")
	if got := failureOf(t, func(tb testing.TB) { redistest.Start(tb) }); !strings.Contains(got, "false ended") {
		t.Errorf("a program that is none: got %q", got)
	}
	t.Setenv("REDIS_SERVER", "")
	if got := failureOf(t, func(tb testing.TB) { redistest.Start(tb, "--no-such-option", "1") }); !strings.Contains(got, "no-such-option") {
		t.Errorf("a wrong argument: got %q, want what the server says", got)
	}
	if got := failureOf(t, func(tb testing.TB) {
		server := redistest.Start(tb)
		server.Kill()
		server.Freeze()
	}); !strings.Contains(got, "call Restart before") {
		t.Errorf("a killed server that is frozen: got %q", got)
	}
}
