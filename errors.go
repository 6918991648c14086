package satchel

import (
	"errors"
	"fmt"
	"strings"

	"github.com/satchel-go/satchel/internal/token"
)

// Errors of the writers of [Session] and [Flash]. A writer that fails has changed
// nothing.
var (
	// ErrCommitted: the header of the response has been sent, CommitNow was called,
	// or the request is over. Change the scope before.
	ErrCommitted = errors.New("satchel: too late: the cookies of this response are decided; change session and flash before the first write, or CommitNow")

	// ErrTooLarge: the cookie would exceed [MaxCookieSize]. The error is a
	// [*SizeError], which has the numbers.
	ErrTooLarge = errors.New("satchel: too large for a cookie")

	// ErrReservedKey: the key begins with [ReservedPrefix].
	ErrReservedKey = errors.New(`satchel: keys that begin with "` + ReservedPrefix + `" are reserved`)

	// ErrNotUTF8: a key or a value is no UTF-8 text.
	ErrNotUTF8 = token.ErrNotUTF8
)

// Errors of [Scopes.DecodeSession] and [Scopes.DecodeFlash]: why a cookie's value
// is refused. In a request a refused cookie is an empty scope and a [Rejected]
// event, never an error; [ReasonOf] gives the event's word for each.
var (
	ErrMalformed = token.ErrMalformed // no token of the configured format
	ErrSignature = token.ErrSignature // forged, damaged, or signed with a key that is not configured
	ErrAlgorithm = token.ErrAlgorithm // signed with another algorithm
	ErrExpired   = token.ErrExpired   // beyond its expiry and the tolerance
	ErrPremature = token.ErrPremature // before its time and the tolerance
	ErrPurpose   = token.ErrPurpose   // made for the other cookie; or, with RequirePurpose, for none that it names

	// ErrKeyRetired: signed with a key that is retired.
	ErrKeyRetired = token.ErrRetired

	// ErrIdle: not used for as long as Limits.Idle says.
	ErrIdle = errors.New("satchel: the session has not been used for too long")

	// ErrTooOld: as old as Limits.Absolute says.
	ErrTooOld = errors.New("satchel: the session is too old")

	// ErrRevoked: ended by the Revocation of the Config.
	ErrRevoked = errors.New("satchel: the session has been revoked")

	// ErrUnchecked: NotBefore or the DenyList could not say.
	ErrUnchecked = errors.New("satchel: it cannot be checked whether the session has been revoked")

	// ErrOversized: longer than any browser would have sent.
	ErrOversized = errors.New("satchel: the cookie value is longer than a browser keeps")
)

// ErrNotRecent is the error of [Session.RequireRecent]: ask for the password again.
var ErrNotRecent = errors.New("satchel: nobody has logged in to this session recently enough")

// ErrNoDenyList is the error of [Scopes.Revoke] without a list.
var ErrNoDenyList = errors.New("satchel: no deny list; set Revocation.DenyList")

// ErrNotLoopback is the error of [Scopes.Begin] in development for a request that
// does not come from this machine, or asks for another host than this machine:
// what is fit for development must not serve a network.
var ErrNotLoopback = errors.New("satchel: development mode serves requests from this machine to a loopback host only; " +
	"configure Secrets for production and for tests with httptest, or InsecureDevelopmentAnywhere for a container")

// ErrSpeculation is the error of [Scopes.Begin] for a page that a browser fetches
// ahead (Sec-Purpose: prefetch) while a message waits in its cookie: whether a person
// will ever see that page, nobody knows. Answer it with status 503, which makes the
// browser forget the attempt, and fetch the page when it is wanted; and with no-store in
// Cache-Control and what else caches obey, or the page is gone for everybody.
var ErrSpeculation = errors.New("satchel: a flash message waits for a page that a person sees; this page is not served ahead")

// SizeError says by how much a cookie is too large and what fills it. It is
// [ErrTooLarge] to errors.Is.
type SizeError struct {
	Cookie  string    // the cookie's name
	Size    int       // name and value in bytes, as they would be sent
	Limit   int       // MaxCookieSize
	Largest []KeySize // at most five keys, the largest first
}

// KeySize is the share of one key in a cookie: the bytes that the cookie would be
// shorter without it.
type KeySize struct {
	Key  string
	Size int
}

// Error names the keys but no values.
func (e *SizeError) Error() string {
	var largest strings.Builder
	for i, key := range e.Largest {
		if i > 0 {
			largest.WriteString(", ")
		}
		fmt.Fprintf(&largest, "%.*q %d", maxShownKey, key.Key, key.Size)
	}
	return fmt.Sprintf("satchel: too large for a cookie: %s would have %d bytes of %d at most; largest keys: %s; "+
		"keep what is large on the server", e.Cookie, e.Size, e.Limit, largest.String())
}

// Unwrap makes a SizeError an [ErrTooLarge].
func (e *SizeError) Unwrap() error { return ErrTooLarge }

// ConfigError is one fault of a [Config]. [New] reports all faults at once,
// joined; errors.AsType finds the first.
type ConfigError struct {
	Field   string // as in Config, for example "Session.SameSite"
	Problem string // what is wrong and what to do; quotes values, but never a secret
}

func (e *ConfigError) Error() string { return "satchel: " + e.Field + ": " + e.Problem }

// ReasonOf returns the closed word for an error of [Scopes.DecodeSession] or
// [Scopes.DecodeFlash]; empty for nil and for other errors.
func ReasonOf(err error) Reason {
	for _, known := range []struct {
		err    error
		reason Reason
	}{
		{ErrMalformed, ReasonMalformed},
		{ErrSignature, ReasonSignature},
		{ErrAlgorithm, ReasonAlgorithm},
		{ErrExpired, ReasonExpired},
		{ErrPremature, ReasonPremature},
		{ErrPurpose, ReasonPurpose},
		{ErrKeyRetired, ReasonRetired},
		{ErrIdle, ReasonIdle},
		{ErrTooOld, ReasonTooOld},
		{ErrRevoked, ReasonRevoked},
		{ErrUnchecked, ReasonUnchecked},
		{ErrOversized, ReasonOversized},
	} {
		if errors.Is(err, known.err) {
			return known.reason
		}
	}
	return ""
}
