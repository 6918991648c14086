package live_test

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/satchel-go/satchel"
)

// The test runs itself in a process of its own, which has Play's launcher start an
// application, and is killed. The launcher would go on for ever.
func TestJavaEndsWhenTheTestProcessIsKilled(t *testing.T) {
	const role, ready = "LIVE_KILLED", "the application serves"
	if os.Getenv(role) != "" {
		plays.Launch(t, satchel.NewSecret())
		fmt.Fprintln(os.Stdout, ready)
		select {}
	}
	folder := t.TempDir() // in the command line of all that it starts
	command := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$")
	command.Env = append(os.Environ(), role+"=1", "TMPDIR="+folder)
	output, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err = command.Start(); err != nil {
		t.Fatal(err)
	}
	said := ""
	for lines := bufio.NewScanner(output); said != ready && lines.Scan(); {
		said = lines.Text()
	}
	if said != ready || !runs(t, folder) {
		t.Errorf("the application does not serve; the last line is %q", said)
	}
	command.Process.Kill()
	command.Wait()
	waitFor(t, "Java ends", func() bool { return !runs(t, folder) })
}

// runs reports whether there is a Java with the folder in its command line.
func runs(t *testing.T, folder string) bool {
	t.Helper()
	files, err := filepath.Glob("/proc/[0-9]*/cmdline")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		line, err := os.ReadFile(file)
		if err == nil && strings.Contains(string(line), "-Djava.io.tmpdir="+folder) {
			return true
		}
	}
	return false
}
