package satchel

import (
	"net/http"
	"strconv"
	"time"

	"github.com/satchel-go/satchel/internal/token"
)

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
	// only; for the flash, the domain of the session, and [NoDomain] for this host only.
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

// JWTConfig is the token inside a cookie (jwt). ExpiresAfter and ClockSkew are for the
// encrypted form (Config.Sealed) too, which has none of the rest.
type JWTConfig struct {
	// SignatureAlgorithm is HS256, HS384 or HS512 (signatureAlgorithm), in capitals.
	// Tokens with any other are refused. Default: HS256.
	SignatureAlgorithm string

	// ExpiresAfter is how long the token is good on the server, counted from its
	// writing, in whole seconds (expiresAfter). Config.Limits has the limits that count
	// from a session's start and its last use. Default: MaxAge; [None] switches it off.
	ExpiresAfter time.Duration

	// ClockSkew is the tolerance for expiry and for tokens from the future, between
	// servers whose clocks differ (clockSkew). Default: 5 minutes; [None] for none.
	ClockSkew time.Duration

	// DataClaim is the claim that holds the pairs (dataClaim). Default: "data".
	DataClaim string

	// RequirePurpose refuses tokens that do not say which of the two cookies they are
	// for: in the profile Play all that a Play application has written, for which a
	// session's token is as good as a flash's. Set it once no Play application writes
	// this cookie any more; those that have another purpose are refused in any case.
	// Native needs no such setting. Default: false, since the profile is for sharing.
	RequirePurpose bool

	_ [0]func()
}

// NoDomain stands for "this host only" where an empty domain stands for that of another
// cookie: for a flash beside a session that goes to all hosts of a domain
// (play.http.flash.domain = null), and for a reader of a session from before it did.
const NoDomain = "-" // no name of a host begins so

// None stands for "none at all" where the zero value of a duration stands for the
// default.
const None time.Duration = -1

const defaultClockSkew = 5 * time.Minute

// check reports the faults of a token's settings.
func (j JWTConfig) check(field string, profile Profile, faults *faults) {
	if profile == Play25 && (j.SignatureAlgorithm != "" || j.ExpiresAfter != 0 || j.ClockSkew != 0 || j.DataClaim != "" || j.RequirePurpose) {
		faults.add(field, "the profile Play25 has no JWT; leave all of it empty")
	}
	if j.RequirePurpose && profile == Native {
		faults.add(field+".RequirePurpose", "goes with the profile Play only: in Native no token passes for another")
	}
	if j.algorithm().Size() == 0 {
		faults.add(field+".SignatureAlgorithm", strconv.Quote(j.SignatureAlgorithm)+" is none of HS256, HS384 and HS512")
	}
	if j.ExpiresAfter < 0 && j.ExpiresAfter != None {
		faults.add(field+".ExpiresAfter", j.ExpiresAfter.String()+" is negative; None switches expiry off")
	}
	if j.ExpiresAfter > 0 && j.ExpiresAfter%time.Second != 0 {
		faults.add(field+".ExpiresAfter", j.ExpiresAfter.String()+" is not in whole seconds, which is all that a token has")
	}
	if j.ClockSkew < 0 && j.ClockSkew != None {
		faults.add(field+".ClockSkew", j.ClockSkew.String()+" is negative; None switches the tolerance off")
	}
	if !token.ValidDataClaim(j.claim()) {
		faults.add(field+".DataClaim", strconv.Quote(j.DataClaim)+" is the name of another claim, too long, or no UTF-8")
	}
}

func (j JWTConfig) algorithm() token.Algorithm {
	if j.SignatureAlgorithm == "" {
		return token.HS256
	}
	return token.Algorithm(j.SignatureAlgorithm)
}

func (j JWTConfig) claim() string {
	if j.DataClaim == "" {
		return "data"
	}
	return j.DataClaim
}
