package judge_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/satchel-go/satchel/cmd/satchel/internal/judge"
	"github.com/satchel-go/satchel/cmd/satchel/internal/judge/envfile"
	"github.com/satchel-go/satchel/internal/keyring"
)

// Secrets that are good, and easy to find in what is said.
const (
	first  = "first-Zk3vQ8mR1tY6wB9xC4nD7fG2hJ5pL0sA"
	second = "secnd-aL5pJ2hG7fD4nC9xB6wY1tR8mQ3vKz0S"
	third  = "third-qW4eR7tY2uI9oP1aS5dF8gH3jK6lZ0xC"
)

// idOf is the name of a key in events and logs.
func idOf(secret string) string { return keyring.New(secret)[0].ID() }

// best are the variables about which there is nothing to say.
var best = []string{"SECRETS=" + first, "SEALED=true", "IDLE=30m", "ABSOLUTE=8h"}

func environment(settings ...string) judge.Environment {
	e := judge.Environment{ReadKeys: os.ReadFile}
	for _, setting := range settings {
		e.Variables = append(e.Variables, "SATCHEL_"+setting)
	}
	return e
}

func TestAnEnvironmentIsJudged(t *testing.T) {
	for _, test := range []struct {
		name     string
		settings []string
		want     []string
	}{
		{"the best", best, nil},
		{"nothing", nil, []string{"fault satchel environment: no variable SATCHEL_… is set; begin with"}},
		{"only what is empty", []string{"SECRETS="}, []string{"fault satchel environment: no variable"}},
		{"a secret alone", []string{"SECRETS=" + first}, []string{
			"advice ASVS 14.1.1 content: readable by whoever", "advice ASVS 7.3.1 limits: no limit for a session", "advice ASVS 7.3.2 limits: no limit in all",
		}},
		{"several faults", []string{"SECRET=" + first, "IDLE=30", "SESSION_SAME_SITE=maybe"}, []string{
			`fault satchel SATCHEL_IDLE: "30" is not a duration`, "fault satchel SATCHEL_SECRET: no such setting", `fault satchel SATCHEL_SESSION_SAME_SITE: "maybe" is none of`,
		}},
		{"what New refuses, by the variables", []string{"SECRETS=short " + first, "IDLE=9h", "ABSOLUTE=8h", "SESSION_MAX_AGE=9999h", "FLASH_COOKIE_NAME=a b", "SESSION_JWT_REQUIRE_PURPOSE=true", "READ_SIGNED_UNTIL=2027-01-31T00:00:00Z"}, []string{
			"fault satchel SATCHEL_SECRETS, key 1: has 5 bytes", "fault satchel SATCHEL_SESSION_MAX_AGE: ", "fault satchel SATCHEL_SESSION_JWT_REQUIRE_PURPOSE: ", `fault satchel SATCHEL_FLASH_COOKIE_NAME: "a b" is no cookie name`,
			"fault satchel SATCHEL_READ_SIGNED_UNTIL: its cookies look like", "fault satchel SATCHEL_IDLE: is more than",
		}},
		{"no secret", []string{"PROFILE=native"}, []string{"fault satchel SATCHEL_SECRETS: none; give one"}},
		{"a secret under a wrong name", []string{"SECRETS=" + first, "EPOCH=" + second}, []string{"fault satchel SATCHEL_EPOCH: the value is not a date"}},
		{"the shortest secret under a wrong name", []string{"SECRETS=" + first, "SEALED=" + second[:20]}, []string{"fault satchel SATCHEL_SEALED: the value is not true or false"}},
		{"a date that is none", []string{"SECRETS=" + first, "EPOCH=2027-13-01T00:00:00Z"}, []string{`fault satchel SATCHEL_EPOCH: "2027-13-01T00:00:00Z" is not a date`}},
		{"a secret for the file", []string{"KEY_FILE=" + second}, []string{"fault satchel SATCHEL_KEY_FILE: "}},
		{"a long secret for a name", []string{"SECRETS=" + first, "SESSION_COOKIE_NAME=" + strings.Repeat(second, 3) + "=="}, []string{"fault satchel SATCHEL_SESSION_COOKIE_NAME: the value is no cookie name"}},
		{"development", append([]string{"DEVELOPMENT=true"}, best...), []string{
			"advice ASVS 3.3.1 session: no Secure: right for plain HTTP", "advice ASVS 3.3.1 flash: no Secure: right for plain HTTP", "fault ASVS 3.3.1 SATCHEL_DEVELOPMENT: for a programmer's own machine",
		}},
		{"scripts, other sites and hosts", append([]string{"SESSION_HTTP_ONLY=false", "SESSION_SAME_SITE=none", "SESSION_COOKIE_NAME=__Secure-id", "SESSION_DOMAIN=example.org", "FLASH_COOKIE_NAME=f"}, best...), []string{
			"advice ASVS 3.3.2 __Secure-id: SameSite=None", `advice ASVS 3.3.3 __Secure-id: Domain "example.org": each host below it gets the cookie, and can write it; leave SATCHEL_SESSION_DOMAIN out`,
			"fault ASVS 3.3.4 __Secure-id: no HttpOnly: a script that somebody plants in a page can take it away; leave SATCHEL_SESSION_HTTP_ONLY out", `advice ASVS 3.3.3 f: Domain "example.org"`,
		}},
		{"a domain of all", append([]string{"SESSION_COOKIE_NAME=__Secure-id", "SESSION_DOMAIN=co.uk", "FLASH_COOKIE_NAME=__Host-f", "FLASH_DOMAIN=null"}, best...), []string{
			`fault RFC 6265bis __Secure-id: Domain "co.uk" is a public suffix, with sites of others below it: browsers refuse the cookie; leave SATCHEL_SESSION_DOMAIN out`,
			"advice ASVS 3.3.3 __Secure-id: the prefix __Secure-",
		}},
		{"in the words of variables", []string{"IDLE=9h", "ABSOLUTE=8h", "APPLICATION=shop", "PROFILE=play"}, []string{
			"fault satchel SATCHEL_SECRETS: none; give one of at least 32 random bytes (satchel secret new makes one), or set SATCHEL_DEVELOPMENT=true",
			"fault satchel SATCHEL_IDLE: is more than SATCHEL_ABSOLUTE, and never", "fault satchel SATCHEL_APPLICATION: goes with SATCHEL_PROFILE=native only",
		}},
		{"a key that ends too soon", append(slices.Clone(best[1:]), "SECRETS="+first+" from=2026-11-01T00:00:00Z "+second+" from=2026-10-01T00:00:00Z until=2026-11-01T00:00:30Z "+third+" until=2020-01-01T00:00:00Z"), []string{
			"fault satchel SATCHEL_SECRETS, key 2, until=: is less than 5m0s after the key has ended to sign",
		}},
		{"two places for keys", []string{"SECRETS=" + first, "KEY_FILE=/dev/null"}, []string{"fault satchel SATCHEL_SECRETS: more than one of SATCHEL_SECRETS and SATCHEL_KEY_FILE; give one"}},
		{"no SameSite", append([]string{"SESSION_SAME_SITE=null"}, best...), []string{"advice ASVS 3.3.2 __Host-session: no SameSite: some browsers take Lax, others let every site send it; set SATCHEL_SESSION_SAME_SITE=lax"}},
		{"a cookie for two months", append([]string{"SESSION_MAX_AGE=1440h"}, best...), []string{"advice ASVS 7.3.2 __Host-session: kept for 60 days"}},
		{"Play", []string{"PROFILE=play", "SECRETS=" + first, "IDLE=30m", "ABSOLUTE=8h"}, []string{
			"fault ASVS 3.3.1 PLAY_SESSION: no Secure", "advice ASVS 3.3.1 PLAY_FLASH: no Secure", "advice ASVS 14.1.1 content: readable by whoever has a cookie, as in Play", "advice ASVS 9.2.2 content: a message that Play has signed", "advice ASVS 7.3.1 limits: an unused session ends after 30 minutes; what is done in Play",
		}},
		{"Play 2.5", []string{"PROFILE=play25", "SECRETS=" + first, "IDLE=30m", "ABSOLUTE=8h", "SESSION_SECURE=true", "FLASH_SECURE=true"}, []string{
			"advice ASVS 3.3.1 PLAY_SESSION: Secure, but", "advice ASVS 11.4.1 PLAY_SESSION: the form of Play 2.5", "advice ASVS 9.2.1 PLAY_SESSION: no expiry inside", "advice ASVS 9.1.1 PLAY_FLASH: pairs without a signature", "advice ASVS 14.1.1 content: ",
		}},
		{"a poll may take messages", append([]string{"FLASH_POLICY=next-request"}, best...), []string{"advice satchel flash: next-request"}},
		{"limits beyond all that is recommended", []string{"SECRETS=" + first, "SEALED=true", "IDLE=2000h", "ABSOLUTE=2000h"}, []string{"advice ASVS 7.1.1 limits: beyond all"}},
		{"one limit", []string{"SECRETS=" + first, "SEALED=true", "ABSOLUTE=720h"}, []string{"advice ASVS 7.3.1 limits: no limit for"}},
		{"a wide tolerance", append([]string{"SESSION_JWT_CLOCK_SKEW=1h"}, best...), []string{"advice ASVS 9.2.1 limits: expired tokens are taken for 60 minutes more"}},
		{"an epoch to come", append([]string{"EPOCH=2027-01-01T00:00:00Z"}, best...), []string{"advice ASVS 7.4.5 limits: all sessions that began before end at 2027-01-01T00:00:00Z"}},
		{"an epoch that has come", append([]string{"EPOCH=2026-01-01T00:00:00Z"}, best...), nil},
		{"a second secret", append(slices.Clone(best[1:]), "SECRETS="+first+" "+second), []string{"advice ASVS 11.1.1 keys: key " + idOf(second) + " verifies without an end"}},
		{"a second secret with an end", append(slices.Clone(best[1:]), "SECRETS="+first+" from=2026-11-01T00:00:00Z "+second+" until=2027-01-01T00:00:00Z"), nil},
		{"a third to come", append(slices.Clone(best[1:]), "SECRETS="+first+" from=2026-11-01T00:00:00Z "+second+" until=2027-01-01T00:00:00Z "+third+" from=2027-02-01T00:00:00Z"), nil},
		{"an old key", append(slices.Clone(best[1:]), "SECRETS="+first+" from=2024-11-01T00:00:00Z"), []string{"advice ASVS 11.1.1 keys: key " + idOf(first) + " signs since 2024-11-01T00:00:00Z, for 758 days"}},
		{"a reader for a while", append([]string{"READ_SIGNED_UNTIL=2027-01-01T00:00:00Z"}, best...), nil},
		{"a reader that has ended", append([]string{"READ_SIGNED_UNTIL=2026-11-01T00:00:00Z"}, best...), []string{"advice ASVS 11.2.2 SATCHEL_READ_SIGNED_UNTIL: ended at 2026-11-01T00:00:00Z: take"}},
		{"a reader for years", append([]string{"READ_SIGNED_UNTIL=2030-11-01T00:00:00Z"}, best...), []string{"advice ASVS 11.2.2 SATCHEL_READ_SIGNED_UNTIL: until 2030-11-01T00:00:00Z, in 1432 days"}},
		{"a reader of Play 2.5", append([]string{"READ_PLAY25_UNTIL=2027-01-01T00:00:00Z"}, best...), []string{"advice ASVS 11.4.1 SATCHEL_READ_PLAY25_UNTIL: reads what"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			judged := environment(test.settings...).Judge(t.Context(), now)
			got := notOK(judged.Findings)
			if !slices.EqualFunc(got, test.want, strings.HasPrefix) {
				t.Errorf("\n got %s\nwant %s", strings.Join(got, "\n     "), strings.Join(test.want, "\n     "))
			}
			for _, finding := range judged.Findings {
				for _, secret := range []string{first, second, third} {
					if strings.Contains(finding.Text+finding.Subject, secret[:12]) {
						t.Errorf("a secret is shown: %s", finding.Text)
					}
				}
			}
		})
	}
}

