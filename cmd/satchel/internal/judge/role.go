package judge

import (
	"slices"
	"strings"

	"github.com/satchel-go/satchel/internal/cookie"
)

// role is what a cookie is for, as far as its name tells: only a session needs all
// protection, and to ask it of each preference would bury the finding that counts.
type role uint8

const (
	otherRole   role = iota
	flashRole        // a message for the next page
	sessionRole      // whoever has it is the user
)

// roleOf guesses.
func roleOf(name, value string) role {
	words := strings.FieldsFunc(strings.ToLower(cookie.WithoutPrefix(name)), func(r rune) bool {
		return !('a' <= r && r <= 'z' || '0' <= r && r <= '9')
	})
	if slices.ContainsFunc(words, isForScripts) {
		return otherRole
	}
	switch {
	case slices.Contains(words, "flash"):
		return flashRole
	case slices.ContainsFunc(words, isOfSession) || isJWT(value):
		return sessionRole
	default:
		return otherRole
	}
}

// isForScripts finds the tokens against forged requests, which a script of the page has
// to read.
func isForScripts(word string) bool {
	return strings.Contains(word, "csrf") || strings.Contains(word, "xsrf") || word == "antiforgery"
}

func isOfSession(word string) bool {
	return strings.Contains(word, "sess") || strings.HasSuffix(word, "token") || strings.HasPrefix(word, "remember") ||
		slices.Contains([]string{"sid", "ssid", "sso", "auth", "oauth", "authentication", "authorization", "bearer", "identity", "jwt", "login"}, word)
}
