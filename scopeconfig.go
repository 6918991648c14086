package satchel

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/satchel-go/satchel/internal/cookie"
	"github.com/satchel-go/satchel/internal/keyring"
	"github.com/satchel-go/satchel/internal/token"
)

// The fields of Config that are cookies.
const (
	sessionField = "Session"
	flashField   = "Flash"
)

// scopeConfig is one cookie of a [Config], checked and made ready. It does not
// change after New.
type scopeConfig struct {
	field        string // sessionField or flashField
	name         string
	base         string // the name of the flash, for one of its slots
	needle       cookie.Needle
	line         *cookie.Line
	secure       bool
	unsigned     bool // reads a form that nothing authenticates
	format       token.Format
	legacy       token.Format // read too until legacyUntil; nil for none
	legacyUntil  time.Time
	marks        bool          // a message can say when it was born, and for which path it is
	lifetime     time.Duration // of the cookie in the browser; zero: until it closes
	expiresAfter time.Duration // zero: never
	clockSkew    time.Duration
}

// eventName returns the name that events have: a closed set, so that slots drawn at
// random do not fill logs.
func (s *scopeConfig) eventName() string {
	if s.base != "" {
		return s.base
	}
	return s.name
}

// scope resolves the defaults of one cookie and reports its faults.
func (c *Config) scope(field string, given CookieConfig, faults *faults) scopeConfig {
	isFlash := field == flashField
	switch {
	case given.MaxAge == None:
		given.MaxAge = 0
	case isFlash && given.MaxAge == 0 && c.flashPolicy() == NextPage:
		given.MaxAge = flashLifetime
	}
	attributes := c.attributes(field, given)
	for _, fault := range attributes.Faults() {
		faults.add(field+"."+fault.Field, fault.Problem)
	}
	if given.SameSite < 0 || given.SameSite > http.SameSiteNoneMode {
		faults.add(field+".SameSite", fmt.Sprintf("%d is no value of http.SameSite", given.SameSite))
	}
	s := scopeConfig{
		field:        field,
		name:         attributes.Name,
		needle:       cookie.NewNeedle(attributes.Name),
		line:         cookie.NewLine(attributes),
		secure:       attributes.Secure,
		marks:        isFlash && c.Profile == Native && c.flashPolicy() == NextPage && !c.InsecureUnsignedFlash,
		lifetime:     given.MaxAge,
		expiresAfter: given.JWT.ExpiresAfter,
		clockSkew:    given.JWT.ClockSkew,
	}
	switch s.expiresAfter {
	case 0:
		s.expiresAfter = given.MaxAge
	case None:
		s.expiresAfter = 0
	}
	switch s.clockSkew {
	case 0:
		s.clockSkew = defaultClockSkew
	case None:
		s.clockSkew = 0
	}
	given.JWT.check(field+".JWT", c.Profile, faults)
	return s
}

// check reports the faults of a token's settings.
func (j JWTConfig) check(field string, profile Profile, faults *faults) {
	if profile == Play25 && (j.SignatureAlgorithm != "" || j.ExpiresAfter != 0 || j.ClockSkew != 0 || j.DataClaim != "") {
		faults.add(field, "the profile Play25 has no JWT; leave all of it empty")
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
		faults.add(field+".DataClaim", strconv.Quote(j.DataClaim)+" is the claim of a date, too long, or no UTF-8")
	}
}

// attributes resolves what the cookie's line says.
func (c *Config) attributes(field string, given CookieConfig) cookie.Attributes {
	a := cookie.Attributes{
		Name:        given.Name,
		Path:        given.Path,
		Domain:      given.Domain,
		MaxAge:      given.MaxAge,
		Secure:      given.Secure || c.Profile == Native,
		HTTPOnly:    !given.InsecureScriptAccess,
		Partitioned: given.Partitioned,
	}
	if a.Name == "" {
		a.Name = defaultName(c.Profile, field)
	}
	if a.Path == "" {
		a.Path = "/"
	}
	if a.Domain == "" && field == flashField {
		a.Domain = c.Session.Domain // as play.http.flash.domain does
	}
	if c.Development || c.InsecureHTTP {
		// Browsers drop Secure cookies on plain HTTP without a word, and prefixes
		// demand Secure.
		a.Secure = false
		a.Name = cookie.WithoutPrefix(a.Name)
	}
	if c.Development {
		// Both need Secure. The same configuration has to start on the programmer's
		// machine, where no other site is involved.
		a.Partitioned = false
		if given.SameSite == http.SameSiteNoneMode {
			given.SameSite = http.SameSiteLaxMode
		}
	}
	switch given.SameSite {
	case http.SameSiteDefaultMode:
	case http.SameSiteStrictMode:
		a.SameSite = "Strict"
	case http.SameSiteNoneMode:
		a.SameSite = "None"
	default:
		a.SameSite = "Lax"
	}
	return a
}

func defaultName(profile Profile, field string) string {
	if profile == Native {
		return "__Host-" + strings.ToLower(field)
	}
	return "PLAY_" + strings.ToUpper(field)
}

