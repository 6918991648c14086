package satchel

import (
	"context"
	"fmt"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/satchel-go/satchel/internal/cookie"
)

// MaxCookieSize is the largest name and value together, in bytes, that browsers
// keep (RFC 6265bis section 5.6). They drop a larger cookie and tell nobody, so
// writers fail before.
const MaxCookieSize = cookie.MaxSize

// Profile is a set of defaults. The zero value is [Native].
type Profile uint8

const (
	// Native is for a Go application by itself: cookies __Host-session and
	// __Host-flash, Secure, both signed, each with a key of its own derived from
	// the secret and the cookie's name.
	Native Profile = iota

	// Play shares both cookies with an application on Play 2.6 to 3.x: names, key
	// and form are Play's defaults. Play's unsigned flash is refused, which Play
	// itself accepts; see Config.InsecureUnsignedFlash.
	Play

	// Play25 shares both cookies with an application on Play 2.0.6 to 2.5, the one
	// that the documentation of 2015 describes: the session is signed with
	// HMAC-SHA1, the flash is not signed.
	Play25
)

// profileNames are what String returns and UnmarshalText takes.
var profileNames = []string{Native: "native", Play: "play", Play25: "play25"}

// String returns "native", "play" or "play25".
func (p Profile) String() string {
	if int(p) < len(profileNames) {
		return profileNames[p]
	}
	return fmt.Sprintf("Profile(%d)", uint8(p))
}

// MarshalText implements [encoding.TextMarshaler]. An unknown profile is an error.
func (p Profile) MarshalText() ([]byte, error) {
	if int(p) >= len(profileNames) {
		return nil, fmt.Errorf("satchel: %v is no profile", p)
	}
	return []byte(p.String()), nil
}

// UnmarshalText implements [encoding.TextUnmarshaler], for configuration files
// and flag.TextVar. It takes what String returns, in capitals too.
func (p *Profile) UnmarshalText(name []byte) error {
	i := slices.Index(profileNames, strings.ToLower(string(name)))
	if i < 0 {
		return fmt.Errorf("satchel: profile %q is none of %s", name, strings.Join(profileNames, ", "))
	}
	*p = Profile(i) //nolint:gosec // an index of three
	return nil
}

// Config says how sessions and flashes travel. Its zero value with one secret, or
// with Development, is complete; fields whose names begin with Insecure weaken it.
// As in Play, a session has no end of its own by default: set Session.MaxAge to
// bound what a copied cookie is good for. [New] reads it once: a later change has
// no effect.
type Config struct {
	// Profile chooses the defaults. Default: Native.
	Profile Profile

	// Secrets sign the cookies: the first one signs, all of them verify, so that a
	// new secret goes in front and an old one stays until its sessions are gone. Each
	// needs as many bytes as the algorithm's digest (HS256: 32). Default: none,
	// which only Development allows.
	Secrets []Secret

	// Development is for the programmer's own machine: a secret is made and kept in
	// the user's configuration folder when none is given, cookies go without Secure
	// and without the prefix __Host- so that they work on http://localhost (and so
	// without Partitioned, and with Lax in place of SameSite=None), and only requests
	// from this machine to a loopback host are served. The secret differs by working
	// folder, since all programs on localhost share one cookie jar. Default: false.
	Development bool

	// Session and Flash are the settings of the two cookies, those of
	// play.http.session and play.http.flash.
	Session, Flash CookieConfig

	// FlashPolicy says which response ends a message: NextPage or NextRequest.
	// Default: NextPage in Native, NextRequest in the Play profiles.
	FlashPolicy FlashPolicy

	// FlashRules teach NextPage what the header fields of a library for partial pages
	// mean. They come before the built-in ones, which know htmx, Turbo, Inertia,
	// Livewire, Unpoly and what browsers say of themselves. Default: none.
	FlashRules []FlashRule

	// FlashSlots gives the messages of each response a cookie of their own, under a name
	// drawn at random, so that responses that cross take nothing from each other. It is
	// how many may wait at a time, from 2 to 8; the next one takes the oldest along. For
	// Native and NextPage. Default: 0, one cookie for all.
	FlashSlots int

	// Play25Until is for an application that has moved from Play 2.5: with the
	// profile Play, sessions in the form of 2.5 are read too until this date, and
	// written anew at the next page. The form has no expiry of its own. Default: the
	// zero time, never.
	Play25Until time.Time

	// TrustedProxies are the addresses of proxies whose X-Forwarded-Proto is
	// believed, when the program wants to know whether a client came by TLS. Only an
	// event depends on it. Default: none.
	TrustedProxies []netip.Prefix

	// OnEvent is told what happens to cookies. It is called from the goroutine of
	// the request, without locks, and must be safe for concurrent use. The context is
	// the one that the request came with, without its scopes. Default: nil, and then
	// what needs attention goes to slog.Default() as [LogEvents] writes it, without
	// the lines of level Debug (in Development, each mistake of the program each
	// time); a function that does nothing makes it silent.
	OnEvent func(context.Context, Event)

	// Clock is the time. It is called under locks and must not look at a scope.
	// Default: time.Now.
	Clock func() time.Time

	// InsecureHTTP drops Secure and the prefixes __Host- and __Secure- also outside
	// development, for a network without TLS: whoever can listen there can take a
	// session over. Default: false.
	InsecureHTTP bool

	// InsecureUnsignedFlash makes the flash a text that anybody can write who can
	// set a cookie. Native then writes and reads it unsigned; Play goes on signing
	// and also reads the unsigned form, as Play itself does; Play25 has no other.
	// Default: false.
	InsecureUnsignedFlash bool

	// InsecureShortSecrets lets a secret in that is shorter than the digest (20
	// bytes) with the profile Play25, for an old application whose secret is what it
	// is. It can be guessed. JWT has no such leniency, nor has Play since 2.9.
	// Default: false.
	InsecureShortSecrets bool

	// InsecureDevelopmentAnywhere lets Development serve requests from other
	// machines, for a program inside a container or a virtual machine. Default:
	// false.
	InsecureDevelopmentAnywhere bool

	_ [0]func() // no comparison, no literal without field names: fields will be added
}

