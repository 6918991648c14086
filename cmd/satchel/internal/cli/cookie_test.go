package cli_test

import (
	"bytes"
	"encoding/base64"
	"strings"
	"testing"

	"github.com/satchel-go/satchel/cmd/satchel/internal/cli"
)

// token is the text of a JSON Web Token that nobody has signed.
func token(header, payload string) string {
	encode := base64.RawURLEncoding.EncodeToString
	return encode([]byte(header)) + "." + encode([]byte(payload)) + ".c2ln"
}

// FuzzCookie pastes any text into the commands that read cookies: none ends the program,
// prints what a terminal would obey, or floods it, and an error repeats nothing of it.
func FuzzCookie(f *testing.F) {
	for _, seed := range []string{
		"PLAY_SESSION=eyJhbGciOiJIUzI1NiJ9.eyJkYXRhIjp7InVzZXIiOiJib2IifX0.CMFRkmjOoGvsPTsvyJl1hSaLuCmA6Wxxt-kfsVFMZbg",
		"\x1b]0;title\x07=\x9b31m; PLAY_FLASH=a%1b%5b31m=b%0a", "Set-Cookie: x=y; Path=/\u202e; Max-Age=-1; \x1b[2J=1",
		"\u009b=" + token(`{"alg":"HS256","\u009b":"\u202e"}`, `{"data":{"a\u0007":"b"},"\U000E0001":"\U000E0001"}`),
		"28e1ea0901afa02e165659aa3866f0d1dcb6415b-role=admin&user=bob",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, args := range [][]string{
			{"cookie", "inspect", "-"},
			{"cookie", "inspect", "-", "--show", "--secret-env", "GOOD"},
			{"cookie", "inspect", "-", "--show", "--json"},
			{"cookie", "verify", "-", "--secret-env", "GOOD"},
		} {
			var stdout, stderr bytes.Buffer
			code := cli.Run(t.Context(), cli.Invocation{
				Args:    args,
				Environ: []string{"GOOD=Vd8kQ2mZr7Lx4Nw9Tb3Hc6Jf1Gs0PaYeUi5oXzRt7uKq2pWn4sDf6gHj8kLmQwEr"},
				Stdin:   strings.NewReader(text),
				Stdout:  &stdout,
				Stderr:  &stderr,
			})
			if code < cli.ExitOK || code > cli.ExitNo || args[1] == "verify" && code == cli.ExitOK {
				t.Errorf("%v: exit code %d", args, code)
			}
			if stderr.Len() > 200 || (stdout.Len() == 0) != (code == cli.ExitFailure || code == cli.ExitUsage) {
				t.Errorf("%v: exit code %d, %d bytes of output, and %q", args, code, stdout.Len(), stderr.String())
			}
			if stdout.Len() > 16*len(text)+1<<20 {
				t.Errorf("%v: %d bytes for %d", args, stdout.Len(), len(text))
			}
			for _, r := range stdout.String() + stderr.String() {
				if r < ' ' && r != '\n' || r >= 0x7F && r < 0xA0 || r >= 0x202A && r <= 0x202E {
					t.Fatalf("%v prints %U", args, r)
				}
			}
		}
	})
}
