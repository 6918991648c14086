package redistest_test

import (
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel/internal/redistest"
)

func TestStartTakesAnotherPortAfterAClash(t *testing.T) {
	name := os.Getenv("REDIS_SERVER")
	if name == "" {
		name = "redis-server"
	}
	program, err := exec.LookPath(name)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	// It fails the first time as a server does that was a moment late.
	script := fmt.Sprintf("#!/bin/sh\necho \"$2\" >>%s/ports\nmkdir %[1]s/once && echo 'bind: Address already in use' && exit 1\nexec %s \"$@\"\n", dir, program)
	late := filepath.Join(dir, "late")
	if err = os.WriteFile(late, []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("REDIS_SERVER", late)

	server := redistest.Start(t)
	if got := do(t, server, "PING"); got != "PONG" {
		t.Errorf("got %q", got)
	}
	ports, err := os.ReadFile(filepath.Join(dir, "ports"))
	if err != nil {
		t.Fatal(err)
	}
	first, second, _ := strings.Cut(strings.TrimSpace(string(ports)), "\n")
	if first == second || !strings.HasSuffix(server.Addr(), ":"+second) {
		t.Errorf("tried the ports %s and %s, and says %s", first, second, server.Addr())
	}
}

// Somebody else has the port for a while, and answers there as a server does.
func TestRestartWaitsForItsPort(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	server.Kill()
	stranger, err := net.Listen("tcp", server.Addr())
	if err != nil {
		t.Fatal(err)
	}
	time.AfterFunc(short, func() { stranger.Close() })
	go func() {
		for {
			conn, err := stranger.Accept()
			if err != nil {
				return
			}
			io.WriteString(conn, "+PONG\r\n")
			conn.Close()
		}
	}()

	server.Restart()
	info := do(t, server, "INFO", "server")
	if want := fmt.Sprintf("process_id:%d\r", server.PID()); !strings.Contains(info, want) {
		t.Errorf("no %q in:\n%s", want, info)
	}
}
