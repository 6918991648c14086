package cli_test

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/cmd/satchel/internal/cli"
)

func invoke(t *testing.T, environment map[string]string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	code = cli.Run(t.Context(), cli.Invocation{
		Args:      args,
		LookupEnv: lookup(environment),
		Stdout:    &out,
		Stderr:    &errs,
	})
	return code, out.String(), errs.String()
}

func lookup(environment map[string]string) func(string) (string, bool) {
	return func(name string) (string, bool) {
		value, found := environment[name]
		return value, found
	}
}

func TestErrors(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	environment := map[string]string{
		"GOOD":        string(satchel.NewSecret()),
		"EMPTY":       "",
		"SHORT":       "hunter2-hunter2",
		"PLACEHOLDER": "changeme",
	}
	for _, test := range []struct {
		name string
		args string
		code int
		want []string // in the output of errors
	}{
		{"unknown command", "frobnicate", 2, []string{`satchel: unknown command "frobnicate"`}},
		{"unknown flag", "demo --port 9000", 2, []string{"satchel: unknown flag: --port", "satchel demo --help"}},
		{"an argument too many", "demo 9000", 2, []string{`satchel: demo takes no arguments, got "9000"`}},
		{"unknown profile", "demo --profile play3", 2, []string{`satchel: --profile "play3" is unknown; use native, play or play25`}},
		{"an address without a port", "demo --addr localhost", 2, []string{`satchel: --addr "localhost" is not an address`}},
		{"no name of a variable", "demo --secret-env=", 2, []string{"satchel: --secret-env needs the name"}},
		{"an empty secret", "demo --secret-env EMPTY", 1, []string{"satchel: Secrets[0]: is empty", "hint: ", " EMPTY"}},
		{"a missing secret", "demo --secret-env MISSING", 1, []string{"satchel: Secrets[0]: is empty", "hint: ", " MISSING"}},
		{"a short secret", "demo --secret-env SHORT", 1, []string{"satchel: Secrets[0]: has 15 bytes", "hint: ", " SHORT"}},
		{"a placeholder", "demo --secret-env PLACEHOLDER", 1, []string{"satchel: Secrets[0]: ", "hint: ", " PLACEHOLDER"}},
		{
			"an address in use", "demo --secret-env GOOD --addr " + taken.Addr().String(), 1,
			[]string{"satchel: another program listens on " + taken.Addr().String(), "hint: choose another address"},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			code, stdout, stderr := invoke(t, environment, strings.Fields(test.args)...)
			if code != test.code {
				t.Errorf("exit code %d, want %d", code, test.code)
			}
			if stdout != "" {
				t.Errorf("an error writes to standard output: %s", stdout)
			}
			for _, want := range test.want {
				if !strings.Contains(stderr, want) {
					t.Errorf("standard error has no %q:\n%s", want, stderr)
				}
			}
			for name, secret := range environment {
				if secret != "" && strings.Contains(stderr, secret) {
					t.Errorf("the secret in %s is shown:\n%s", name, stderr)
				}
			}
		})
	}
}

func TestHelpIsAResult(t *testing.T) {
	for _, args := range [][]string{nil, {"--help"}, {"demo", "--help"}} {
		code, stdout, stderr := invoke(t, nil, args...)
		if code != cli.ExitOK || !strings.Contains(stdout, "Usage:") || stderr != "" {
			t.Errorf("%q: exit code %d, standard output:\n%s\nstandard error:\n%s", args, code, stdout, stderr)
		}
	}
}

func TestDemoRunsUntilItIsStopped(t *testing.T) {
	t.Setenv("XDG_CONFIG_HOME", t.TempDir()) // development mode keeps a secret there
	environment := map[string]string{"GOOD": string(satchel.NewSecret())}
	for _, test := range []struct {
		name, args, stderr, cookie string
	}{
		{"development", "", "the demo runs with the profile native", "session="},
		{"another profile", "--profile play25", "the demo runs with the profile play25", "PLAY_SESSION="},
		{"a secret, on this machine", "--secret-env GOOD", "cookies go without Secure", "session="},
	} {
		t.Run(test.name, func(t *testing.T) {
			ctx, stop := context.WithCancel(t.Context())
			defer stop()
			reader, writer := io.Pipe()
			var stderr bytes.Buffer
			ended := make(chan int, 1)
			go func() {
				ended <- cli.Run(ctx, cli.Invocation{
					Args:      append([]string{"demo", "--addr", "127.0.0.1:0"}, strings.Fields(test.args)...),
					LookupEnv: lookup(environment),
					Stdout:    writer,
					Stderr:    &stderr,
				})
				writer.Close()
			}()
			line, err := bufio.NewReader(reader).ReadString('\n')
			if err != nil {
				t.Fatalf("no URL: %v; exit code %d; %s", err, <-ended, stderr.String())
			}
			login, err := http.NewRequestWithContext(t.Context(), http.MethodPost, strings.TrimSpace(line)+"login", strings.NewReader("email=ada@example.org"))
			if err != nil {
				t.Fatal(err)
			}
			login.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			response, err := http.DefaultTransport.RoundTrip(login)
			if err != nil {
				t.Fatal(err)
			}
			if err := response.Body.Close(); err != nil {
				t.Error(err)
			}
			if got := response.Header.Get("Set-Cookie"); !strings.HasPrefix(got, test.cookie) || strings.Contains(got, "Secure") {
				t.Errorf("Set-Cookie: %s", got)
			}
			stop()
			if code := <-ended; code != cli.ExitOK {
				t.Errorf("exit code %d", code)
			}
			if !strings.Contains(stderr.String(), test.stderr) {
				t.Errorf("standard error has no %q:\n%s", test.stderr, stderr.String())
			}
		})
	}
}

func TestASecretOnANetworkKeepsCookiesSecure(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	stop() // it ends as soon as it has started
	var stdout, stderr bytes.Buffer
	code := cli.Run(ctx, cli.Invocation{
		Args:      []string{"demo", "--addr", ":0", "--secret-env", "GOOD"},
		LookupEnv: lookup(map[string]string{"GOOD": string(satchel.NewSecret())}),
		Stdout:    &stdout,
		Stderr:    &stderr,
	})
	if code != cli.ExitOK || !strings.Contains(stderr.String(), "browsers drop them unless a proxy with TLS is in front") {
		t.Errorf("exit code %d, standard error:\n%s", code, stderr.String())
	}
}
