package cli_test

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/cmd/satchel/internal/cli"
)

func invoke(t *testing.T, environment map[string]string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	ctx, stop := context.WithTimeout(t.Context(), 20*time.Second) // for a fault that is none, and a demo that runs
	defer stop()
	code = cli.Run(ctx, cli.Invocation{
		Args:    args,
		Environ: environ(environment),
		Stdout:  &out,
		Stderr:  &errs,
	})
	return code, out.String(), errs.String()
}

func environ(environment map[string]string) []string {
	var all []string
	for name, value := range environment {
		all = append(all, name+"="+value)
	}
	return all
}

func TestErrors(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	address := taken.Addr().String()
	hint := func(name string) string {
		return "satchel: hint: give " + name + " a new secret, as in export " + name + `="$(satchel secret new)"`
	}
	cacheHint := func(name string) string {
		return "satchel: hint: give " + name + " an address, as in export " + name + "=redis://:password@127.0.0.1:6379"
	}
	environment := map[string]string{
		"GOOD":        string(satchel.NewSecret()),
		"EMPTY":       "",
		"BLANK":       " \n",
		"SHORT":       "hunter2-hunter2",
		"PLACEHOLDER": "changeme",
		"WRONG_CACHE": "redis://:hunter2-hunter2@127.0.0.1:port",
	}
	for _, test := range []struct {
		name string
		args string
		code int
		want string // all of standard error; … is any text of one line
	}{
		{"unknown command", "frobnicate", 2, `satchel: error: no such command; satchel has …; see satchel --help`},
		{"unknown flag", "demo --port 9000", 2, "satchel: error: unknown flag: --port; see satchel demo --help"},
		{"an argument too many", "demo 9000", 2, `satchel: error: demo takes no arguments; see satchel demo --help`},
		{"encrypted cookies beside Play", "demo --sealed --profile play", 2, "satchel: error: --sealed goes with --profile native only: Play reads no encrypted cookies"},
		{"unknown profile", "demo --profile play3", 2, `satchel: error: --profile is unknown; use native, play or play25`},
		{"an address without a port", "demo --addr nonsense", 2, `satchel: error: --addr "nonsense" is not an address as in 127.0.0.1:9000`},
		{"a port beyond the last", "demo --addr 127.0.0.1:99999", 2, `satchel: error: --addr "127.0.0.1:99999": the port is not a number from 0 to 65535`},
		{"a port that is no number", "demo --addr :web", 2, `satchel: error: --addr ":web": the port is not a number from 0 to 65535`},
		{"an address of another machine", "demo --addr 192.0.2.1:0", 1, "satchel: error: 192.0.2.1:0 is not an address of this machine\n" +
			"satchel: hint: 127.0.0.1 is this machine alone, and 0.0.0.0 all of its addresses"},
		{"an address in use", "demo --secret-env GOOD --addr " + address, 1, "satchel: error: another program listens on " + address + " already\n" +
			"satchel: hint: choose another address with --addr; port 0 takes a free one"},
		{"an address in use, in development", "demo --addr " + address, 1, "satchel: error: another program listens on " + address + " already\n" +
			"satchel: hint: choose another address with --addr; port 0 takes a free one"},
		{"no name of a variable", "demo --secret-env=", 2, "satchel: error: --secret-env needs the name of an environment variable"},
		{"a secret in place of the name", "demo --secret-env 8f/4T+a=", 2, "satchel: error: --secret-env takes the name of a variable, not the secret itself"},
		{"a secret that could be a name", "demo --secret-env aZ4kq_b8sT1nV7yHc0", 1, "satchel: error: the environment variable aZ4kq_b8sT1nV7yHc0 is not set\n" + hint("aZ4kq_b8sT1nV7yHc0")},
		{"a longer one", "demo --secret-env aZ4kq_b8sT1nV7yHc0Xw", 2, "satchel: error: --secret-env takes the name of a variable, not the secret itself; no variable of the given name is set"},
		{"a missing secret", "demo --secret-env NOPE", 1, "satchel: error: the environment variable NOPE is not set\n" + hint("NOPE")},
		{"an empty secret", "demo --secret-env EMPTY", 1, "satchel: error: the environment variable EMPTY is empty\n" + hint("EMPTY")},
		{"a blank secret", "demo --secret-env BLANK", 1, "satchel: error: the environment variable BLANK is empty\n" + hint("BLANK")},
		{"a short secret", "demo --addr :0 --secret-env SHORT", 1, "satchel: error: Secrets[0]: has 15 bytes, the algorithm needs 32; …\n" + hint("SHORT")},
		{"a placeholder", "demo --addr :0 --secret-env PLACEHOLDER", 1, "satchel: error: Secrets[0]: is a placeholder that anybody can guess; …\n" + hint("PLACEHOLDER")},
		{"a cache that is no address", "demo --cache redis", 2, "satchel: error: --cache takes memory or an address as in redis://127.0.0.1:6379"},
		{"no cache at all", "demo --cache=", 2, "satchel: error: --cache takes memory or an address as in redis://127.0.0.1:6379"},
		{"a cache of another kind", "demo --cache memcached://127.0.0.1:11211", 2, "satchel: error: --cache: begins with none of redis, rediss, valkey, valkeys and unix, followed by ://"},
		{"a cache without a port", "demo --cache redis://127.0.0.1:port", 2, "satchel: error: --cache: is no URL: the port is no number; …"},
		{"a cache with a password", "demo --cache redis://ada:hunter2-hunter2@127.0.0.1:6379", 2, "satchel: error: --cache shows its password to the other users of this machine: name an environment variable with the address in --cache-env"},
		{"a cache with a password, and damaged", "demo --cache redis://ada:hunter2-hunter2@127.0.0.1:%zz", 2, "satchel: error: --cache: is no URL: …"},
		{"a cache with a setting of the client", "demo --cache redis://127.0.0.1:6379?dial_timeout=1s", 2, "satchel: error: --cache: has a parameter that is none of addr, db, master_set; …"},
		{"a cache as an argument", "demo redis://:hunter2-hunter2@127.0.0.1:6379", 2, "satchel: error: demo takes no arguments; the address of a cache goes behind --cache"},
		{"two caches", "demo --cache memory --cache-env WRONG_CACHE", 2, "satchel: error: --cache and --cache-env exclude each other"},
		{"a cache in place of the name", "demo --cache-env redis://:hunter2-hunter2@127.0.0.1:6379", 2, "satchel: error: --cache-env takes the name of a variable, not the address itself"},
		{"no name of the variable with the cache", "demo --cache-env=", 2, "satchel: error: --cache-env needs the name of an environment variable"},
		{"a missing address", "demo --cache-env NOPE", 1, "satchel: error: the environment variable NOPE is not set\n" + cacheHint("NOPE")},
		{"an address in the variable that makes no sense", "demo --cache-env WRONG_CACHE", 1, "satchel: error: the address in WRONG_CACHE: is no URL: …\n" + cacheHint("WRONG_CACHE")},
	} {
		t.Run(test.name, func(t *testing.T) {
			code, stdout, stderr := invoke(t, environment, strings.Fields(test.args)...)
			if code != test.code {
				t.Errorf("exit code %d, want %d", code, test.code)
			}
			if stdout != "" {
				t.Errorf("an error writes to standard output: %s", stdout)
			}
			pattern := strings.ReplaceAll(regexp.QuoteMeta(test.want), "…", ".*")
			if !regexp.MustCompile("^" + pattern + "\n$").MatchString(stderr) {
				t.Errorf("standard error:\n%s\nwant:\n%s", stderr, test.want)
			}
			if strings.Contains(stderr, "hunter2") {
				t.Errorf("the password is shown:\n%s", stderr)
			}
			for name, secret := range environment {
				if strings.TrimSpace(secret) != "" && strings.Contains(stderr, secret) {
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

// unused returns an address at which nobody listens.
func unused(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

const silence = "satchel: warning: the cache does not answer: the demo goes on without the items, and asks it again by itself (reason: "

func TestDemoRunsUntilItIsStopped(t *testing.T) {
	t.Setenv("XDG_CONFIG_HOME", t.TempDir()) // development mode keeps a secret there
	nobody := unused(t)
	environment := map[string]string{"GOOD": string(satchel.NewSecret()), "CACHE": "redis://:hunter2-hunter2@" + nobody}
	const development = "satchel: warning: development mode: "
	for _, test := range []struct {
		name, args, stderr, profile, cookie, cache string
	}{
		{"development", "", development, "native", "session=", "the memory of this process"},
		{"another profile", "--profile play25", development, "play25", "PLAY_SESSION=", "the memory of this process"},
		{"a secret, on this machine", "--secret-env GOOD", "satchel: warning: cookies go without Secure (InsecureHTTP): ", "native", "session=", "the memory of this process"},
		{"a cache that does not answer", "--cache redis://" + nobody, silence, "native", "session=", "Redis at " + nobody},
		{"one with a password", "--cache-env CACHE", silence, "native", "session=", "Redis at " + nobody},
	} {
		t.Run(test.name, func(t *testing.T) {
			ctx, stop := context.WithCancel(t.Context())
			defer stop()
			reader, writer := io.Pipe()
			var stderr bytes.Buffer
			ended := make(chan int, 1)
			go func() {
				ended <- cli.Run(ctx, cli.Invocation{
					Args:    append([]string{"demo", "--addr", "127.0.0.1:0"}, strings.Fields(test.args)...),
					Environ: environ(environment),
					Stdout:  writer,
					Stderr:  &stderr,
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
			login.Header.Set("Cookie", test.cookie+"forged")
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
			for _, want := range []string{
				test.stderr,
				"satchel: the demo runs; stop it with Ctrl-C (profile: " + test.profile + ") (cache: " + test.cache + ")\n",
				"satchel: warning: rejected: ",
			} {
				if !strings.Contains(stderr.String(), want) {
					t.Errorf("standard error has no %q:\n%s", want, stderr.String())
				}
			}
			if strings.Contains(stderr.String(), "hunter2") {
				t.Errorf("the password is shown:\n%s", stderr.String())
			}
			for line := range strings.Lines(stderr.String()) {
				if !strings.HasPrefix(line, "satchel: ") {
					t.Errorf("a line of another style: %s", line)
				}
			}
		})
	}
}

func TestASecretOnANetworkKeepsCookiesSecure(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	stop() // it ends as soon as it has started
	var stdout, stderr bytes.Buffer
	code := cli.Run(ctx, cli.Invocation{
		Args:    []string{"demo", "--addr", ":0", "--secret-env", "GOOD"},
		Environ: environ(map[string]string{"GOOD": string(satchel.NewSecret())}),
		Stdout:  &stdout,
		Stderr:  &stderr,
	})
	if code != cli.ExitOK || !strings.Contains(stderr.String(), "satchel: warning: cookies are Secure: most browsers drop them, except on localhost, unless") {
		t.Errorf("exit code %d, standard error:\n%s", code, stderr.String())
	}
}
