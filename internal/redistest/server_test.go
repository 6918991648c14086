package redistest_test

import (
	"errors"
	"net"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/satchel-go/satchel/internal/redistest"
)

// do runs a command that must succeed.
func do(t *testing.T, server *redistest.Server, args ...string) string {
	t.Helper()
	text, err := server.Do(args...)
	if err != nil {
		t.Fatalf("%s: %v", args[0], err)
	}
	return text
}

func TestDoReturnsEveryKindOfReplyAsText(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	for _, test := range []struct {
		kind    string
		command []string
		want    string
	}{
		{"a simple string", []string{"SET", "key", "a\r\nb"}, "OK"},
		{"a bulk string with line ends", []string{"GET", "key"}, "a\r\nb"},
		{"an integer", []string{"INCR", "number"}, "1"},
		{"an empty string", []string{"ECHO", ""}, ""},
		{"nil", []string{"GET", "nothing"}, ""},
		{"an array with a nil", []string{"MGET", "number", "nothing", "number"}, "1\n\n1"},
		{"an empty array", []string{"KEYS", "none*"}, ""},
		{"a nil array", []string{"LMPOP", "1", "nothing", "LEFT"}, ""},
		{"arrays in an array", []string{"EVAL", "return {1, {2, 'three'}, {}}", "0"}, "1\n2\nthree\n"},
	} {
		if got := do(t, server, test.command...); got != test.want {
			t.Errorf("%s: got %q, want %q", test.kind, got, test.want)
		}
	}

	_, err := server.Do("LPUSH", "number", "x")
	if reply, is := errors.AsType[redistest.ReplyError](err); !is || !strings.HasPrefix(string(reply), "WRONGTYPE ") {
		t.Errorf("an error: got %v, want a ReplyError with WRONGTYPE", err)
	}
	_, err = server.Do("EVAL", "return {1, redis.error_reply('BAD luck')}", "0")
	if reply, is := errors.AsType[redistest.ReplyError](err); !is || reply != "BAD luck" {
		t.Errorf("an error in an array: got %v, want BAD luck", err)
	}
}

func TestExtraArgumentsAreConfiguration(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t, "--requirepass", "p@ss word", "--maxmemory", "5mb", "--user", "reader", "on", ">open", "~*", "+get")
	if got := do(t, server, "CONFIG", "GET", "maxmemory"); got != "maxmemory\n5242880" {
		t.Errorf("maxmemory: got %q", got)
	}
	if want := "redis://:p%40ss%20word@" + server.Addr(); server.URL() != want {
		t.Errorf("got the URL %s, want %s", server.URL(), want)
	}
	if got := do(t, server, "AUTH", "reader", "open"); got != "OK" {
		t.Errorf("the user of the arguments: got %q", got)
	}

	open := redistest.Start(t)
	if want := "redis://" + open.Addr(); open.URL() != want {
		t.Errorf("got the URL %s, want %s", open.URL(), want)
	}
	nobody := redistest.Start(t, "--user", "default", "off")
	if _, err := nobody.Do("GET", "key"); err == nil || !strings.Contains(err.Error(), "NOAUTH") {
		t.Errorf("without a user: got %v, want NOAUTH", err)
	}
}

func TestRestartHasTheSameAddressAndNoData(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t, "--requirepass", "secret")
	addr, pid := server.Addr(), server.PID()
	do(t, server, "SET", "key", "value")

	server.Kill()
	if server.PID() != 0 || isRunning(pid) {
		t.Error("a killed server runs")
	}
	if _, err := server.Do("PING"); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("a killed server: got %v, want that the connection is refused", err)
	}
	server.Kill() // once more does nothing

	server.Restart()
	if server.Addr() != addr || server.PID() == pid {
		t.Errorf("got the address %s and the process %d, want %s and another one", server.Addr(), server.PID(), addr)
	}
	if got := do(t, server, "GET", "key"); got != "" {
		t.Errorf("after a crash there is %q", got)
	}

	pid = server.PID()
	server.Restart()
	if isRunning(pid) || do(t, server, "PING") != "PONG" {
		t.Error("Restart does not replace a server that runs")
	}
}

func TestFrozenServerAnswersNothingUntilThawed(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	server.Freeze()
	_, err := server.Do("SET", "key", "late")
	if timeout, is := errors.AsType[net.Error](err); !is || !timeout.Timeout() {
		t.Fatalf("frozen: got %v, want a timeout", err)
	}
	server.Thaw()
	if got := do(t, server, "PING"); got != "PONG" {
		t.Errorf("thawed: got %q", got)
	}

	server.Freeze()
	server.Restart()
	if got := do(t, server, "PING"); got != "PONG" {
		t.Errorf("a frozen server that was started again: got %q", got)
	}
	server.Freeze() // the end of the test must not wait for it
}

// Servers that start one after the other are different ones.
func TestServersDoNotShareAPort(t *testing.T) {
	t.Parallel()
	var addrs []string
	for range 5 {
		addrs = append(addrs, redistest.Start(t).Addr())
	}
	slices.Sort(addrs)
	if len(slices.Compact(addrs)) != 5 {
		t.Errorf("got %q", addrs)
	}
}