func TestTheNextSwitchOfKeysIsTold(t *testing.T) {
	secrets := "SECRETS=" + first + " from=2026-11-01T00:00:00Z\n" + second + " from=2026-12-09T12:00:00Z\n" + third + " state=retired"
	judged := environment(append(slices.Clone(best[1:]), secrets)...).Judge(t.Context(), now)
	var got []string
	for _, finding := range judged.Findings {
		if finding.Subject == "keys" {
			got = append(got, finding.Text)
		}
	}
	want := []string{
		"key " + idOf(first) + " signs since 2026-11-01T00:00:00Z",
		"key " + idOf(second) + " verifies, and does not sign yet, but from 2026-12-09T12:00:00Z",
		"key " + idOf(third) + " is refused",
		"next switch: key " + idOf(second) + " signs from 2026-12-09T12:00:00Z, in 10 days",
	}
	if !slices.Equal(got, want) {
		t.Errorf("\n got %q\nwant %q", got, want)
	}
}

func TestTheLinesAreThoseOfABrowser(t *testing.T) {
	judged := environment(append([]string{"SESSION_MAX_AGE=1h", "SESSION_PARTITIONED=true"}, best...)...).Judge(t.Context(), now)
	if len(judged.Cookies) != 2 {
		t.Fatalf("%d cookies: %v", len(judged.Cookies), judged.Cookies)
	}
	line := judged.Cookies[0].SetCookie
	name, rest, _ := strings.Cut(line, "=…(")
	_, attributes, _ := strings.Cut(rest, ")")
	if want := "; Max-Age=3600; Expires=Sun, 29 Nov 2026 13:00:00 GMT; SameSite=Lax; Path=/; Secure; HTTPOnly; Partitioned"; name != "__Host-session" || attributes != want {
		t.Errorf("the line is %s", line)
	}
}

