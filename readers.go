package satchel

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/satchel-go/satchel/internal/cookie"
	"github.com/satchel-go/satchel/internal/keyring"
)

// SessionReader opens session cookies in another form than that of the [Config], until a
// date. What it opens is written anew at the next page; a cookie of another name is
// deleted with that, and with [Session.Clear].
//
// It is for a change that ends no session: from signed to sealed (with a date only) and
// back, from one name, profile or set of secrets to another, from a Play application
// that has been replaced. Each text has one reader, by its look: two of the same name and
// look are refused by [New]. A reader of another name is asked only where the request has
// no cookie of the session's own name. The limits of the Config hold for what it opens,
// but for cookies of Play 2.5, which have no date.
type SessionReader struct {
	// Until is when it ends. Needed: a form that is read for ever is a door that stays
	// open.
	Until time.Time

	// Profile says which form, and the default name. Default: Native.
	Profile Profile

	// Sealed is the encrypted form of Native. Default: false, the signed one.
	Sealed bool

	// Name, Path and Domain are those of its cookie; the last two are needed to delete
	// it. Default: as in Config.Session where the profile is the same, and [NoDomain] for
	// none; else what the profile has by itself.
	Name, Path, Domain string

	// JWT is the token inside. Default: as Name.
	JWT JWTConfig

	// Secrets are those that signed it. Default: the keys of the Config.
	Secrets []Secret

	_ [0]func()
}

// readers resolves Config.Readers: those of the session's own name become forms of its
// cookie, the others get a cookie of their own. The flash takes part where the form of
// its cookie changes too, so that no message is lost on the way.
func (c *Config) readers(s *Scopes, faults *faults) {
	for i := range c.Readers {
		given, field := &c.Readers[i], fmt.Sprintf("Readers[%d]", i)
		given.check(field, faults)
		if given.Profile > Play25 {
			continue
		}
		scope := c.readerScope(field, given, faults)
		if len(given.Secrets) > maxKeys {
			faults.add(field+".Secrets", fmt.Sprintf("has %d secrets; %d at most", len(given.Secrets), maxKeys))
		}
		for j, secret := range given.Secrets {
			checkSecret(secret, fmt.Sprintf("%s.Secrets[%d]", field, j), scope.forms[0].least(), faults)
		}
		if s.IsFlashCookie(scope.name) {
			faults.add(field+".Name", scope.name+" is the flash's cookie")
			continue
		}
		if len(given.Secrets) == 0 && given.Profile == Native && c.Profile == Native && !c.InsecureUnsignedFlash {
			flash := s.flash.forms[0]
			flash.sealed, flash.until = given.Sealed, given.Until
			s.flash.addForm(flash) // no message is lost on the way
		}
		target := &scope
		if scope.name == s.session.name {
			target = &s.session
		}
		for j := range s.readers {
			if scope.name == s.readers[j].name {
				target = &s.readers[j]
			}
		}
		if target == &scope {
			s.readers = append(s.readers, scope)
			continue
		}
		if target.place != scope.place {
			faults.add(field, "another Path or Domain for the name "+scope.name+" would leave its cookie beside the new one; give one another Name")
		}
		if !target.addForm(scope.forms[0]) {
			// In development names have no prefix, and two of them may be one.
			if c.Development && nameOr(given.Name, given.Profile) != nameOr(c.Session.Name, c.Profile) {
				continue
			}
			faults.add(field, "its cookies look like others of the name "+scope.name+
				": it has the form that is written, or that of another reader; or give one another Name")
		}
	}
}

func nameOr(name string, profile Profile) string {
	return cmp.Or(name, defaultName(profile, sessionPurpose))
}

func (r *SessionReader) check(field string, faults *faults) {
	if r.Until.IsZero() {
		faults.add(field+".Until", "needed: the date on which this form ends to be read")
	}
	if r.Profile > Play25 {
		faults.add(field+".Profile", "unknown; use Native, Play or Play25")
	}
	if r.Sealed && r.Profile != Native {
		faults.add(field+".Sealed", "goes with the profile Native only")
	}
}

