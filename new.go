package satchel

import (
	"context"
	"crypto/fips140"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/satchel-go/satchel/internal/cookie"
	"github.com/satchel-go/satchel/internal/keyring"
	"github.com/satchel-go/satchel/internal/token"
)

// New checks a configuration and makes it ready. It reports all faults at once,
// each a [*ConfigError]; values are quoted, secrets are not. In Development it may
// write one file, the secret, to the user's configuration folder.
func New(config Config) (*Scopes, error) {
	var faults faults
	s := &Scopes{
		clock:     config.Clock,
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
	if config.Development && len(config.Secrets) == 0 {
		secret, err := developmentSecret()
		if err != nil {
			faults.add("Development", err.Error())
			secret = NewSecret() // one fault is enough
		}
		config.Secrets = []Secret{secret}
	}
	ring := config.ring(&faults)
	s.session = config.scope(sessionField, config.Session, &faults)
	s.flash = config.scope(flashField, config.Flash, &faults)
	if !config.Development {
		s.lookalikes = cookie.NewLookalikes(s.session.name, s.flash.name)
	}
	config.flashFaults(&faults)
	config.contradictions(s, &faults)
	if len(faults) > 0 {
		return nil, errors.Join(faults...)
	}
	for _, scope := range []*scopeConfig{&s.session, &s.flash} {
		if err := config.chooseFormat(scope, ring); err != nil {
			return nil, &ConfigError{scope.field, err.Error()}
		}
		if err := scope.prove(s.clock()); err != nil {
			return nil, &ConfigError{scope.field, err.Error()}
		}
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

// ring checks the secrets. An index names the secret at fault.
func (c *Config) ring(faults *faults) keyring.Ring {
	if len(c.Secrets) == 0 {
		faults.add("Secrets", "none; give one of at least 32 random bytes (satchel.NewSecret makes one), "+
			"or set Development on your own machine")
	}
	texts := make([]string, len(c.Secrets))
	for i, secret := range c.Secrets {
		texts[i] = string(secret)
		if err := keyring.Check(texts[i], c.leastSecret()); err != nil {
			faults.add(fmt.Sprintf("Secrets[%d]", i), err.Error()+"; satchel.NewSecret makes a good one, and so does openssl rand -base64 48")
		}
	}
	return keyring.New(texts...)
}

// leastSecret is the size in bytes that each secret needs, for both cookies.
func (c *Config) leastSecret() int {
	switch {
	case c.Profile != Play25:
		return max(c.Session.JWT.algorithm().Size(), c.Flash.JWT.algorithm().Size(), token.HS256.Size())
	case c.InsecureShortSecrets:
		return 0
	default:
		return sha1Size
	}
}

const sha1Size = 20

// contradictions finds settings that exclude each other.
func (c *Config) contradictions(s *Scopes, faults *faults) {
	if s.session.name == s.flash.name {
		faults.add("Flash.Name", `"`+s.flash.name+`" is the session's name too; each needs a cookie of its own`)
	}
	if !c.Play25Until.IsZero() && c.Profile != Play {
		faults.add("Play25Until", "goes with the profile Play only")
	}
	if c.InsecureShortSecrets && c.Profile != Play25 {
		faults.add("InsecureShortSecrets", "goes with the profile Play25 only: a JWT needs a full key")
	}
	if c.InsecureHTTP && (c.Session.Secure || c.Flash.Secure) {
		faults.add("InsecureHTTP", "drops Secure, which Session.Secure or Flash.Secure asks for; keep one of them")
	}
	if fips140.Enforced() && (c.Profile == Play25 || !c.Play25Until.IsZero()) {
		faults.add("Profile", "the form of Play 2.5 is signed with SHA-1, which GODEBUG=fips140=only forbids")
	}
	if c.InsecureDevelopmentAnywhere && !c.Development {
		faults.add("InsecureDevelopmentAnywhere", "goes with Development only")
	}
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
		{"Session.InsecureScriptAccess", c.Session.InsecureScriptAccess},
		{"Flash.InsecureScriptAccess", c.Flash.InsecureScriptAccess},
	} {
		if setting.on {
			names = append(names, setting.name)
		}
	}
	return names
}
