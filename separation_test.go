package satchel_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/satchel-go/satchel"
)

// separated is one cookie of one application: a writer of tokens, and a reader.
type separated struct {
	purpose, name, application, algorithm string
	secret                                satchel.Secret
	encode                                func(...satchel.Pair) (string, error)
	decode                                func(string) (satchel.Token, error)
}

func (s separated) String() string {
	return fmt.Sprintf("%s %s of %q, %s under %.2s…", s.purpose, s.name, s.application, s.algorithm, string(s.secret))
}

// separatedCookies are all combinations of what separates two cookies.
func separatedCookies(t *testing.T) (all []separated) {
	t.Helper()
	for _, names := range [][2]string{{"a", "b"}, {"b", "a"}} {
		for _, application := range []string{"", "shop", "shop2"} {
			for _, algorithm := range []string{"HS256", "HS384", "HS512", "sealed"} {
				for _, secret := range []satchel.Secret{firstSecret, thirdSecret} {
					config := satchel.Config{Secrets: []satchel.Secret{secret}, Application: application, Clock: atNoon}
					config.Session.Name, config.Flash.Name = names[0], names[1]
					if config.Sealed = algorithm == "sealed"; !config.Sealed {
						config.Session.JWT.SignatureAlgorithm, config.Flash.JWT.SignatureAlgorithm = algorithm, algorithm
					}
					scopes := start(t, config)
					all = append(all,
						separated{"session", names[0], application, algorithm, secret, scopes.EncodeSession, scopes.DecodeSession},
						separated{"flash", names[1], application, algorithm, secret, scopes.EncodeFlash, scopes.DecodeFlash})
				}
			}
		}
	}
	return all
}

func TestATokenOpensInItsOwnCookieOnly(t *testing.T) {
	all := separatedCookies(t)
	pairings, opened := 0, 0
	for i, writer := range all {
		text, err := writer.encode(pair("user", "ada")...)
		must(t, err)
		for j, reader := range all {
			pairings++
			token, err := reader.decode(text)
			switch {
			case err == nil && i == j:
				opened++
			case err == nil:
				t.Errorf("%v\nopens in %v", writer, reader)
			case i == j:
				t.Errorf("%v does not open: %v", writer, err)
			case writer.algorithm == reader.algorithm && !errors.Is(err, satchel.ErrSignature):
				t.Errorf("%v\nin %v is refused with %v", writer, reader, err)
			}
			if err != nil && len(token.Pairs) > 0 {
				t.Errorf("%v\nin %v is refused and gives %v", writer, reader, token.Pairs)
			}
		}
	}
	// Two purposes, names, secrets, three applications, four forms: 96 cookies.
	if pairings != 96*96 || opened != 96 {
		t.Errorf("%d pairings, of which %d open", pairings, opened)
	}
}

// Play's key is the secret itself, from which those of Native are derived.
func TestNoTokenOfPlayOpensInACookieOfNative(t *testing.T) {
	all := separatedCookies(t)
	pairings := 0
	for _, profile := range []satchel.Profile{satchel.Play, satchel.Play25} {
		for _, secret := range []satchel.Secret{firstSecret, thirdSecret} {
			for _, algorithm := range []string{"HS256", "HS384", "HS512"} {
				config := satchel.Config{Profile: profile, Secrets: []satchel.Secret{secret}, Clock: atNoon}
				if profile == satchel.Play {
					config.Session.JWT.SignatureAlgorithm, config.Flash.JWT.SignatureAlgorithm = algorithm, algorithm
				}
				scopes := start(t, config)
				for _, encode := range []func(...satchel.Pair) (string, error){scopes.EncodeSession, scopes.EncodeFlash} {
					text, err := encode(pair("user", "ada")...)
					must(t, err)
					for _, native := range all {
						pairings++
						if token, err := native.decode(text); err == nil {
							t.Errorf("%v of %v opens in %v with %v", algorithm, profile, native, token.Pairs)
						}
					}
				}
				for _, native := range all {
					text, err := native.encode(pair("user", "ada")...)
					must(t, err)
					pairings++
					if token, err := scopes.DecodeSession(text); err == nil {
						t.Errorf("%v opens in %v with %v", native, profile, token.Pairs)
					}
				}
			}
		}
	}
	if want := 2 * 2 * 3 * 3 * 96; pairings != want {
		t.Errorf("%d pairings, want %d", pairings, want)
	}
}

