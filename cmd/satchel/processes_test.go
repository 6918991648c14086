package main_test

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel/internal/redistest"
)

// build builds the command as a user does.
func build(t *testing.T) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "satchel")
	// Some distrust the owner of the tree that they build.
	output, err := exec.CommandContext(t.Context(), "go", "build", "-buildvcs=false", "-o", program, ".").CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	return program
}

// start runs a demo that ends with the test, and returns its address. Its home folder has
// the secret of the development mode.
func start(t *testing.T, program, home string, args ...string) string {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	command := exec.CommandContext(ctx, program, append([]string{"demo", "--addr", "127.0.0.1:0"}, args...)...)
	command.Env = append(os.Environ(), "XDG_CONFIG_HOME="+home)
	command.Cancel = func() error { return command.Process.Signal(os.Interrupt) }
	command.WaitDelay = 10 * time.Second
	var stderr bytes.Buffer
	command.Stderr = &stderr
	stdout, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stop()
		// An interrupt is how a person ends it, and is no failure.
		if err := command.Wait(); command.ProcessState.ExitCode() != 0 {
			t.Errorf("a demo ended with %v:\n%s", err, stderr.String())
		}
	})
	address, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		t.Fatalf("no address: %v\n%s", err, stderr.String())
	}
	return strings.TrimSpace(address)
}

func ask(t *testing.T, browser *http.Client, method, address string, form url.Values) string {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	response, err := browser.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	page, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("%s %s: status %d, %v", method, address, response.StatusCode, err)
	}
	return string(page)
}

// TestTwoProcessesShareASessionAndItsItems starts what the documentation says, on free ports.
func TestTwoProcessesShareASessionAndItsItems(t *testing.T) {
	server := redistest.Start(t)
	program, home := build(t), t.TempDir()
	one := start(t, program, home, "--cache", server.URL())
	two := start(t, program, home, "--cache", server.URL())
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	browser := &http.Client{Jar: jar}

	ask(t, browser, http.MethodPost, one+"items", url.Values{"name": {"tea"}})
	ask(t, browser, http.MethodPost, one+"login", url.Values{"email": {"ada@example.org"}})
	ask(t, browser, http.MethodPost, two+"items", url.Values{"name": {"coffee"}})
	for address, counts := range map[string]string{one: "3 hits, 1 miss so far", two: "3 hits, 0 misses so far"} {
		page := ask(t, browser, http.MethodGet, address, nil)
		for _, want := range []string{">tea<", ">coffee<", "Connected as <strong>ada@example.org<", "Redis at " + server.Addr(), counts} {
			if !strings.Contains(page, want) {
				t.Errorf("%s: the page has no %q, but %q", address, want, regexp.MustCompile(`(?s)id="shelf".*</dl>`).FindString(page))
			}
		}
	}
	ask(t, browser, http.MethodPost, two+"discard", nil)
	if page := ask(t, browser, http.MethodGet, one, nil); strings.Contains(page, ">tea<") {
		t.Error("the session was discarded, and the other process has its items")
	}
}
