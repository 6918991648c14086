package inspect_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/cmd/satchel/internal/inspect"
)

func TestEachWayOfWritingIsFoundByItself(t *testing.T) {
	for _, test := range []struct {
		name   string
		config satchel.Config
		want   inspect.Reading
	}{
		{"Native", satchel.Config{}, inspect.Reading{Name: "__Host-session", Algorithm: "HS256"}},
		{"Native of another name", satchel.Config{Session: satchel.CookieConfig{Name: "basket"}}, inspect.Reading{Name: "basket", Algorithm: "HS256"}},
		{"Native in development", satchel.Config{InsecureHTTP: true}, inspect.Reading{Name: "session", Algorithm: "HS256"}},
		{"Native with HS512", satchel.Config{Session: satchel.CookieConfig{JWT: satchel.JWTConfig{SignatureAlgorithm: "HS512"}}}, inspect.Reading{Name: "__Host-session", Algorithm: "HS512"}},
		{"Native, sealed", satchel.Config{Sealed: true}, inspect.Reading{Name: "__Host-session", Algorithm: "XAES-256-GCM"}},
		{"Play", satchel.Config{Profile: satchel.Play}, inspect.Reading{Profile: satchel.Play, Algorithm: "HS256"}},
		{"Play with HS384", satchel.Config{Profile: satchel.Play, Session: satchel.CookieConfig{JWT: satchel.JWTConfig{SignatureAlgorithm: "HS384"}}}, inspect.Reading{Profile: satchel.Play, Algorithm: "HS384"}},
		{"Play 2.5", satchel.Config{Profile: satchel.Play25}, inspect.Reading{Profile: satchel.Play25, Algorithm: "HMAC-SHA1"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			cookie := session(t, test.config)
			test.want.Scope = inspect.Session
			_, value, _ := strings.Cut(cookie, "=")
			for _, text := range []string{cookie, value} {
				if text == value && test.want.Name == "basket" {
					continue // nobody can know the name
				}
				got := one(t, text, settings(other, secret))
				if !got.Valid() || got.Reading == nil || *got.Reading != test.want {
					t.Errorf("%.20s: verified %v, %s, reading %+v; want %+v", text, got.Valid(), got.Verdict, got.Reading, test.want)
				}
				if got.PairsTotal != 1 || got.Pairs[0].Key != "user" || got.Pairs[0].Value != nil {
					t.Errorf("pairs %+v", got.Pairs)
				}
			}
			if got := one(t, cookie, settings(other)); got.Valid() || got.Reason != satchel.ReasonSignature || got.Reading != nil {
				t.Errorf("with another secret: verified %v, reason %q, reading %v", got.Valid(), got.Reason, got.Reading)
			}
			if got := one(t, cookie, settings()); got.Verified != nil || got.Reason != "" {
				t.Errorf("without a secret: verified %v, reason %q", *got.Verified, got.Reason)
			}
		})
	}
}

func TestWhatIsAuthenticAndNotWhatIsExpectedIsRefusedAndExplained(t *testing.T) {
	native, play := session(t, satchel.Config{}), session(t, satchel.Config{Profile: satchel.Play})
	_, value, _ := strings.Cut(native, "=")
	profile := satchel.Play
	for _, test := range []struct {
		name, text string
		change     func(*inspect.Settings)
		reason     satchel.Reason
		words      string
	}{
		{"another scope", native, func(s *inspect.Settings) { s.Scope = inspect.Flash }, satchel.ReasonSignature, "of a session, not of a flash"},
		{"another scope in Play", play, func(s *inspect.Settings) { s.Scope = inspect.Flash }, satchel.ReasonPurpose, "of a session, not of a flash"},
		{"another name pasted", "other-session=" + value, nil, satchel.ReasonSignature, "its key is that of the cookie __Host-session"},
		{"another name expected", native, func(s *inspect.Settings) { s.Name = "other" }, satchel.ReasonSignature, "under the name other"},
		{"another application", native, func(s *inspect.Settings) { s.Application = "shop" }, satchel.ReasonSignature, "another name of application"},
		{"another profile", native, func(s *inspect.Settings) { s.Profile = &profile }, satchel.ReasonSignature, "in the profile native, not in play"},
		{"too late", session(t, satchel.Config{Session: satchel.CookieConfig{MaxAge: time.Hour}}), func(s *inspect.Settings) { s.Now = now.Add(2 * time.Hour) }, satchel.ReasonExpired, "expired 60 minutes ago"},
		{"too early", native, func(s *inspect.Settings) { s.Now = now.Add(-time.Hour) }, satchel.ReasonPremature, "compare the clocks"},
		{"a start in the future", session(t, satchel.Config{}, satchel.Pair{Key: "satchel.started", Value: "1900000000"}), nil, satchel.ReasonPremature, "compare the clocks"},
		{"a start that is none", session(t, satchel.Config{}, satchel.Pair{Key: "satchel.started", Value: "today"}), nil, satchel.ReasonMalformed, "a date of the session that is none"},
		{"longer than a browser keeps", "the-session-of-a-long-name-session=" + long(t), nil, satchel.ReasonOversized, "longer than a browser keeps"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := settings(secret)
			if test.change != nil {
				test.change(&s)
			}
			got := one(t, test.text, s)
			if got.Valid() || got.Reason != test.reason || !strings.Contains(got.Verdict, test.words) {
				t.Errorf("verified %v, reason %q, %q; want %q and %q", got.Valid(), got.Reason, got.Verdict, test.reason, test.words)
			}
		})
	}
}

