package redistest

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// startTimeout is for a start, which takes about 20 ms on an idle machine.
const startTimeout = 30 * time.Second

// errPortTaken tells a clash of ports, after which another try helps, from other
// failures to start.
var errPortTaken = errors.New("redistest: somebody else listens on the port")

// Server is a redis-server that ends with the test. All methods are safe for concurrent
// use.
type Server struct {
	tb       testing.TB
	program  string
	dir      string
	config   string // a configuration file, "" for none
	portFlag string
	args     []string // all but the file and the port
	port     int
	client   client

	mu      sync.Mutex
	process *process // nil when there is none
}

// Start runs a redis-server on a free port of 127.0.0.1 and returns when it answers
// commands. It stores nothing on the disk but its log, in a temporary folder of its own.
// The arguments in extra are configuration as on its command line and win over those
// that Start gives: ("--requirepass", "secret", "--maxmemory", "1mb"). What is given to
// --requirepass is the password of [Server.Do] and of [Server.URL].
//
// The program is the one in the environment variable REDIS_SERVER, else the redis-server
// in PATH. If there is none, or it does not start within 30 seconds, the test fails.
func Start(tb testing.TB, extra ...string) *Server {
	tb.Helper()
	return start(tb, &Server{portFlag: "--port", args: extra})
}

// start fills in and runs a server of which the arguments are known.
func start(tb testing.TB, s *Server) *Server {
	tb.Helper()
	s.tb = tb
	s.program = findProgram(tb)
	s.dir = tb.TempDir()
	if i := slices.Index(s.args, "--requirepass"); i >= 0 && i+1 < len(s.args) {
		s.client.password = s.args[i+1]
	}
	for {
		port, claim, err := claimPort()
		if err != nil {
			tb.Fatal(err)
		}
		tb.Cleanup(func() {
			s.Kill()
			_ = claim.Close()
		})
		s.port = port
		s.client.addr = loopback(port)
		err = s.launch()
		if err == nil {
			return s
		}
		if !errors.Is(err, errPortTaken) {
			tb.Fatal(err)
		}
	}
}

// findProgram returns the redis-server to run.
func findProgram(tb testing.TB) string {
	tb.Helper()
	name := os.Getenv("REDIS_SERVER")
	if name == "" {
		name = "redis-server"
	}
	program, err := exec.LookPath(name)
	if err != nil {
		tb.Fatalf("redistest: %v: this test needs a redis-server, 7.0 or later. Run scripts/redis.sh or "+
			"apt-get install redis-server, or set REDIS_SERVER to the path of the one that you have.", err)
	}
	return program
}

// Addr returns where the server listens, as "127.0.0.1:port".
func (s *Server) Addr() string {
	return s.client.addr
}

// URL returns the address as a client library takes it: "redis://127.0.0.1:port", with
// ":password@" before the address if the server has one, and "rediss" if it speaks TLS.
func (s *Server) URL() string {
	u := url.URL{Scheme: "redis", Host: s.Addr()}
	if s.client.tls != nil {
		u.Scheme = "rediss"
	}
	if s.client.password != "" {
		u.User = url.UserPassword("", s.client.password)
	}
	return u.String()
}

// Do sends one command on a connection of its own and returns the reply as text: a
// string or a number as it is, nil as "", an array as the lines of its elements. A
// reply that is an error is a [ReplyError]. Connection and reply have 2 seconds
// together.
func (s *Server) Do(args ...string) (string, error) {
	return s.client.do(args...)
}

// PID returns the process id of the server, 0 while it is killed.
func (s *Server) PID() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.process == nil {
		return 0
	}
	return s.process.started.Pid
}

// Kill ends the process without warning, as a crash does, and returns when it is gone.
// Its connections are reset or closed, its data are lost. It does nothing where there is
// no process.
func (s *Server) Kill() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.process != nil {
		s.process.kill()
		s.process = nil
	}
}

// Restart runs the server again, with the same port, folder and arguments, and returns
// when it answers. It kills what still runs. The server has no data; a node of a cluster
// and a sentinel know their places.
func (s *Server) Restart() {
	s.tb.Helper()
	s.Kill()
	var err error
	// Somebody who tries which ports are free has this one for a moment.
	for range 20 {
		if err = s.launch(); !errors.Is(err, errPortTaken) {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	if err != nil {
		s.tb.Fatal(err)
	}
}

// Freeze stops the process where it is: connections stay and new ones are accepted by
// the kernel, but nothing is read and nothing answered until [Server.Thaw]. A frozen
// server can be killed.
func (s *Server) Freeze() {
	s.signal(signalStop)
}

// Thaw lets a frozen process go on, with all that was sent to it meanwhile.
func (s *Server) Thaw() {
	s.signal(signalContinue)
}

func (s *Server) signal(signal syscall.Signal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.process == nil {
		s.tb.Error("redistest: a server that is killed cannot be frozen or thawed; call Restart before")
		return
	}
	if err := s.process.started.Signal(signal); err != nil {
		s.tb.Errorf("redistest: no %v for the server: %v", signal, err)
	}
}

// launch runs the process on the port of s and waits until it serves.
func (s *Server) launch() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	log, err := os.Create(filepath.Join(s.dir, "log"))
	if err != nil {
		return err
	}
	defer func() { _ = log.Close() }()
	s.process, err = startProcess(s.program, s.commandLine(), log)
	if err != nil {
		return fmt.Errorf("redistest: %w", err)
	}
	err = s.waitUntilServing(log.Name())
	if err != nil {
		s.process.kill()
		s.process = nil
	}
	return err
}

func (s *Server) commandLine() []string {
	var args []string
	if s.config != "" {
		args = append(args, s.config)
	}
	args = append(args,
		s.portFlag, strconv.Itoa(s.port), "--bind", "127.0.0.1", "--dir", s.dir,
		"--daemonize", "no", "--save", "", "--appendonly", "no",
		// A replica would wait 5 seconds for others that want the same data.
		"--repl-diskless-sync-delay", "0",
	)
	return append(args, s.args...)
}

// Lines of the log that a server writes when it listens, and a sentinel.
const (
	logReady    = "Ready to accept connections"
	logSentinel = "Sentinel ID is"
	logClash    = "Address already in use"
)

// waitUntilServing returns when the process answers a command. That something answers
// on the port is not enough: it may be the server of another test, which was quicker to
// listen there, so the log must say first that this one does.
func (s *Server) waitUntilServing(log string) error {
	answer := errors.New("it did not say that it is ready")
	for start := time.Now(); time.Since(start) < startTimeout; time.Sleep(2 * time.Millisecond) {
		ended := s.process.hasEnded()
		text, err := os.ReadFile(log) //nolint:gosec // its own log
		if err != nil {
			return err
		}
		if ended && strings.Contains(string(text), logClash) {
			return errPortTaken
		}
		if ended {
			return fmt.Errorf("redistest: %s ended:\n%s", s.program, text)
		}
		if !strings.Contains(string(text), logReady) && !strings.Contains(string(text), logSentinel) {
			continue
		}
		if _, answer = s.client.do("PING"); isAnswer(answer) {
			return nil
		}
	}
	return fmt.Errorf("redistest: %s does not serve after %v: %w", s.program, startTimeout, answer)
}

// isAnswer reports whether the reply to a PING is that of a server which is ready.
// Where the user without a name may do nothing, its refusal is.
func isAnswer(err error) bool {
	reply, isReply := errors.AsType[ReplyError](err)
	return err == nil || isReply && !strings.HasPrefix(string(reply), "LOADING")
}
