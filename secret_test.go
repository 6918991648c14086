package satchel_test

import (
	"bytes"
	"crypto/sha1"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
)

func TestASecretIsNotPrintedBy(t *testing.T) {
	type settings struct {
		Secret  satchel.Secret
		Pointer *satchel.Secret
		List    []satchel.Secret
		Map     map[string]satchel.Secret
	}
	const text = "kept-2Vf9Lq4Xs7Rb0Nw5Zj8Ht3Yc6Md1Pg"
	s := satchel.Secret(text)
	inside := settings{s, &s, []satchel.Secret{s}, map[string]satchel.Secret{"key": s}}
	config := satchel.Config{Secrets: []satchel.Secret{s}}
	var standard bytes.Buffer
	fmt.Fprintln(&standard, config, &config)
	printed := map[string]string{"Println of a configuration": standard.String()}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%#q", "%x", "% x", "%X", "%d", "%c", "%10.4s"} {
		if got := fmt.Sprintf(verb, s); got != "[redacted]" {
			t.Errorf("%s prints %s", verb, got)
		}
		printed[verb+" inside a structure"] = fmt.Sprintf(verb, inside)
		printed[verb+" of a configuration"] = fmt.Sprintf(verb, config)
	}
	for name, value := range map[string]any{"itself": s, "inside a structure": inside, "of a configuration": config} {
		printed["log/slog as text, "+name] = logged(asText, value)
		printed["log/slog as JSON, "+name] = logged(asJSON, value)
	}
	inJSON, err := json.Marshal(inside)
	must(t, err)
	printed["encoding/json"] = string(inJSON)
	printed["an error"] = fmt.Errorf("wrapped: %v", s).Error()
	printed["the resolved value of log/slog"] = slog.AnyValue(s).Resolve().String()

	for name, output := range printed {
		// JSON has no functions, and so no configuration.
		if !strings.Contains(output, "redacted") && name != "log/slog as JSON, of a configuration" {
			t.Errorf("%s does not say that something is left out: %s", name, output)
		}
		for _, form := range []string{string(s), hex.EncodeToString([]byte(s)), fmt.Sprint([]byte(s))} {
			if strings.Contains(strings.ToLower(output), strings.ToLower(form)) {
				t.Errorf("%s tells the secret: %s", name, output)
			}
		}
	}
	if string(s) != text {
		t.Errorf("the text itself is %q", string(s))
	}
}

func TestNewSecretIsNewAndGoodForEveryAlgorithm(t *testing.T) {
	seen := map[satchel.Secret]bool{}
	for range 100 {
		secret := satchel.NewSecret()
		if seen[secret] {
			t.Fatal("the same secret twice")
		}
		seen[secret] = true
		config := satchel.Config{Profile: satchel.Play, Secrets: []satchel.Secret{secret}}
		config.Session.JWT.SignatureAlgorithm, config.Flash.JWT.SignatureAlgorithm = "HS512", "HS512"
		start(t, config)
	}
}

// rotated are the managers before and after a new secret went in front, and after
// the old one was removed.
func rotated(t *testing.T, profile satchel.Profile) (before, after, later *satchel.Scopes, events *journal) {
	t.Helper()
	events = new(journal)
	with := func(secrets ...satchel.Secret) *satchel.Scopes {
		return start(t, satchel.Config{Profile: profile, Secrets: secrets, OnEvent: events.note})
	}
	return with(firstSecret), with(otherSecret, firstSecret), with(otherSecret), events
}

func readUser(session *satchel.Session, _ *satchel.Flash) { session.Get("user") }

func TestTheFirstSecretSignsAndAllVerify(t *testing.T) {
	for _, profile := range []satchel.Profile{satchel.Native, satchel.Play, satchel.Play25} {
		t.Run(profile.String(), func(t *testing.T) {
			before, after, later, events := rotated(t, profile)
			old := respond(before, page(), logIn(t))
			if got := user(after, old...); got != "ada" {
				t.Errorf("the old session reads %q", got)
			}
			renewed := respond(after, page(), logIn(t))
			if got := user(before, renewed...); got != "" {
				t.Errorf("the new session reads %q with the old secret alone", got)
			}
			if got := user(later, renewed...); got != "ada" {
				t.Errorf("the new session reads %q with the new secret alone", got)
			}

			*events = journal{}
			if got := user(later, old...); got != "" {
				t.Errorf("a session of the removed secret reads %q", got)
			}
			refused := events.of(satchel.Rejected)
			_, value, _ := strings.Cut(old[0][:strings.IndexByte(old[0], ';')], "=")
			if len(refused) == 0 || refused[0].Reason != satchel.ReasonSignature ||
				refused[0].Cookie != later.SessionCookieName() || refused[0].Size != len(value) {
				t.Errorf("refusals are told as %+v", refused)
			}
			if lines := respond(later, page(old[0]), readUser); lines != nil {
				t.Errorf("a refused session is answered with %q", lines)
			}
		})
	}
}

