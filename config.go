package satchel

import (
	"context"
	"fmt"
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
// As in Play, a session has no end of its own by default: set Limits to bound what a
// copied cookie is good for. [New] reads it once: a later change has
// no effect.
type Config struct {
	// Profile chooses the defaults. Default: Native.
	Profile Profile

	// Secrets are the short form of Keys: the first one signs, all of them verify, and
	// what another than the first has verified is written anew. Each needs as many bytes
	// as the algorithm's digest (HS256: 32). Default: none, which only Development
	// allows. Give one of Secrets, Keys and KeyFile.
	Secrets []Secret

	// Keys are secrets with the stages of their life, for a rotation that loses no
	// session on a fleet of nodes; eight at most. Default: those of Secrets.
	Keys []Key

	// KeyFile is the path of a file with keys in the form of [ParseKeys]. It is read
	// again while the program runs, at most once a second and only for requests that
	// need a key; what is at fault in it is told in an event, and the keys of before
	// stay. Default: none.
	KeyFile string

	// Application is the name of this application, where several have the same secret
	// and the same names of cookies, as staging and production may: their cookies have
	// different keys then, so that none takes another's. For Native; up to 64 letters,
	// digits and signs without blanks. A change ends all sessions. Default: empty.
	Application string

	// Sealed encrypts both cookies, which are signed only and readable otherwise: by
	// the user, by whoever has the device, in every log that has cookies. It costs some
	// bytes less than signing, and more time. To switch it on without ending a session,
	// name the signed form in Readers for a while. For Native. Default: false.
	Sealed bool

	// SealedPadding fills what is encrypted up to a multiple of so many bytes, so that
	// the length of a cookie says less about its content; at most 1024. Default: 0,
	// none.
	SealedPadding int

	// Readers open sessions in other forms too, until a date, and write them anew in
	// the form of this Config: those of before a change, or of a Play application that
	// is gone. Default: none.
	Readers []SessionReader

	// Limits are the functional timeouts of sessions. Default: none, as in Play.
	Limits Limits

	// Revocation ends sessions before their time. Default: nothing does.
	Revocation Revocation

	// Cache is a cache that keeps data under the unique ids of sessions, and is told when
	// one ends or gets another id: what package cache makes. Default: nil.
	Cache SessionCache

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
	// bytes) with the profile Play25, or for a reader of that form, for an old application
	// whose secret is what it is. It can be guessed. JWT has no such leniency, nor has Play since 2.9.
	// Default: false.
	InsecureShortSecrets bool

	// InsecureDevelopmentAnywhere lets Development serve requests from other
	// machines, for a program inside a container or a virtual machine. Default:
	// false.
	InsecureDevelopmentAnywhere bool

	_ [0]func() // no comparison, no literal without field names: fields will be added
}
