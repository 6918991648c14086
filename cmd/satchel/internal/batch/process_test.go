package batch_test

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// build builds the command as a user does.
func build(t *testing.T) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "satchel")
	// Some distrust the owner of the tree that they build.
	command := exec.CommandContext(t.Context(), "go", "build", "-buildvcs=false", "-o", program, "github.com/satchel-go/satchel/cmd/satchel")
	if output, err := command.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	return program
}

// command is a process that ends with the test, also if it hangs.
func command(t *testing.T, program string, stderr io.Writer) *exec.Cmd {
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(stop)
	process := exec.CommandContext(ctx, program, "batch")
	process.Stderr = stderr
	return process
}

func TestProcess(t *testing.T) {
	program := build(t)

	t.Run("runs Play's cases", func(t *testing.T) { runVectors(t, program) })

	t.Run("answers each line before the next one is written", func(t *testing.T) {
		process := command(t, program, os.Stderr)
		lines, out := pipes(t, process)
		answers := bufio.NewReader(out)
		if err := process.Start(); err != nil {
			t.Fatal(err)
		}
		for i := range 100 {
			line, want := flash(i)
			if _, err := io.WriteString(lines, line+"\n"); err != nil {
				t.Fatal(err)
			}
			if got, err := answers.ReadString('\n'); err != nil || got != want+"\n" {
				t.Fatalf("answer %q, %v", got, err)
			}
		}
		lines.Close()
		if rest, err := io.ReadAll(answers); err != nil || len(rest) > 0 {
			t.Errorf("behind the end of the lines: %q, %v", rest, err)
		}
		if err := process.Wait(); err != nil {
			t.Error(err)
		}
	})

	t.Run("ends at an interrupt while it waits for a line", func(t *testing.T) {
		var stderr bytes.Buffer
		process := command(t, program, &stderr)
		lines, out := pipes(t, process)
		if err := process.Start(); err != nil {
			t.Fatal(err)
		}
		line, _ := flash(1)
		if _, err := io.WriteString(lines, line+"\n"); err != nil {
			t.Fatal(err)
		}
		if _, err := bufio.NewReader(out).ReadString('\n'); err != nil { // it runs
			t.Fatal(err)
		}
		if err := process.Process.Signal(os.Interrupt); err != nil {
			t.Fatal(err)
		}
		if err := process.Wait(); process.ProcessState.ExitCode() != 1 {
			t.Errorf("it ended with %v", err)
		}
		if stderr.String() != "satchel: error: interrupted\n" {
			t.Errorf("it says %q", stderr.String())
		}
	})

	t.Run("ends silently when nobody reads the answers", func(t *testing.T) {
		var stderr bytes.Buffer
		process := command(t, program, &stderr)
		line, want := flash(1)
		process.Stdin = strings.NewReader(strings.Repeat(line+"\n", 200_000))
		out, err := process.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := process.Start(); err != nil {
			t.Fatal(err)
		}
		if got, err := bufio.NewReader(out).ReadString('\n'); err != nil || got != want+"\n" {
			t.Errorf("answer %q, %v", got, err)
		}
		out.Close()
		if err := process.Wait(); process.ProcessState.Success() || stderr.Len() > 0 {
			t.Errorf("it ended with %v and says %q", err, stderr.String())
		}
	})
}

func pipes(t *testing.T, process *exec.Cmd) (in io.WriteCloser, out io.Reader) {
	t.Helper()
	in, err := process.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err = process.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	return in, out
}