// chooseFormat makes the token format of one cookie.
func (c *Config) chooseFormat(s *scopeConfig, ring keyring.Ring) (err error) {
	isFlash := s.field == flashField
	jwt := c.Session.JWT
	if isFlash {
		jwt = c.Flash.JWT
	}
	switch {
	case isFlash && (c.Profile == Play25 || c.Profile == Native && c.InsecureUnsignedFlash):
		s.format, s.unsigned = token.URLEncoded{}, true
		return nil
	case c.Profile == Play25:
		s.format, err = token.NewSignedURL(ring)
		return err
	case c.Profile == Native:
		// Each purpose and name has a key of its own, so that no token passes for
		// another. The algorithm goes in as well, or a shorter key would be the beginning
		// of a longer one. The label is part of the wire format: never change it.
		purpose := "satchel/1 " + string(jwt.algorithm()) + " " + strings.ToLower(s.field) + " " + s.name
		if ring, err = ring.Derive(purpose, jwt.algorithm().Size()); err != nil {
			return err
		}
		s.format, err = token.NewJWT(jwt.algorithm(), ring, jwt.claim())
		return err
	}
	play, err := token.NewJWT(jwt.algorithm(), ring, jwt.claim())
	if err != nil {
		return err
	}
	s.format = play
	switch {
	case isFlash && c.InsecureUnsignedFlash:
		s.format, s.unsigned = token.Fallback{JWT: play, Legacy: token.URLEncoded{}}, true
	case !isFlash && !c.Play25Until.IsZero():
		s.legacyUntil = c.Play25Until
		s.legacy, err = token.NewSignedURL(ring)
	}
	return err
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

// stamp returns an empty token with the dates of now.
func (s *scopeConfig) stamp(now time.Time) token.Token {
	t := token.Token{IssuedAt: now, NotBefore: now}
	if s.expiresAfter > 0 {
		t.ExpiresAt = now.Add(s.expiresAfter)
	}
	return t
}

// size returns name and value in bytes for pairs that weigh weight together.
func (s *scopeConfig) size(now time.Time, weight int) int {
	return len(s.name) + s.format.Len(s.stamp(now), weight)
}

// sizeOf is size for pairs that nobody has weighed yet.
func (s *scopeConfig) sizeOf(now time.Time, list []token.Pair) int {
	return s.size(now, (&bag{list: list}).weigh(s))
}

// sizeError describes the pairs of list with one more, or with one replaced.
func (s *scopeConfig) sizeError(now time.Time, size int, list []token.Pair, added ...token.Pair) *SizeError {
	e := &SizeError{Cookie: s.name, Size: size, Limit: MaxCookieSize}
	weight := 0
	for _, pair := range slices.Concat(added, list) {
		if !slices.ContainsFunc(e.Largest, func(k KeySize) bool { return k.Key == pair.Key }) {
			e.Largest = append(e.Largest, KeySize{pair.Key, s.format.Weigh(pair)})
			weight += s.format.Weigh(pair)
		}
	}
	slices.SortStableFunc(e.Largest, func(a, b KeySize) int { return b.Size - a.Size })
	e.Largest = e.Largest[:min(len(e.Largest), 5)]
	for i, key := range e.Largest {
		// In bytes of the cookie, which base64 makes a third more.
		e.Largest[i].Size = s.size(now, weight) - s.size(now, weight-key.Size)
	}
	return e
}

// maxUnsignedPairs bounds what anybody can write: pairs are looked up by walking,
// and a cookie has room for a thousand.
const maxUnsignedPairs = 256

// open reads one cookie's value. stale says that it should be written anew: by an
// older key, or in an older form.
func (s *scopeConfig) open(value string, now time.Time) (t token.Token, stale bool, err error) {
	if len(s.name)+len(value) > MaxCookieSize {
		return token.Token{}, false, ErrOversized
	}
	if s.unsigned && !cookie.ValidValue(value) {
		return token.Token{}, false, ErrMalformed // a signature would have shown it
	}
	format := s.format
	// One attempt, by Play's own rule: no failure of one reader leads to another.
	if s.legacy != nil && now.Before(s.legacyUntil) && strings.Contains(value, "=") {
		format, stale = s.legacy, true
	}
	if t, err = format.Parse(value); err != nil {
		return token.Token{}, false, err
	}
	if s.unsigned && len(t.Pairs) > maxUnsignedPairs {
		return token.Token{}, false, ErrOversized
	}
	if err = t.ValidAt(now, s.clockSkew); err != nil {
		return token.Token{}, false, err
	}
	return t, stale || t.KeyID != s.format.SigningKeyID(), nil
}

// prove shows that the cookie works before the first request needs it: a token
// comes back as it went, and one with a flipped bit does not (where the format is
// signed). It guards against a build, a platform or a change that breaks the
// verification, which nobody would notice otherwise: everything valid still works.
func (s *scopeConfig) prove(now time.Time) error {
	proof := s.stamp(now)
	proof.Pairs = []token.Pair{{Key: "proof", Value: "of the round trip"}}
	text, err := s.format.Append(nil, proof)
	if err != nil {
		return fmt.Errorf("self-test: %w", err)
	}
	back, _, err := s.open(string(text), now)
	if err != nil || !equal(back.Pairs, proof.Pairs) {
		return errors.New("self-test: a token does not come back as it was written")
	}
	if s.format.SigningKeyID() == "" {
		return nil
	}
	for i := range text {
		text[i] ^= 1
		if _, _, err := s.open(string(text), now); err == nil {
			return errors.New("self-test: a damaged token is accepted; this build cannot be trusted")
		}
		text[i] ^= 1
	}
	return nil
}
