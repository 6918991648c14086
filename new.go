package satchel

import (
	"context"
	"crypto/fips140"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/satchel-go/satchel/internal/cookie"
)

// New checks a configuration and makes it ready. It reports all faults at once,
// each a [*ConfigError]; values are quoted, secrets are not. In Development it may
// write one file, the secret, to the user's configuration folder.
func New(config Config) (*Scopes, error) {
	var faults faults
	s := &Scopes{
		clock:     config.Clock,
		cache:     config.Cache,
		onEvent:   config.OnEvent,
		proxies:   slices.Clone(config.TrustedProxies),
		localOnly: config.Development && !config.InsecureDevelopmentAnywhere,
		log:       eventLog{chatty: config.Development},
	}
	s.policy, s.maxSlots = config.flashPolicy(), config.FlashSlots
	s.rules = newFlashRules(config.FlashRules)
	s.buffers.New = func() any { return new([]byte) }
	if s.clock == nil {
		s.clock = time.Now
	}
	if config.Profile > Play25 {
		faults.add("Profile", "unknown; use Native, Play or Play25")
	}
	if config.Development && len(config.Secrets) == 0 && len(config.Keys) == 0 && config.KeyFile == "" {
		secret, err := developmentSecret()
		if err != nil {
			faults.add("Development", err.Error())
			secret = NewSecret() // one fault is enough
		}
		config.Secrets = []Secret{secret}
	}
	s.session = config.scope(sessionField, sessionPurpose, config.Session, &faults)
	s.flash = config.scope(flashField, flashPurpose, config.Flash, &faults)
	config.readers(s, &faults)
	faults = append(config.keyRing(s), faults...) // what matters most comes first
	config.limitFaults(&faults)
	config.revocationFaults(&faults)
	if !config.Development {
		s.lookalikes = cookie.NewLookalikes(s.session.name, s.flash.name)
	}
	config.flashFaults(&faults)
	if isNilPointer(config.Cache) {
		faults.add("Cache", "is a nil pointer: look at the error of what should have made it")
	}
	config.contradictions(s, &faults)
	if len(faults) > 0 {
		return nil, errors.Join(faults...)
	}
	s.revocation = config.newRevocation(s.clock)
	if err := s.ready(&config); err != nil {
		return nil, err
	}
	if weak := config.weakened(); len(weak) > 0 {
		s.emit(context.Background(), Event{Outcome: Insecure, Reason: ReasonSetting, Keys: weak})
	}
	return s, nil
}

// faults collects configuration errors.
type faults []error

func (f *faults) add(field, problem string) {
	*f = append(*f, &ConfigError{Field: field, Problem: problem})
}

// keyRing finds the keys and checks them for all that they are needed for.
func (c *Config) keyRing(s *Scopes) (faults faults) {
	s.keys = &liveKeys{counts: map[string]*keyCount{}}
	for i, scope := range s.all() {
		scope.index, scope.keys = i, s.keys
		s.keys.forms = append(s.keys.forms, scope.forms)
	}
	keys, file := c.keyList(&faults)
	if len(faults) == 0 {
		checkKeys(keys, c.keyField(), least(s.keys.forms), s.clock(), &faults)
	}
	s.keys.plan, s.keys.file = planOf(keys), file
	return faults
}

// all returns the cookies with a form of their own.
func (s *Scopes) all() []*scopeConfig {
	list := []*scopeConfig{&s.session, &s.flash}
	for i := range s.readers {
		list = append(list, &s.readers[i])
	}
	return list
}

// ready makes the formats, and proves that they work.
func (s *Scopes) ready(config *Config) error {
	now := s.clock()
	set, err := s.keys.make(s.keys.plan, now)
	if err != nil {
		return &ConfigError{config.keyField(), err.Error()}
	}
	s.keys.set.Store(set)
	limits := config.newSessionLimits(s.session.clockSkew)
	for i, scope := range s.all() {
		scope.format = set.formats[i][0]
		scope.overhead = scope.size(now, 0) + dateSlack
		if err := scope.prove(now); err != nil && scope.readsAt(now) {
			return &ConfigError{scope.field, err.Error()}
		}
		if scope != &s.flash {
			scope.limits, scope.hasReaders = limits, len(s.readers) > 0
		}
	}
	s.flashMark = flashMark(s.flash.name, s.session.name)
	s.housekeeping = s.keys.changeable() || s.session.mayBeDue(now)
	return nil
}

// contradictions finds settings that exclude each other.
func (c *Config) contradictions(s *Scopes, faults *faults) {
	if s.session.name == s.flash.name {
		faults.add("Flash.Name", `"`+s.flash.name+`" is the session's name too; each needs a cookie of its own`)
	}
	old := slices.ContainsFunc(c.Readers, func(r SessionReader) bool { return r.Profile == Play25 })
	if c.InsecureShortSecrets && c.Profile != Play25 && !old {
		faults.add("InsecureShortSecrets", "goes with the profile Play25 only, or a reader of it: a JWT needs a full key")
	}
	if c.Application != "" && c.Profile != Native {
		faults.add("Application", "goes with the profile Native only: Play has one key for all")
	}
	if !validApplication(c.Application) {
		faults.add("Application", strconv.Quote(c.Application)+" is longer than 64 bytes, or has blanks or controls")
	}
	if c.Sealed && (c.Profile != Native || c.InsecureUnsignedFlash) {
		faults.add("Sealed", "goes with the profile Native only, and not with InsecureUnsignedFlash")
	}
	if c.SealedPadding < 0 || c.SealedPadding > maxPadding || c.SealedPadding > 0 && !c.Sealed {
		faults.add("SealedPadding", strconv.Itoa(c.SealedPadding)+" is not from 0 to 1024, or goes with nothing sealed")
	}
	if c.InsecureHTTP && (c.Session.Secure || c.Flash.Secure) {
		faults.add("InsecureHTTP", "drops Secure, which Session.Secure or Flash.Secure asks for; keep one of them")
	}
	if fips140.Enforced() && (c.Profile == Play25 || old) {
		faults.add("Profile", "the form of Play 2.5 is signed with SHA-1, which GODEBUG=fips140=only forbids")
	}
	if c.InsecureDevelopmentAnywhere && !c.Development {
		faults.add("InsecureDevelopmentAnywhere", "goes with Development only")
	}
}

const maxPadding = 1024

// validApplication tells whether a name can stand in a label; see form.label.
func validApplication(name string) bool {
	return len(name) <= 64 && utf8.ValidString(name) &&
		!strings.ContainsFunc(name, func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) })
}

// weakened names the settings that take protection away, to be said once at start.
func (c *Config) weakened() []string {
	var names []string
	for _, setting := range []struct {
		name string
		on   bool
	}{
		{"InsecureHTTP", c.InsecureHTTP},
		{"InsecureUnsignedFlash", c.InsecureUnsignedFlash},
		{"InsecureShortSecrets", c.InsecureShortSecrets},
		{"InsecureDevelopmentAnywhere", c.InsecureDevelopmentAnywhere},
		{"Revocation.InsecureFailOpen", c.Revocation.InsecureFailOpen},
		{"Session.InsecureScriptAccess", c.Session.InsecureScriptAccess},
		{"Flash.InsecureScriptAccess", c.Flash.InsecureScriptAccess},
	} {
		if setting.on {
			names = append(names, setting.name)
		}
	}
	return names
}
