package interop_test

import (
	"bufio"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/satchel-go/satchel/interop/internal/live"
)

// What "make beside" starts, as somebody clicks through it who has just cloned the project.
func TestMakeBeside(t *testing.T) {
	t.Parallel()
	script := exec.Command("../scripts/beside.sh")
	ofOthers := func(variable string) bool {
		return strings.HasPrefix(variable, "SATCHEL_") || strings.HasPrefix(variable, "APPLICATION_SECRET=")
	}
	script.Env = append(slices.DeleteFunc(os.Environ(), ofOthers), "LISTEN=127.0.0.1:0", "PLAY_OPTIONS=-Dplay.http.session.cookieName=ID",
		"SATCHEL_SESSION_COOKIE_NAME=ID")
	var log strings.Builder
	script.Stderr = &log
	output, err := script.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err = script.Start(); err != nil {
		t.Fatal(err)
	}
	ended := false
	stop := func() error {
		ended = true
		if err := script.Process.Signal(syscall.SIGTERM); err != nil {
			return err
		}
		return script.Wait()
	}
	t.Cleanup(func() {
		if !ended {
			_ = stop()
		}
		if t.Failed() {
			t.Logf("the script says:\n%s", &log)
		}
	})
	line, err := bufio.NewReader(output).ReadString('\n')
	addresses := regexp.MustCompile(`^http://(\S+), in front of Play on http://(\S+)\n$`).FindStringSubmatch(line)
	if addresses == nil {
		t.Fatalf("the script says %q and not where it serves: %v", line, err)
	}

	browser := live.NewBrowser(t)
	site := visit{browser.Open("http://shop.test:8080", &live.Application{Address: addresses[1]}), t, browser}
	page := func(path string, texts ...string) {
		t.Helper()
		got := site.Get(path)
		for _, text := range texts {
			if got.Status != http.StatusOK || !strings.Contains(string(got.Body), text) {
				t.Errorf("%s: the status %d, and no %q: %s", path, got.Status, text, got.Body)
			}
		}
	}
	page("/", "Play answers this page", "Log in to Play")
	site.submit("/login", url.Values{"name": {"<Ada> & co"}})
	page("/", "Welcome", "&lt;Ada&gt; &amp; co", "plain")
	page("/account", "Go answers this page", "&lt;Ada&gt; &amp; co")
	site.submit("/account", url.Values{"theme": {"<dark>"}})
	page("/", "Your theme has been changed", "&lt;dark&gt;")
	site.submit("/logout", nil)
	page("/", "You have logged out", "Log in to Play")
	site.submit("/login", url.Values{"name": {" "}})
	page("/", "Who are you?", "Log in to Play")
	site.submit("/login", url.Values{"name": {"Ada"}})
	site.submit("/leave", nil)
	page("/", "You have logged out", "Log in to Play")
	if got := site.Get("/account"); got.Status != http.StatusUnauthorized {
		t.Errorf("after the logout in Play: /account has the status %d", got.Status)
	}

	if err := stop(); err != nil {
		t.Errorf("the script ended with %v", err)
	}
	for _, address := range addresses[1:] {
		if connection, err := net.Dial("tcp", address); err == nil {
			_ = connection.Close()
			t.Errorf("somebody still listens on %s", address)
		}
	}
}