func TestAFileOfKeys(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys")
	if err := os.WriteFile(path, []byte(first+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	good := environment(append(slices.Clone(best[1:]), "KEY_FILE="+path)...)
	if got := notOK(good.Judge(t.Context(), now).Findings); len(got) > 0 {
		t.Errorf("a good file: %q", got)
	}
	missing := environment(append(slices.Clone(best[1:]), "KEY_FILE="+path+"-of-the-server")...)
	if got := notOK(missing.Judge(t.Context(), now).Findings); len(got) != 1 || !strings.HasPrefix(got[0], "fault satchel SATCHEL_KEY_FILE: ") {
		t.Errorf("a file that is missing: %q", got)
	}
	missing.Elsewhere = true
	if got := notOK(missing.Judge(t.Context(), now).Findings); len(got) != 1 || !strings.HasPrefix(got[0], "advice ASVS 11.1.1 SATCHEL_KEY_FILE: the file is not on this machine") {
		t.Errorf("a file of another machine: %q", got)
	}
	for _, finding := range missing.Judge(t.Context(), now).Findings {
		if finding.Subject == "keys" {
			t.Errorf("a key that nobody has is judged: %s", finding.Text)
		}
	}
	vanished := good
	vanished.ReadKeys = func(string) ([]byte, error) { return nil, errors.New("cannot be read") }
	if got := notOK(vanished.Judge(t.Context(), now).Findings); !slices.Equal(got, []string{"fault satchel SATCHEL_KEY_FILE: cannot be read"}) {
		t.Errorf("a file that vanishes: %q", got)
	}
}

func TestNothingIsWrittenForDevelopment(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("XDG_CONFIG_HOME", folder)
	t.Setenv("HOME", folder)
	for _, finding := range environment("DEVELOPMENT=true").Judge(t.Context(), now).Findings {
		if finding.Subject == "keys" {
			t.Errorf("a key that is thrown away is judged: %s", finding.Text)
		}
	}
	if files, _ := os.ReadDir(folder); len(files) > 0 {
		t.Errorf("%v was made", files)
	}
}

func TestNotesOfOtherProgramsVariablesAreLeftOut(t *testing.T) {
	findings := judge.EnvFile([]envfile.Note{{Line: 1, Variable: "PATH", Text: "x"}, {Line: 7, Variable: "SATCHEL_SEALED", Text: "stands in quotes"}})
	if got := notOK(findings); !slices.Equal(got, []string{"advice satchel SATCHEL_SEALED: line 7: stands in quotes"}) {
		t.Errorf("got %q", got)
	}
}
