package satchel_test

import (
	"context"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
)

// fileNode is a node of a fleet whose keys are in a file.
type fileNode struct {
	*testing.T
	path   string
	clock  *setClock
	events *journal
	scopes *satchel.Scopes
}

// line writes keys as a file has them.
func line(keys ...string) string { return strings.Join(keys, "\n") + "\n" }

func newFileNode(t *testing.T, content string, config satchel.Config) *fileNode {
	t.Helper()
	n := &fileNode{T: t, path: filepath.Join(t.TempDir(), "keys"), clock: newSetClock(noon), events: new(journal)}
	n.write(content)
	config.KeyFile, config.Clock = n.path, n.clock.now
	if config.OnEvent == nil {
		config.OnEvent = n.events.note
	}
	n.scopes = start(t, config)
	return n
}

// write puts a new file in the place of the old one.
func (n *fileNode) write(content string) {
	n.Helper()
	must(n.T, os.WriteFile(n.path+".new", []byte(content), 0o600))
	must(n.T, os.Rename(n.path+".new", n.path))
}

// later lets time pass.
func (n *fileNode) later(d time.Duration) { n.clock.set(n.clock.now().Add(d)) }

// wantFile compares what was told of the file since the last call, and looks for
// secrets in it.
func (n *fileNode) wantFile(want ...satchel.Reason) (details []string) {
	n.Helper()
	var got []satchel.Reason
	for _, e := range n.events.of(satchel.Keys) {
		got, details = append(got, e.Reason), append(details, e.Detail)
		mentionsNoSecret(n.T, e.String()+e.Detail, firstSecret, otherSecret, thirdSecret)
	}
	if !slices.Equal(got, want) {
		n.Errorf("told of the file: %q %q, want %q", got, details, want)
	}
	n.events.mu.Lock()
	defer n.events.mu.Unlock()
	n.events.events = nil
	return details
}

func TestANodeLearnsAKeyFromATokenThatAnotherNodeSigned(t *testing.T) {
	for _, sealed := range []bool{false, true} {
		n := newFileNode(t, line(string(firstSecret)), satchel.Config{Sealed: sealed})
		n.later(time.Hour)
		n.scopes.KeyUse() // the file is looked at
		// Within the second for which it is not looked at again.
		n.later(100 * time.Millisecond)
		n.write(line(string(otherSecret), string(firstSecret)))
		v := newCaller(t)
		v.logIn(start(t, satchel.Config{Secrets: []satchel.Secret{otherSecret}, Clock: n.clock.now, Sealed: sealed}))
		before := v.held[sessionName]
		if got := v.visit(n.scopes); got != "ada" {
			t.Errorf("sealed %t: the session of the new key reads %q", sealed, got)
		}
		n.wantFile(satchel.ReasonReloaded)
		if v.held[sessionName] != before {
			t.Errorf("sealed %t: what the signing key has signed is written anew", sealed)
		}
	}
}

func TestAForgedTokenDoesNotMakeANodeReadItsFileAgainAndAgain(t *testing.T) {
	n := newFileNode(t, line(string(firstSecret)), satchel.Config{})
	n.later(time.Hour)
	n.scopes.KeyUse()
	n.write(line(string(otherSecret)))
	v := newCaller(t)
	v.logIn(start(t, satchel.Config{Secrets: []satchel.Secret{thirdSecret}, Clock: n.clock.now}))
	n.later(100*time.Millisecond - 1)
	for range 3 {
		v.visit(n.scopes)
	}
	n.wantFile()
	n.later(1)
	v.visit(n.scopes)
	n.wantFile(satchel.ReasonReloaded)
	if _, found := v.held[sessionName]; !found {
		t.Error("a token of a key that the file has not is deleted")
	}
}

func TestKeysOfAFileFollowIt(t *testing.T) {
	n := newFileNode(t, line(string(firstSecret)), satchel.Config{})
	v, old := newCaller(t), newCaller(t)
	v.logIn(n.scopes)
	old.logIn(n.scopes)
	n.wantFile()

	n.write(line(string(firstSecret), string(otherSecret)+" from="+noon.Add(time.Hour).Format(time.RFC3339)))
	n.later(time.Second)
	v.visit(n.scopes)
	n.wantFile(satchel.ReasonReloaded)
	v.wantSignedBy(firstSecret)

	n.later(time.Hour)
	if got := v.visit(n.scopes); got != "ada" {
		t.Errorf("after the switch the session reads %q", got)
	}
	v.wantSignedBy(otherSecret)
	n.wantFile(satchel.ReasonSwitched)

	n.write(line(string(otherSecret)))
	n.later(time.Second)
	if got := v.visit(n.scopes) + old.visit(n.scopes); got != "ada" {
		t.Errorf("after the old key has gone the sessions read %q", got)
	}
	if refused := n.events.of(satchel.Rejected); len(refused) != 1 || refused[0].Reason != satchel.ReasonSignature {
		t.Errorf("what the old key had signed is told as %v", refused)
	}
	n.wantFile(satchel.ReasonReloaded)
	old.wantSignedBy(firstSecret) // and is not deleted

	n.write(line(string(otherSecret), string(firstSecret)+" state=retired"))
	n.later(time.Second)
	old.visit(n.scopes)
	if refused := n.events.of(satchel.Rejected); len(refused) != 1 || refused[0].Reason != satchel.ReasonRetired {
		t.Errorf("what the retired key had signed is told as %v", refused)
	}
}

