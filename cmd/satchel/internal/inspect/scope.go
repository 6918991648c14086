package inspect

import (
	"regexp"
	"strings"
)

// Scope is which of the two a cookie is.
type Scope string

// The scopes. The words are part of the wire format.
const (
	Session Scope = "session"
	Flash   Scope = "flash"
)

// slotSuffix is what Config.FlashSlots puts behind the name of a flash.
var slotSuffix = regexp.MustCompile(`\.[a-z2-7]{5}$`)

// slotless returns the name of a slot without what was drawn, and any other name as it is.
func slotless(name string) string { return slotSuffix.ReplaceAllString(name, "") }

// keyNames lists the names that the key of a cookie may be derived for: that of a slot is
// the flash's.
func keyNames(name string, scope Scope) []string {
	if base := slotless(name); base != name && scope == Flash {
		return []string{base, name}
	}
	return []string{name}
}

// scopeOfName returns the scope that a cookie's name tells; empty for a name that tells
// none, or that another program has.
func scopeOfName(name string) Scope {
	lower := strings.ToLower(slotless(name))
	switch {
	case strangerByName(name):
		return ""
	case strings.HasSuffix(lower, string(Session)):
		return Session
	case strings.HasSuffix(lower, string(Flash)):
		return Flash
	}
	return ""
}

// defaultNames are the names under which Native derives keys if nobody says another one:
// with the prefix, and without it, as in development.
func defaultNames(scope Scope) []string { return []string{"__Host-" + string(scope), string(scope)} }
