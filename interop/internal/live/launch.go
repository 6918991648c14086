package live

import (
	"bufio"
	"io"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
)

// launchTimeout is for a start, which takes about 5 seconds on an idle machine.
const launchTimeout = 2 * time.Minute

// listening is what Play's servers log when they do.
var listening = regexp.MustCompile(`Listening for HTTP on /(127\.0\.0\.1:\d+)`)

// Launch starts the application of the first version of the list in a process of its own, as an
// operator does: with Play's launcher, settings as system properties, and the secret in
// the environment variable APPLICATION_SECRET. It ends with the test.
func (p *Plays) Launch(tb testing.TB, secret satchel.Secret) *Application {
	tb.Helper()
	p.open.Do(p.find)
	if p.err != nil {
		tb.Fatal(p.err)
	}
	log := new(tail)
	lines, logged := io.Pipe()
	command := javaCommand{
		build: p.list[0].build, folder: filepath.Join(tb.TempDir(), "work"),
		environment: []string{"APPLICATION_SECRET=" + string(secret)},
		arguments:   []string{"-Dplay.server.http.address=127.0.0.1", "-Dplay.server.http.port=0", "play.core.server.ProdServerStart"},
		log:         io.MultiWriter(log, logged),
	}
	address := make(chan string, 1)
	go findAddress(lines, address)

	launched, err := command.start(tb.Context())
	if err != nil {
		tb.Fatalf("live: %v", err)
	}
	tb.Cleanup(func() {
		<-launched.ended // since the context has
		_ = logged.Close()
		if tb.Failed() {
			tb.Logf("log of the application that Play's launcher started:\n%s", log.since(0))
		}
	})
	select {
	case found := <-address:
		return &Application{Address: found}
	case <-launched.ended:
		tb.Fatal("live: Play's launcher has ended")
	case <-time.After(launchTimeout):
		tb.Fatalf("live: Play's launcher does not serve within %v", launchTimeout)
	}
	return nil
}

// findAddress reads a log to its end, and sends the first address in it.
func findAddress(log io.Reader, address chan<- string) {
	for lines := bufio.NewScanner(log); lines.Scan(); {
		if found := listening.FindStringSubmatch(lines.Text()); found != nil {
			select {
			case address <- found[1]:
			default: // it listens once
			}
		}
	}
	_, _ = io.Copy(io.Discard, log) // a line that is too long must not stop the process that writes it
}
