package judge

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/satchel-go/satchel/internal/cookie"
)

// role is what a cookie is for, as far as its name tells: only a session needs all
// protection, and to ask it of each preference would bury the finding that counts.
type role uint8

const (
	otherRole    role = iota
	doubtfulRole      // it may be a session, or speak of one
	flashRole         // a message for the next page
	sessionRole       // whoever has it is the user
)

// Words of names. A word that others know for something else makes a session doubtful: an
// identifier of a visitor, or what a page remembers about a session.
var (
	sessionWords = []string{
		"sess", "session", "sid", "ssid", "sso", "auth", "oauth", "authentication", "authorization", "bearer", "identity", "jwt", "token",
	}
	tokenWords    = []string{"access", "auth", "refresh", "id", "session", "user", "login", "remember", "api", "bearer"}
	doubtfulWords = []string{
		"ai", "analytics", "count", "device", "expired", "expires", "expiry", "flag", "guest", "hint", "last", "nonce", "seen",
		"start", "started", "state", "status", "timeout", "tracking", "visitor",
	}
)

// roleOf goes by the name, and by the value where it is none that a session would have.
func roleOf(name, value string) role {
	words := wordsOf(cookie.WithoutPrefix(name))
	switch {
	case slices.ContainsFunc(words, isForScripts):
		return otherRole
	case slices.Contains(words, "flash"):
		return flashRole
	case isJWT(value):
		return sessionRole
	case isSwitch(value):
		return otherRole
	case isOfSession(words) && !slices.ContainsFunc(words, func(word string) bool { return slices.Contains(doubtfulWords, word) }):
		return sessionRole
	case isOfSession(words), slices.ContainsFunc(words, mayBeSession):
		return doubtfulRole
	default:
		return otherRole
	}
}

// wordsOf takes a name apart where signs or capitals part its words, in small letters.
func wordsOf(name string) []string {
	var spaced strings.Builder
	lower := false
	for _, r := range name {
		if unicode.IsUpper(r) && lower {
			spaced.WriteByte(' ')
		}
		lower = unicode.IsLower(r)
		spaced.WriteRune(unicode.ToLower(r))
	}
	return strings.FieldsFunc(spaced.String(), func(r rune) bool { return !('a' <= r && r <= 'z' || '0' <= r && r <= '9') })
}

// isForScripts finds the tokens against forged requests, which a script of the page has
// to read.
func isForScripts(word string) bool {
	return strings.Contains(word, "csrf") || strings.Contains(word, "xsrf") || word == "antiforgery"
}

// isOfSession tells whether the words name what logs somebody in. The last word of all is a
// token of what stands before it.
func isOfSession(words []string) bool {
	for i, word := range words {
		owner, isToken := strings.CutSuffix(word, "token")
		if isToken && owner == "" && i > 0 {
			owner = words[i-1]
		}
		switch {
		case isToken && owner != "":
			if slices.Contains(tokenWords, owner) {
				return true
			}
		case slices.Contains(sessionWords, word), strings.HasPrefix(word, "session"), strings.HasPrefix(word, "remember"),
			strings.Contains(word, "sessid"), strings.Contains(word, "sessionid"), ofDrupal.MatchString(word):
			return true
		}
	}
	return false
}

// ofDrupal is how Drupal calls its sessions, with a hash of the site behind.
var ofDrupal = regexp.MustCompile(`^s?sess[0-9a-f]{16,}$`)

// mayBeSession finds the words that stand for a login here and for something else there.
func mayBeSession(word string) bool {
	return word == "login" || strings.HasSuffix(word, "token") || strings.HasSuffix(word, "session") && word != "possession" && word != "obsession"
}

// isSwitch tells whether a value only says yes or no, or counts: nobody is logged in by it.
func isSwitch(value string) bool {
	switch strings.ToLower(value) {
	case "true", "false", "yes", "no", "on", "off", "none", "null", "undefined", "deleted", "y", "n":
		return true
	}
	return value != "" && len(value) <= 2 && strings.Trim(value, "0123456789") == ""
}