// The label of a key puts name and application behind each other. Where two of them could
// read the same, one is no name; the others do not open each other's tokens.
func TestANameAndAnApplicationDoNotFlowTogether(t *testing.T) {
	type cookie struct{ name, application string }
	accepted := map[cookie]*satchel.Scopes{}
	tried := 0
	for _, name := range []string{"a", "ab", "a-b", "a b", "a\tb", "a\u00a0b", "session", "flash", "HS256", "session-a"} {
		for _, application := range []string{"", "b", "ab", "-b", "b c", " ", "b ", " b", "\u2003b", "b\x00", "session", "flash"} {
			tried++
			config := satchel.Config{Secrets: []satchel.Secret{firstSecret}, Application: application, Clock: atNoon}
			config.Session.Name, config.Flash.Name = name, "other"
			if scopes, err := satchel.New(config); err == nil {
				accepted[cookie{name, application}] = scopes
			}
		}
	}
	// Of ten names three are none, of twelve applications six.
	if tried != 120 || len(accepted) != 7*6 {
		t.Errorf("%d of %d are accepted", len(accepted), tried)
	}
	for one, writer := range accepted {
		text, err := writer.EncodeSession(pair("user", "ada")...)
		must(t, err)
		for another, reader := range accepted {
			if _, err := reader.DecodeSession(text); (err == nil) != (one == another) {
				t.Errorf("a token of %q in the cookie %q: %v", one, another, err)
			}
		}
	}
}

func TestASessionNamedFlashIsNoFlashNamedSession(t *testing.T) {
	for _, sealed := range []bool{false, true} {
		config := satchel.Config{Secrets: []satchel.Secret{firstSecret}, Sealed: sealed, Clock: atNoon}
		config.Session.Name, config.Flash.Name = "flash", "session"
		crossed := start(t, config)
		config.Session.Name, config.Flash.Name = "session", "flash"
		straight := start(t, config)
		session, err := crossed.EncodeSession(pair("user", "ada")...)
		must(t, err)
		flash, err := crossed.EncodeFlash(pair("user", "ada")...)
		must(t, err)
		for name, decode := range map[string]func() (satchel.Token, error){
			"the session named flash in the flash named flash":       func() (satchel.Token, error) { return straight.DecodeFlash(session) },
			"the session named flash in the session named session":   func() (satchel.Token, error) { return straight.DecodeSession(session) },
			"the flash named session in the session named session":   func() (satchel.Token, error) { return straight.DecodeSession(flash) },
			"the flash named session in the flash of the same names": func() (satchel.Token, error) { return straight.DecodeFlash(flash) },
			"the session in the flash of one manager":                func() (satchel.Token, error) { return crossed.DecodeFlash(session) },
			"the flash in the session of one manager":                func() (satchel.Token, error) { return crossed.DecodeSession(flash) },
		} {
			if _, err := decode(); !errors.Is(err, satchel.ErrSignature) {
				t.Errorf("sealed %t, %s: %v", sealed, name, err)
			}
		}
	}
}

// The whole way: a browser to which somebody has given the cookie of another one.
func TestATokenInTheWrongCookieIsAnEmptyScopeInARequest(t *testing.T) {
	for _, sealed := range []bool{false, true} {
		var events journal
		config := satchel.Config{Sealed: sealed, Secrets: []satchel.Secret{firstSecret}, Clock: atNoon, OnEvent: events.note}
		staging := config
		staging.Application = "staging"
		scopes, other := start(t, config), start(t, staging)
		v := newCaller(t)
		v.logIn(other)
		before := v.held[sessionName]
		if got := v.visit(scopes); got != "" || v.held[sessionName] != before {
			t.Errorf("sealed %t: the session of staging reads %q in production", sealed, got)
		}
		flash, err := scopes.EncodeFlash(pair("user", "ada")...)
		must(t, err)
		v.held[sessionName] = flash
		if got := v.visit(scopes); got != "" {
			t.Errorf("sealed %t: a flash reads %q as a session", sealed, got)
		}
		if refused := events.of(satchel.Rejected); len(refused) != 2 || refused[0].Reason != satchel.ReasonSignature || refused[1].Reason != satchel.ReasonSignature {
			t.Errorf("sealed %t: told as %v", sealed, refused)
		}
	}
}