func TestAFileAtFaultLeavesTheKeysOfBefore(t *testing.T) {
	for _, test := range []struct{ name, content, problem string }{
		{"empty", "", "holds no key"},
		{"a stage that is none", line(string(otherSecret) + " form=now"), "no such stage"},
		{"a weak secret", line(string(otherSecret), string(thirdSecret[:31])), "KeyFile[1]: has 31 bytes, the algorithm needs 32"},
		{"a placeholder", line(strings.Repeat("changeme", 8)), "is a placeholder"},
		{"nine keys", line(nineSecrets()...), "KeyFile: has 9 keys; 8 at most"},
		{"two active keys", line(string(otherSecret)+" state=active", string(thirdSecret)+" state=active"), "more than one key is active by hand"},
		{"no key that signs", line(string(otherSecret) + " state=staged"), "KeyFile: no key signs from 2026-03-01T12:00:01Z on"},
		{"a day without a key that signs", line(string(otherSecret) + " until=2026-03-02T00:00:00Z"), "no key signs from 2026-03-02T00:00:00Z on"},
		{"a hasty end", line(string(firstSecret)+" until=2026-03-02T00:04:59Z", string(otherSecret)+" from=2026-03-02T00:00:00Z"),
			"KeyFile[0].RetiredFrom: is less than 5m0s after"},
		{"several faults", line(string(otherSecret[:10]), string(thirdSecret[:11])), "KeyFile[1]: has 11 bytes"},
	} {
		t.Run(test.name, func(t *testing.T) {
			n := newFileNode(t, line(string(firstSecret)), satchel.Config{})
			v := newCaller(t)
			v.logIn(n.scopes)
			n.write(test.content)
			var told []string
			for range 3 {
				n.later(time.Second)
				if got := v.visit(n.scopes); got != "ada" {
					t.Errorf("the session reads %q", got)
				}
				told = append(told, n.events.of(satchel.Keys)[0].Detail)
			}
			if details := n.wantFile(satchel.ReasonUnreadable); len(details) == 1 && !strings.Contains(details[0], test.problem) {
				t.Errorf("told %q, want …%s…", told, test.problem)
			}
			mentionsNoSecret(t, told[0], otherSecret[:10], thirdSecret[:11])
			w := newCaller(t)
			w.logIn(n.scopes)
			w.wantSignedBy(firstSecret)

			n.write(line(string(otherSecret), string(firstSecret)))
			n.later(time.Second)
			v.visit(n.scopes)
			v.wantSignedBy(otherSecret)
			n.wantFile(satchel.ReasonReloaded)
		})
	}
}

func nineSecrets() (list []string) {
	for range 9 {
		list = append(list, string(satchel.NewSecret()))
	}
	return list
}

func TestAFileThatIsGoneLeavesTheKeysOfBefore(t *testing.T) {
	n := newFileNode(t, line(string(firstSecret)), satchel.Config{})
	v := newCaller(t)
	v.logIn(n.scopes)
	must(t, os.Remove(n.path))
	for range 3 {
		n.later(time.Second)
		if got := v.visit(n.scopes); got != "ada" {
			t.Errorf("the session reads %q", got)
		}
	}
	if details := n.wantFile(satchel.ReasonUnreadable); len(details) != 1 || !strings.Contains(details[0], "no such file") {
		t.Errorf("told %q", details)
	}
	n.write(line(string(firstSecret))) // as before: the fault is over
	n.later(time.Second)
	v.visit(n.scopes)
	n.wantFile(satchel.ReasonReloaded)
}

