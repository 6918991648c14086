package satchel_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/satchel-go/satchel"
)

// home gives the programmer a home and a working folder for this test, and returns
// the file that the secret is kept in, and what is logged.
func home(t *testing.T) (file string, log *bytes.Buffer) {
	t.Helper()
	moveHome(t, t.TempDir())
	t.Chdir(t.TempDir())
	folder, err := os.UserConfigDir()
	must(t, err)
	return filepath.Join(folder, "satchel", "development-secret"), keepLog(t)
}

// moveHome sets what os.UserConfigDir looks at on each system.
func moveHome(t *testing.T, folder string) {
	t.Helper()
	for _, variable := range []string{"HOME", "XDG_CONFIG_HOME", "AppData", "home"} {
		t.Setenv(variable, folder)
	}
}

// keepLog takes what goes to slog.Default until the end of the test.
func keepLog(t *testing.T) *bytes.Buffer {
	t.Helper()
	var log bytes.Buffer
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(&log, nil)))
	t.Cleanup(func() { slog.SetDefault(before) })
	return &log
}

func develop(t *testing.T) *satchel.Scopes {
	t.Helper()
	return start(t, satchel.Config{Development: true})
}

func TestDevelopmentKeepsItsSecretForTheNextStart(t *testing.T) {
	file, log := home(t)
	lines := respond(develop(t), page(), logIn(t))
	if got := user(develop(t), lines...); got != "ada" {
		t.Errorf("after the next start the session reads %q", got)
	}
	info, err := os.Stat(file)
	must(t, err)
	if info.Mode().Perm() != 0o600 {
		t.Errorf("the file has mode %v", info.Mode())
	}
	if folder, err := os.ReadDir(filepath.Dir(file)); err != nil || len(folder) != 1 {
		t.Errorf("beside the secret the folder holds %v, %v", folder, err)
	}
	content, err := os.ReadFile(file)
	must(t, err)
	mentionsNoSecret(t, log.String(), satchel.Secret(strings.TrimSpace(string(content))))
	if !strings.Contains(log.String(), file) || !strings.Contains(log.String(), "development mode") {
		t.Errorf("the log does not say where the secret is: %s", log)
	}
	for _, line := range lines {
		if strings.HasPrefix(line, "__") || strings.Contains(line, "Secure") {
			t.Errorf("browsers drop this on plain HTTP: %s", line)
		}
	}
}

func TestDevelopmentHasAnotherKeyInAnotherFolder(t *testing.T) {
	file, _ := home(t)
	lines := respond(develop(t), page(), logIn(t))
	here, err := os.Getwd()
	must(t, err)
	t.Chdir(t.TempDir())
	if got := user(develop(t), lines...); got != "" {
		t.Errorf("another program reads %q", got)
	}
	t.Chdir(here)
	if got := user(develop(t), lines...); got != "ada" {
		t.Errorf("back again, the session reads %q", got)
	}
	must(t, os.Remove(file))
	if got := user(develop(t), lines...); got != "" {
		t.Errorf("with a new file the session reads %q", got)
	}
}

func TestDevelopmentNeedsNoFileForASecretThatIsGiven(t *testing.T) {
	file, log := home(t)
	start(t, satchel.Config{Development: true, Secrets: []satchel.Secret{firstSecret}})
	if _, err := os.Stat(filepath.Dir(file)); !os.IsNotExist(err) || log.Len() > 0 {
		t.Errorf("a folder is made (%v) or something is logged: %s", err, log)
	}
}

func TestDevelopmentWorksWhereNothingCanBeKept(t *testing.T) {
	for _, test := range []struct {
		name    string
		prepare func(t *testing.T, file string)
	}{
		{"without home", func(t *testing.T, _ string) { t.Helper(); moveHome(t, "") }},
		{"where the folder is a file", func(t *testing.T, file string) {
			t.Helper()
			must(t, os.MkdirAll(filepath.Dir(filepath.Dir(file)), 0o700))
			must(t, os.WriteFile(filepath.Dir(file), nil, 0o600))
		}},
		{"where the file is a folder", func(t *testing.T, file string) { t.Helper(); must(t, os.MkdirAll(file, 0o700)) }},
	} {
		t.Run(test.name, func(t *testing.T) {
			file, log := home(t)
			test.prepare(t, file)
			scopes := develop(t)
			lines := respond(scopes, page(), logIn(t))
			if got := user(scopes, lines...); got != "ada" {
				t.Errorf("the session reads %q", got)
			}
			if got := user(develop(t), lines...); got != "" {
				t.Errorf("after the next start the session reads %q: is the secret a constant?", got)
			}
			if !strings.Contains(log.String(), "sessions end with this program") {
				t.Errorf("the log does not say so: %s", log)
			}
		})
	}
}

func TestDevelopmentRefusesADamagedFile(t *testing.T) {
	for name, content := range map[string]string{
		"that is empty":         "",
		"that is cut off":       string(firstSecret[:47]),
		"that somebody made up": strings.Repeat("changeme", 8),
	} {
		t.Run(name, func(t *testing.T) {
			file, _ := home(t)
			must(t, os.MkdirAll(filepath.Dir(file), 0o700))
			must(t, os.WriteFile(file, []byte(content), 0o600))
			_, err := satchel.New(satchel.Config{Development: true})
			if err == nil {
				t.Fatal("New takes it")
			}
			if fault := faultsOf(t, err)[0]; fault.Field != "Development" || !strings.Contains(fault.Problem, file+": is damaged") {
				t.Errorf("New: %v", err)
			}
			mentionsNoSecret(t, err.Error(), satchel.Secret(content))
			if kept, err := os.ReadFile(file); err != nil || string(kept) != content {
				t.Errorf("the file is now %q, %v", kept, err)
			}
		})
	}
}