// long returns the value of a session of Play 2.5 that fits under its own name only.
func long(t *testing.T) string {
	t.Helper()
	_, value, _ := strings.Cut(session(t, satchel.Config{Profile: satchel.Play25}, satchel.Pair{Key: "k", Value: strings.Repeat("x", 4030)}), "=")
	return value
}

func TestAChangedCookieIsRefused(t *testing.T) {
	for _, config := range []satchel.Config{{}, {Sealed: true}, {Profile: satchel.Play}, {Profile: satchel.Play25}} {
		cookie := session(t, config)
		start := strings.Index(cookie, "=") + 1
		for i := start; i < len(cookie); i++ {
			changed := []byte(cookie)
			changed[i] ^= 1
			report, err := inspect.Inspect(string(changed), settings(secret))
			if err != nil {
				t.Fatal(err)
			}
			if report.Valid() {
				t.Errorf("%v %v: valid with byte %d changed", config.Profile, config.Sealed, i-start)
			}
		}
	}
}

func TestKeysOfARingSayWhatTheyAre(t *testing.T) {
	cookie := session(t, satchel.Config{})
	s := settings()
	s.Keys = []satchel.Key{{Secret: other}, {Secret: secret, State: satchel.KeyRetired}}
	if got := one(t, cookie, s); got.Reason != satchel.ReasonRetired || !strings.Contains(got.Verdict, "key "+got.KeyID+", which is retired") {
		t.Errorf("reason %q, %q", got.Reason, got.Verdict)
	}
	s.Keys = s.Keys[1:]
	if _, err := inspect.Inspect(cookie, s); !errors.Is(err, inspect.ErrNoKey) {
		t.Errorf("a ring that cannot sign: %v", err)
	}
	sealed := one(t, session(t, satchel.Config{Sealed: true}), settings(other))
	if !strings.Contains(sealed.Verdict, "sealed with key "+sealed.KeyID+", by its own account, which is not given") || sealed.Readable {
		t.Errorf("%q", sealed.Verdict)
	}
}

func TestASecretThatIsTooShortIsSaid(t *testing.T) {
	// Signed with "changeme" by Play up to 2.8: {"data":{"user":"bob"}}.
	const token = "eyJhbGciOiJIUzI1NiJ9.eyJkYXRhIjp7InVzZXIiOiJib2IifX0.PfvAG23JdrrVOgvpxI1rynIbmlksr2HS-NfT8Q3BrcQ"
	got := one(t, token, settings("changeme"))
	if got.Valid() || got.Reading == nil || !strings.Contains(got.Verdict, "too short for HS256: Play up to 2.8 takes it") {
		t.Errorf("the secret that signed it: %v, %q", got.Valid(), got.Verdict)
	}
	got = one(t, token, settings("short"))
	if got.Valid() || !strings.Contains(got.Verdict, "has 5 bytes and is too short for HS256, which needs 32") {
		t.Errorf("another one: %v, %q", got.Valid(), got.Verdict)
	}
}