// CookieConfig is one cookie: its attributes, and the token inside.
type CookieConfig struct {
	// Name is the cookie's name (cookieName). Default: __Host-session and
	// __Host-flash in Native, PLAY_SESSION and PLAY_FLASH in the Play profiles. A
	// changed name strands the old cookie in browsers, and changes the key in
	// Native.
	Name string

	// Path is where browsers send it (path); it begins with a slash. Default: "/".
	Path string

	// Domain widens it to all hosts of a domain (domain). Default: empty, this host
	// only; for the flash, the domain of the session.
	Domain string

	// Secure keeps it from plain HTTP (secure). Native always has it, with or
	// without this field. Default in the Play profiles: false, as in Play.
	Secure bool

	// InsecureScriptAccess lets scripts of the page read it (httpOnly = false), and
	// so a script that somebody planted. Default: false.
	InsecureScriptAccess bool

	// SameSite is when other sites' pages make browsers send it (sameSite).
	// http.SameSiteNoneMode needs Secure; http.SameSiteDefaultMode leaves the
	// attribute out (null in Play). Default: Lax.
	SameSite http.SameSite

	// Partitioned gives each embedding site a jar of its own (partitioned; CHIPS).
	// It needs Secure. Default: false.
	Partitioned bool

	// MaxAge is how long browsers keep it (maxAge; Play has none for the flash), in
	// whole seconds, at most 400 days. It starts anew when the cookie is written,
	// which happens when the pairs change, and at Session.Renew. Default: zero, until
	// the browser closes, and for a copy without end; for the flash with the policy
	// NextPage 5 minutes, and [None] for none.
	MaxAge time.Duration

	// JWT is the token inside; the profile Play25 has none and allows no setting.
	JWT JWTConfig

	_ [0]func()
}

// JWTConfig is the token inside a cookie (jwt).
type JWTConfig struct {
	// SignatureAlgorithm is HS256, HS384 or HS512 (signatureAlgorithm), in capitals.
	// Tokens with any other are refused. Default: HS256.
	SignatureAlgorithm string

	// ExpiresAfter is how long the token is good on the server, counted from its
	// writing, in whole seconds (expiresAfter). Default: MaxAge; [None] switches
	// it off.
	ExpiresAfter time.Duration

	// ClockSkew is the tolerance for expiry and for tokens from the future, between
	// servers whose clocks differ (clockSkew). Default: 5 minutes; [None] for none.
	ClockSkew time.Duration

	// DataClaim is the claim that holds the pairs (dataClaim). Default: "data".
	DataClaim string

	_ [0]func()
}

// None stands for "none at all" where the zero value of a duration stands for the
// default.
const None time.Duration = -1

const defaultClockSkew = 5 * time.Minute
