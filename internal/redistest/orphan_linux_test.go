package redistest_test

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/satchel-go/satchel/internal/redistest"
)

// The test runs itself in a process of its own, which starts a server from a thread
// that then ends, uses it, and is killed.
func TestServerEndsWhenTheTestProcessIsKilled(t *testing.T) {
	const role = "REDISTEST_KILLED"
	if os.Getenv(role) != "" {
		beKilled(t)
	}
	command := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$")
	command.Env = append(os.Environ(), role+"=1")
	output, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err = command.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(output)
	pid := 0
	for pid == 0 && lines.Scan() {
		if text, found := strings.CutPrefix(lines.Text(), "server "); found {
			pid, err = strconv.Atoi(text)
		}
	}
	if pid == 0 || err != nil {
		t.Fatalf("got the process %d and %v", pid, err)
	}
	if !isServer(pid) {
		t.Errorf("the server has gone before the test process has")
	}
	command.Process.Kill()
	command.Wait()
	waitFor(t, "the server ends", func() bool { return !isServer(pid) })
}

func beKilled(t *testing.T) {
	// A goroutine that ends locked takes its thread with it.
	var server *redistest.Server
	started := make(chan struct{})
	go func() {
		runtime.LockOSThread()
		server = redistest.Start(t)
		close(started)
	}()
	<-started
	for range 50 {
		do(t, server, "PING")
	}
	fmt.Fprintln(os.Stdout, "server", server.PID())
	select {}
}

// isServer reports whether the process is a server still. An orphan that has ended is
// there until the first process of the system waits for it.
func isServer(pid int) bool {
	command, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
	return err == nil && strings.Contains(string(command), "redis-server")
}