func TestNewRefusesAFileAtFault(t *testing.T) {
	folder := t.TempDir()
	for _, test := range []struct{ name, content, field, problem string }{
		{"that is not there", "", "KeyFile", "no such file"},
		{"without keys", "\n", "KeyFile", "holds no key"},
		{"with a weak key", line(string(firstSecret), string(otherSecret[:20])), "KeyFile[1]", "has 20 bytes"},
		{"with a stage that is none", line(string(firstSecret) + " state=resting"), "KeyFile", "state= is none of"},
	} {
		t.Run(test.name, func(t *testing.T) {
			path := filepath.Join(folder, test.name)
			if test.content != "" {
				must(t, os.WriteFile(path, []byte(test.content), 0o600))
			}
			_, err := satchel.New(satchel.Config{KeyFile: path})
			if faults := faultsOf(t, err); len(faults) != 1 || faults[0].Field != test.field || !strings.Contains(faults[0].Problem, test.problem) {
				t.Errorf("New: %v, want %s: …%s…", err, test.field, test.problem)
			}
			mentionsNoSecret(t, err.Error(), firstSecret, otherSecret)
		})
	}
}

// A hook that looks at the session of the request, while the file is read for it.
func TestTheHookMayUseTheSessionWhenTheFileIsTold(t *testing.T) {
	type sessionKey struct{}
	var told []string
	n := newFileNode(t, line(string(firstSecret)), satchel.Config{OnEvent: func(ctx context.Context, e satchel.Event) {
		if session, ok := ctx.Value(sessionKey{}).(func() *satchel.Session); ok && e.Outcome == satchel.Keys {
			told = append(told, string(e.Reason)+" "+session().Get("user"))
		}
	}})
	v := newCaller(t)
	v.logIn(n.scopes)
	for i, content := range []string{line(string(otherSecret), string(firstSecret)), "#"} {
		n.write(content)
		n.later(time.Second)
		var x *satchel.Exchange
		ctx := context.WithValue(t.Context(), sessionKey{}, func() *satchel.Session { return x.Session() })
		x, err := n.scopes.Begin(ctx, satchel.Request{Host: "localhost", TLS: true, Header: http.Header{"Cookie": {sessionName + "=" + v.held[sessionName]}}})
		must(t, err)
		x.Session().Get("user")
		must(t, x.Commit(http.StatusOK, http.Header{}))
		if want := []string{"reloaded ada", "unreadable ada"}[:i+1]; !slices.Equal(told, want) {
			t.Errorf("told %q, want %q", told, want)
		}
	}
}

// What happened with the file is told by whatever made the library look at it.
func TestWhatHappenedWithTheFileIsToldBy(t *testing.T) {
	for name, use := range map[string]func(*satchel.Scopes) error{
		"DecodeSession": func(s *satchel.Scopes) error { _, err := s.DecodeSession("a.b.c"); return err },
		"DecodeFlash":   func(s *satchel.Scopes) error { _, err := s.DecodeFlash("a.b.c"); return err },
		"EncodeSession": func(s *satchel.Scopes) error { _, err := s.EncodeSession(); return err },
		"EncodeFlash":   func(s *satchel.Scopes) error { _, err := s.EncodeFlash(); return err },
		"KeyUse":        func(s *satchel.Scopes) error { s.KeyUse(); return nil },
	} {
		t.Run(name, func(t *testing.T) {
			n := newFileNode(t, line(string(firstSecret)), satchel.Config{})
			n.write(line(string(otherSecret)))
			n.later(time.Second)
			if err := use(n.scopes); err != nil && !errors.Is(err, satchel.ErrMalformed) {
				t.Error(err)
			}
			n.wantFile(satchel.ReasonReloaded)
		})
	}
}

func TestAFileIsLookedAtByAClockThatWasSetBack(t *testing.T) {
	n := newFileNode(t, line(string(firstSecret)), satchel.Config{})
	n.scopes.KeyUse()
	n.write(line(string(otherSecret)))
	n.later(-time.Hour)
	v := newCaller(t)
	v.logIn(n.scopes)
	v.wantSignedBy(otherSecret)
	n.wantFile(satchel.ReasonReloaded)
}

// Requests of two keys, while the file goes back and forth and always has both.
func TestManyRequestsWhileTheFileChangesLoseNothing(t *testing.T) {
	n := newFileNode(t, line(string(firstSecret), string(otherSecret)), satchel.Config{})
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			v := newCaller(t)
			v.logIn(n.scopes)
			for range 30 {
				n.clock.nanoseconds.Add(int64(50 * time.Millisecond))
				if got := v.visit(n.scopes); got != "ada" {
					t.Errorf("a session reads %q", got)
				}
			}
		})
	}
	for i := range 30 {
		secrets := []string{string(otherSecret), string(firstSecret)}
		if i%2 == 1 {
			slices.Reverse(secrets)
		}
		n.write(line(secrets...))
	}
	all.Wait()
	if refused := n.events.of(satchel.Rejected); len(refused) > 0 {
		t.Errorf("%d refusals: %v", len(refused), refused[0])
	}
}
