package inspect_test

import (
	"context"
	"encoding/base64"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/cmd/satchel/internal/inspect"
)

// The secrets of these tests, which nobody uses for anything else.
const (
	secret = "Vd8kQ2mZr7Lx4Nw9Tb3Hc6Jf1Gs0PaYeUi5oXzRt7uKq2pWn4sDf6gHj8kLmQwEr"
	other  = "Bn5vCx3zLk8jHg6fDs1aPo9iUy7tRe4wQm2nBv0cXzAsDfGhJkLqWeRtYuIoPzXc"
)

var now = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// settings are those of somebody who has a secret and expects nothing in particular.
func settings(secrets ...satchel.Secret) inspect.Settings {
	s := inspect.Settings{Now: now, DataClaim: "data", ClockSkew: 5 * time.Minute}
	for _, secret := range secrets {
		s.Keys = append(s.Keys, satchel.Key{Secret: secret})
	}
	return s
}

// program returns the program of a configuration; its clock stands.
func program(t *testing.T, config satchel.Config, at time.Time) *satchel.Scopes {
	t.Helper()
	if len(config.Secrets) == 0 && len(config.Keys) == 0 {
		config.Secrets = []satchel.Secret{secret}
	}
	config.Clock = func() time.Time { return at }
	config.OnEvent = func(context.Context, satchel.Event) {}
	scopes, err := satchel.New(config)
	if err != nil {
		t.Fatal(err)
	}
	return scopes
}

// asking returns the settings of somebody who asks a program what it makes of cookies.
func asking(tb testing.TB, config satchel.Config, at time.Time) inspect.Settings {
	tb.Helper()
	if len(config.Secrets) == 0 && len(config.Keys) == 0 {
		config.Secrets = []satchel.Secret{secret}
	}
	asked, err := inspect.NewProgram(config, os.ReadFile, at)
	if err != nil {
		tb.Fatal(err)
	}
	return inspect.Settings{Now: at, Program: asked}
}

// session returns a session cookie, NAME=value, with one pair.
func session(t *testing.T, config satchel.Config, pairs ...satchel.Pair) string {
	t.Helper()
	if len(pairs) == 0 {
		pairs = []satchel.Pair{{Key: "user", Value: "ada"}}
	}
	scopes := program(t, config, now)
	value, err := scopes.EncodeSession(pairs...)
	if err != nil {
		t.Fatal(err)
	}
	return scopes.SessionCookieName() + "=" + value
}

// one inspects a text with one cookie.
func one(t *testing.T, text string, s inspect.Settings) inspect.Cookie {
	t.Helper()
	report, err := inspect.Inspect(text, s)
	if err != nil {
		t.Fatal(err)
	}
	if len(report.Cookies) != 1 {
		t.Fatalf("%d cookies, want 1", len(report.Cookies))
	}
	return report.Cookies[0]
}

func encode(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }

// contains tells whether one of the texts has a part.
func contains(texts []string, part string) bool {
	for _, text := range texts {
		if strings.Contains(text, part) {
			return true
		}
	}
	return false
}

// lasting is a flash whose messages wait for a day, not five minutes.
var lasting = satchel.CookieConfig{MaxAge: 24 * time.Hour}

// flash returns a flash cookie under a name.
func flash(t *testing.T, config satchel.Config, name string) string {
	t.Helper()
	config.Flash.MaxAge = lasting.MaxAge
	value, err := program(t, config, now).EncodeFlash(satchel.Pair{Key: "success", Value: "saved"})
	if err != nil {
		t.Fatal(err)
	}
	return name + "=" + value
}
