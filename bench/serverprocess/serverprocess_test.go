package serverprocess_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel/bench/serverprocess"
)

// The server of these tests says what it is.
func TestMain(m *testing.M) {
	name, asked := serverprocess.Asked()
	if !asked {
		os.Exit(m.Run())
	}
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/burn" {
			for start := time.Now(); time.Since(start) < 100*time.Millisecond; { //nolint:revive // it burns time
			}
		}
		cores, err := serverprocess.Cores()
		fmt.Fprintln(w, name, os.Getpid(), cores, runtime.GOMAXPROCS(0), err)
	})
	if err := serverprocess.Serve(handler, func(question string) (string, error) {
		if question == "bad" {
			return "", errors.New("a fault\nof two lines")
		}
		return question + "\n?", nil
	}); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func start(t *testing.T, ctx context.Context) (p *serverprocess.Process, core int) { //nolint:revive // t comes first
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("only Linux holds a process on a core")
	}
	cores, err := serverprocess.Cores()
	if err != nil {
		t.Fatal(err)
	}
	core = cores[len(cores)-1]
	p, err = serverprocess.Start(ctx, "tester", core)
	if err != nil {
		t.Fatal(err)
	}
	return p, core
}

func get(t *testing.T, p *serverprocess.Process, path string) (string, error) {
	t.Helper()
	response, err := http.Get("http://" + p.Address() + path)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return strings.TrimSpace(string(body)), err
}

func TestAServerIsAnotherProcessOnOneCoreAndEndsWhenItIsToldTo(t *testing.T) {
	p, core := start(t, t.Context())
	got, err := get(t, p, "/")
	fields := strings.Fields(got)
	if err != nil || len(fields) != 5 || fields[0] != "tester" || fields[1] == strconv.Itoa(os.Getpid()) ||
		fields[2] != fmt.Sprintf("[%d]", core) || fields[3] != "1" {
		t.Errorf("the server says %q (%v), this is process %d", got, err, os.Getpid())
	}
	if err := p.Stop(); err != nil {
		t.Error(err)
	}
	if _, err := get(t, p, "/"); err == nil {
		t.Error("it still answers")
	}
}

func TestStartingAServerElsewhereMovesNobodyElse(t *testing.T) {
	runtime.LockOSThread() // the thread that starts it is the one that could have moved
	defer runtime.UnlockOSThread()
	before, err := serverprocess.Cores()
	p, _ := start(t, t.Context())
	defer p.Stop()
	after, err2 := serverprocess.Cores()
	if fmt.Sprint(before, err) != fmt.Sprint(after, err2) {
		t.Errorf("from %v (%v) to %v (%v)", before, err, after, err2)
	}
}

func TestAServerAnswersQuestions(t *testing.T) {
	p, _ := start(t, t.Context())
	defer p.Stop()
	if got, err := p.Ask("how many"); err != nil || got != "how many\n?" {
		t.Errorf("%q, %v", got, err)
	}
	if _, err := p.Ask("bad"); err == nil || err.Error() != "a fault\nof two lines" {
		t.Error(err)
	}
	before, err := p.CPU()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := get(t, p, "/burn"); err != nil {
		t.Fatal(err)
	}
	after, err := p.CPU()
	if err != nil || after <= before {
		t.Errorf("work took it from %v to %v (%v)", before, after, err)
	}
}

func TestAServerEndsWithTheContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	p, _ := start(t, ctx)
	cancel()
	for deadline := time.Now().Add(10 * time.Second); ; { // it is killed by another goroutine
		if _, err := p.Ask("anything"); err != nil {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("it still answers")
		}
	}
	if err := p.Stop(); err == nil {
		t.Error("it has ended by itself")
	}
}
