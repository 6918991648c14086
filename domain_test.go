package satchel_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/satchel-go/satchel"
)

// Whom the two cookies go to: this host ("") or all hosts of a domain. Play's settings are
// play.http.session.domain and play.http.flash.domain.
func TestWhomTheCookiesGoTo(t *testing.T) {
	const none = satchel.NoDomain
	for name, test := range map[string]struct{ session, flash, wantSession, wantFlash string }{
		"nothing is set":                      {"", "", "", ""},
		"the flash follows the session":       {"example.com", "", "example.com", "example.com"},
		"the flash has a domain of its own":   {"example.com", "shop.example.com", "example.com", "shop.example.com"},
		"the flash is for this host":          {"example.com", none, "example.com", ""},
		"the session is for this host":        {none, "", "", ""},
		"both are for this host, and say so":  {none, none, "", ""},
		"the flash alone goes to all of them": {none, "example.com", "", "example.com"},
	} {
		t.Run(name, func(t *testing.T) {
			scopes := start(t, satchel.Config{
				Profile: satchel.Play, Secrets: []satchel.Secret{firstSecret},
				Session: satchel.CookieConfig{Domain: test.session}, Flash: satchel.CookieConfig{Domain: test.flash},
			})
			got := map[string]string{}
			for _, line := range respond(scopes, page(), logIn(t)) {
				c, err := http.ParseSetCookie(line)
				must(t, err)
				if strings.Contains(line, "Domain") != (c.Domain != "") {
					t.Errorf("the line is %q", line)
				}
				got[c.Name] = c.Domain
			}
			if len(got) != 2 || got["PLAY_SESSION"] != test.wantSession || got["PLAY_FLASH"] != test.wantFlash {
				t.Errorf("the cookies go to %q", got)
			}
		})
	}
}

// A prefix that allows no domain is no obstacle where only the session has one.
func TestAFlashForThisHostKeepsItsPrefix(t *testing.T) {
	scopes := start(t, satchel.Config{
		Secrets: []satchel.Secret{firstSecret},
		Session: satchel.CookieConfig{Name: "__Secure-session", Domain: "example.com"},
		Flash:   satchel.CookieConfig{Domain: satchel.NoDomain},
	})
	if got := scopes.FlashCookieName(); got != "__Host-flash" {
		t.Errorf("the flash is named %q", got)
	}
}