func TestASessionOfAnOldSecretIsSignedAgain(t *testing.T) {
	for _, test := range []struct {
		name       string
		mode, dest []string
		want       bool
	}{
		{"on a page", []string{"navigate"}, []string{"document"}, true},
		{"for a client that does not say", nil, nil, true},
		{"not for a fetch", []string{"cors"}, []string{"empty"}, false},
		{"not in a frame", []string{"navigate"}, []string{"iframe"}, false},
		{"not for an image", []string{"no-cors"}, []string{"image"}, false},
		{"not where only the mode is said", []string{"navigate"}, nil, false},
		{"not where only the destination is said", nil, []string{"document"}, false},
		{"not where the mode is said twice", []string{"navigate", "cors"}, []string{"document"}, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			before, after, later, events := rotated(t, satchel.Native)
			r := page(respond(before, page(), logIn(t))[0])
			for name, values := range map[string][]string{"Sec-Fetch-Mode": test.mode, "Sec-Fetch-Dest": test.dest} {
				if values != nil {
					r.Header[name] = values
				}
			}
			*events = journal{}
			lines := respond(after, r, readUser)
			written := events.of(satchel.Written)
			if !test.want {
				if len(lines) != 0 || len(written) != 0 {
					t.Fatalf("Set-Cookie: %q, events %v", lines, written)
				}
				return
			}
			if len(lines) != 1 || user(later, lines...) != "ada" {
				t.Fatalf("with the new secret, %q reads %q", lines, user(later, lines...))
			}
			oldID, newID := keyID(t, before), keyID(t, later)
			if len(written) != 1 || written[0].Reason != satchel.ReasonResigned || written[0].KeyID != newID || len(written[0].Keys) != 0 {
				t.Errorf("told as %+v, want resigned by %s", written, newID)
			}
			if opened := events.of(satchel.Opened); opened[0].KeyID != oldID || oldID == newID {
				t.Errorf("read with %s, want %s", opened[0].KeyID, oldID)
			}
			if again := respond(after, page(lines...), readUser); again != nil {
				t.Errorf("signed a second time: %q", again)
			}
		})
	}
}

// keyID returns the name of the secret that signs.
func keyID(t *testing.T, scopes *satchel.Scopes) string {
	t.Helper()
	text, err := scopes.EncodeSession()
	must(t, err)
	token, err := scopes.DecodeSession(text)
	must(t, err)
	return token.KeyID
}

func TestASessionThatIsSignedAgainAndChangedIsWrittenOnce(t *testing.T) {
	before, after, later, events := rotated(t, satchel.Play)
	old := respond(before, page(), logIn(t))[0]
	*events = journal{}
	lines := respond(after, page(old), func(s *satchel.Session, _ *satchel.Flash) { must(t, s.Set("user", "grace")) })
	if written := events.of(satchel.Written); len(lines) != 1 || len(written) != 1 || written[0].Reason != satchel.ReasonChanged {
		t.Errorf("Set-Cookie: %q, events %v", lines, written)
	}
	if got := user(later, lines...); got != "grace" {
		t.Errorf("the session reads %q", got)
	}
}

func TestASessionOfPlay25(t *testing.T) {
	const body = "user=ada"
	old := "PLAY_SESSION=" + hex.EncodeToString(sum(sha1.New, []byte(firstSecret), body)) + "-" + body
	for _, test := range []struct {
		name   string
		until  time.Time
		secret []satchel.Secret
		want   string
	}{
		{"is read before the date", noon.Add(time.Nanosecond), []satchel.Secret{firstSecret}, "ada"},
		{"is read with an older secret", noon.AddDate(1, 0, 0), []satchel.Secret{otherSecret, firstSecret}, "ada"},
		{"is refused with another secret", noon.AddDate(1, 0, 0), []satchel.Secret{otherSecret}, ""},
		{"is refused from the date on", noon, []satchel.Secret{firstSecret}, ""},
		{"is refused after the date", noon.Add(-time.Second), []satchel.Secret{firstSecret}, ""},
		{"is refused without a date", time.Time{}, []satchel.Secret{firstSecret}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			var events journal
			config := satchel.Config{
				Profile: satchel.Play, Secrets: test.secret, Clock: atNoon, OnEvent: events.note,
			}
			if !test.until.IsZero() {
				config.Readers = []satchel.SessionReader{{Profile: satchel.Play25, Until: test.until}}
			}
			scopes := start(t, config)
			var got string
			lines := respond(scopes, page(old), func(s *satchel.Session, _ *satchel.Flash) { got = s.Get("user") })
			if got != test.want {
				t.Fatalf("it reads %q, want %q", got, test.want)
			}
			if test.want == "" {
				if len(lines) != 0 || len(events.of(satchel.Rejected)) != 1 {
					t.Errorf("a refused session is answered with %q, events %v", lines, events.events)
				}
				return
			}
			config.Readers = nil
			if len(lines) != 1 || !events.has(satchel.ReasonResigned) || user(start(t, config), lines...) != "ada" {
				t.Errorf("it is not written as Play writes it: %q", lines)
			}
			if again := respond(scopes, page(lines...), readUser); again != nil {
				t.Errorf("written a second time: %q", again)
			}
			background := page(old)
			background.Header.Set("Sec-Fetch-Mode", "cors")
			if lines := respond(scopes, background, readUser); lines != nil {
				t.Errorf("written in the background: %q", lines)
			}
			if slices.Contains(lines, old) {
				t.Error("the form of 2.5 is written")
			}
		})
	}
}

// A log that prints what the library gives a handler shows no user's data.
func TestScopesPrintNoValues(t *testing.T) {
	scopes, _ := newScopes(t, satchel.Config{})
	x := begin(t, scopes, cookieLine(t, scopes, pair("user", "VALUE"), pair("success", "VALUE")))
	_, _ = x.Session().Get("user"), x.Flash().Get("success")
	for _, value := range []any{x, x.Session(), x.Flash(), x.Context()} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%d", "%q"} {
			if got := fmt.Sprintf(verb, value); strings.Contains(got, "VALUE") || strings.Contains(got, "eyJ") {
				t.Errorf("%s of %T prints %s", verb, value, got)
			}
		}
		var log bytes.Buffer
		slog.New(slog.NewTextHandler(&log, nil)).Info("m", "value", value)
		slog.New(slog.NewJSONHandler(&log, nil)).Info("m", "value", value)
		if strings.Contains(log.String(), "VALUE") || strings.Contains(log.String(), "eyJ") {
			t.Errorf("a log of %T has %s", value, log.String())
		}
	}
}
