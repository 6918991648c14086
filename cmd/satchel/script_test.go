package main

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/satchel-go/satchel"
)

// TestMain lets the scripts run this program as the command satchel: a process of its own,
// with its real standard streams, environment and exit code.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"satchel": main})
}

// TestScripts runs testdata/script, one file a topic. SITE is the address of a site to judge.
func TestScripts(t *testing.T) {
	site := startSite(t)
	testscript.Run(t, testscript.Params{
		Setup: func(environment *testscript.Env) error {
			environment.Setenv("SITE", site)
			return nil
		},
		Dir:                 filepath.Join("testdata", "script"),
		RequireExplicitExec: false,
		RequireUniqueNames:  true,
		UpdateScripts:       os.Getenv("UPDATE_SCRIPTS") != "",
		Cmds:                map[string]func(ts *testscript.TestScript, neg bool, args []string){"exits": exits},
	})
}

// exits runs a command that has to end with an exit code, as in "exits 3 satchel".
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND [ARGUMENT...]")
	}
	err := ts.Exec(args[1], args[2:]...)
	if code := exitCode(err); code != args[0] {
		ts.Fatalf("exit code %s, want %s (%v)", code, args[0], err)
	}
}

func exitCode(err error) string {
	if err == nil {
		return "0"
	}
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return strconv.Itoa(exit.ExitCode())
	}
	return "none"
}

// startSite starts a site with a careful page, a careless one, and one without cookies.
func startSite(t *testing.T) string {
	scopes, err := satchel.New(satchel.Config{Secrets: []satchel.Secret{satchel.NewSecret()}, InsecureHTTP: true})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(http.ResponseWriter, *http.Request) {})
	mux.HandleFunc("GET /session", func(_ http.ResponseWriter, r *http.Request) {
		if err := satchel.SessionFrom(r.Context()).Set("user", "ada"); err != nil {
			t.Error(err)
		}
	})
	mux.HandleFunc("GET /careless", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Set-Cookie", "session=ada; Max-Age=99999999")
	})
	server := httptest.NewServer(scopes.Handler(mux))
	// The scripts run in parallel, after this function has returned.
	t.Cleanup(server.Close)
	return server.URL
}