func TestDevelopmentProgramsThatStartTogetherAgree(t *testing.T) {
	home(t)
	var made [8]*satchel.Scopes
	var together sync.WaitGroup
	for i := range made {
		together.Go(func() { made[i], _ = satchel.New(satchel.Config{Development: true}) })
	}
	together.Wait()
	lines := respond(made[0], page(), logIn(t))
	for i, scopes := range append(made[:], develop(t)) {
		if got := user(scopes, lines...); got != "ada" {
			t.Errorf("program %d reads %q", i, got)
		}
	}
}

func TestDevelopmentServesThisMachineOnly(t *testing.T) {
	const local = "127.0.0.1:40000"
	for _, test := range []struct {
		host, peer string
		served     bool
	}{
		{"localhost", local, true},
		{"LOCALHOST:9000", local, true},
		{"localhost.", local, true},
		{"foo.localhost", local, true},
		{"127.0.0.1:80", local, true},
		{"127.8.9.1", local, true},
		{"[::1]:9000", local, true},
		{"[::1]", local, true},
		{"::1", local, true},
		{"::ffff:127.0.0.1", local, true},
		{"localhost", "[::1]:40000", true},
		{"localhost", "[::ffff:127.0.0.1]:40000", true},
		{"localhost", "127.0.0.1", true},
		{"localhost", "@", true},

		{"example.com", local, false},
		{"localhost.example.com", local, false},
		{"127.0.0.1.nip.io", local, false},
		{"127.0.0.1.nip.io:127", local, false},
		{"notlocalhost", local, false},
		{"10.0.0.1", local, false},
		{"0.0.0.0:9000", local, false},
		{"[::]:9000", local, false},
		{"::ffff:10.0.0.1", local, false},
		{"[fe80::1%lo]:9000", local, false},
		{"", local, false},
		{":9000", local, false},
		{"localhost@example.com", local, false},
		{"localhost:80@example.com", local, false},
		{"127.0.0.1:80@example.com", local, false},
		{"evil@x.localhost", local, false},
		{"x/.localhost", local, false},
		{"localhost:garbage", local, false},
		{"[[::1]]", local, false},
		{"[localhost]:80", local, false},
		{"[localhost]", local, false},
		{"@", local, false},
		{"localhost", "10.0.0.7:40000", false},
		{"localhost", "192.168.1.5:40000", false},
		{"localhost", "[2001:db8::1]:40000", false},
		{"localhost", "[::ffff:10.0.0.7]:40000", false},
		{"localhost", "", false},
		{"localhost", "@/run/socket", false},
		{"localhost", "garbage", false},
	} {
		t.Run(test.host+" for "+test.peer, func(t *testing.T) {
			for _, anywhere := range []bool{false, true} {
				var events journal
				scopes := start(t, satchel.Config{
					Development: true, InsecureDevelopmentAnywhere: anywhere, Secrets: []satchel.Secret{firstSecret}, OnEvent: events.note,
				})
				reached := false
				w := httptest.NewRecorder()
				r := page()
				r.Host, r.RemoteAddr = test.host, test.peer
				scopes.Handler(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached = true })).ServeHTTP(w, r)
				if want := test.served || anywhere; reached != want || events.has(satchel.ReasonNotLoopback) == want {
					t.Errorf("served: %v, events %v, anywhere: %v", reached, events.events, anywhere)
				}
				if refusal := w.Body.String(); !reached && (w.Code != http.StatusForbidden ||
					!strings.Contains(refusal, "Secrets") || !strings.Contains(refusal, "InsecureDevelopmentAnywhere")) {
					t.Errorf("%d: %s", w.Code, refusal)
				}
			}
		})
	}
}

func TestDevelopmentLogsWhatNeedsAttention(t *testing.T) {
	_, log := home(t)
	scopes := start(t, satchel.Config{Development: true, Secrets: []satchel.Secret{firstSecret}})
	user(scopes, respond(scopes, page(), logIn(t))...)
	if log.Len() > 0 {
		t.Errorf("logged when all is well: %s", log)
	}
	user(scopes, "session=forged")
	if got := log.String(); !strings.Contains(got, "level=WARN") || !strings.Contains(got, "rejected") || !strings.Contains(got, "malformed") {
		t.Errorf("logged: %q", got)
	}
}

func TestADevelopmentSecretThatOthersCanReadIsRefused(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("XDG_CONFIG_HOME", folder)
	keepLog(t)
	_, err := satchel.New(satchel.Config{Development: true})
	must(t, err)
	path := filepath.Join(folder, "satchel", "development-secret")
	must(t, os.Chmod(path, 0o644))
	if _, err := satchel.New(satchel.Config{Development: true}); err == nil || !strings.Contains(err.Error(), path) ||
		!strings.Contains(err.Error(), "can be read by other users") {
		t.Errorf("New gives %v", err)
	}
	if info, err := os.Stat(filepath.Dir(path)); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the folder has mode %v, %v", info.Mode(), err)
	}
}