// readerScope resolves the cookie of one reader.
func (c *Config) readerScope(field string, r *SessionReader, faults *faults) scopeConfig {
	other := *c
	other.Profile, other.Sealed = r.Profile, r.Sealed
	given := CookieConfig{Secure: c.Session.Secure}
	if r.Profile == c.Profile {
		given = c.Session
	}
	given.Name = cmp.Or(r.Name, given.Name)
	given.Path = cmp.Or(r.Path, given.Path)
	given.Domain = cmp.Or(r.Domain, given.Domain)
	given.Secure = given.Secure || cookie.WithoutPrefix(given.Name) != given.Name
	given.JWT.SignatureAlgorithm = cmp.Or(r.JWT.SignatureAlgorithm, given.JWT.SignatureAlgorithm)
	given.JWT.ClockSkew = cmp.Or(r.JWT.ClockSkew, given.JWT.ClockSkew)
	given.JWT.DataClaim = cmp.Or(r.JWT.DataClaim, given.JWT.DataClaim)
	given.JWT.RequirePurpose = r.JWT.RequirePurpose || given.JWT.RequirePurpose
	scope := other.scope(field, sessionPurpose, given, faults)
	scope.forms[0].until = r.Until
	if len(r.Secrets) > 0 {
		texts := make([]string, len(r.Secrets))
		for i, secret := range r.Secrets {
			texts[i] = string(secret)
		}
		scope.forms[0].own = keyring.New(texts...)
	}
	return scope
}

// addForm lets a cookie be read in another form too, unless it looks like one that it
// has.
func (s *scopeConfig) addForm(added form) bool {
	if slices.ContainsFunc(s.forms, func(f form) bool { return f.shape() == added.shape() }) {
		return false
	}
	s.forms = append(s.forms, added)
	return true
}

// openSession finds the session's cookie; where there is none, one that a reader opens.
func (x *Exchange) openSession(own *finding) {
	x.open(&x.scopes.session, own)
	old := false
	for i := range x.scopes.readers {
		reader := &x.scopes.readers[i]
		if !x.carries(reader) {
			continue
		}
		if own.present { // it was to be deleted when the own one was written
			x.report(Event{Outcome: Conflict, Reason: ReasonLeftover, Cookie: reader.name})
			continue
		}
		var found finding
		if x.open(reader, &found); found.token.KeyID != "" || found.doubt != nil {
			found.stale = true
			*own = found
			return
		}
		old = true
	}
	own.present = own.present || old
}

// carries tells whether the request has a cookie that a reader is for, and may still be.
func (x *Exchange) carries(reader *scopeConfig) bool {
	if len(x.sent) == 0 || !reader.readsAt(x.scopes.clock()) {
		return false
	}
	scan := cookie.NewScanner(x.sent, reader.needle)
	_, found := scan.Next()
	return found
}

// readsAt tells whether one of the forms is still read.
func (s *scopeConfig) readsAt(now time.Time) bool {
	for i := range s.forms {
		if s.forms[i].reads(now) {
			return true
		}
	}
	return false
}

// yield gives up to write the session anew where the handler has set an old cookie by
// hand: behind a proxy of ours, Play may have ended the session there.
func (x *Exchange) yield(d *decision, header http.Header) {
	if !d.isHousekeeping() {
		return
	}
	for i := range x.scopes.readers {
		if reader := &x.scopes.readers[i]; countCookies(header, reader.name) > 0 && x.carries(reader) {
			x.report(Event{Outcome: Conflict, Reason: ReasonHandmade, Cookie: reader.eventName()})
			x.keepPrivate(header, reader.eventName())
			*d = decision{}
			return
		}
	}
}

// dropOld deletes the cookies of readers that the request carried, where the session's
// own cookie is written or deleted: they would bring back what this one has ended.
func (x *Exchange) dropOld(d *decision, header http.Header) {
	if d.reason == "" {
		return
	}
	for i := range x.scopes.readers {
		if reader := &x.scopes.readers[i]; x.carries(reader) {
			_ = x.apply(reader, &decision{reason: ReasonDeleted}, header)
		}
	}
}
