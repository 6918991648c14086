package satchel

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/satchel-go/satchel/internal/keyring"
	"github.com/satchel-go/satchel/internal/token"
)

// maxKeys bounds what a forged token costs: a MAC for each key.
const maxKeys = 8

// keyList returns the keys of the configuration, and the file that they come from.
func (c *Config) keyList(faults *faults) (keys []Key, file *keyFile) {
	given := 0
	for _, some := range []bool{len(c.Secrets) > 0, len(c.Keys) > 0, c.KeyFile != ""} {
		if some {
			given++
		}
	}
	if given > 1 {
		faults.add(keysField, "more than one of Secrets, Keys and KeyFile; give one")
		return nil, nil
	}
	switch c.keyField() {
	case keyFileField:
		var err error
		if file, keys, err = openKeyFile(c.KeyFile); err != nil {
			faults.add(keyFileField, err.Error())
		}
	case keysField:
		keys = append(keys, c.Keys...)
	default:
		for _, secret := range c.Secrets {
			keys = append(keys, Key{Secret: secret})
		}
	}
	return keys, file
}

// The fields of Config that may have the keys.
const (
	secretsField = "Secrets"
	keysField    = "Keys"
	keyFileField = "KeyFile"
)

// keyField is the one that has them.
func (c *Config) keyField() string {
	switch {
	case c.KeyFile != "":
		return keyFileField
	case len(c.Keys) > 0:
		return keysField
	default:
		return secretsField
	}
}

// keyMargin is how long a key has to verify after it has ended to sign, for nodes whose
// clocks are slow: the tolerance that dates in tokens have by default.
const keyMargin = defaultClockSkew

// checkKeys reports the faults of a list of keys.
func checkKeys(keys []Key, field string, need int, now time.Time, faults *faults) {
	if len(keys) > maxKeys {
		faults.add(field, fmt.Sprintf("has %d keys; %d at most", len(keys), maxKeys))
	}
	if len(keys) == 0 {
		faults.add(field, "none; give one of at least 32 random bytes (satchel.NewSecret makes one), "+
			"or set Development on your own machine")
		return
	}
	before := len(*faults)
	seen := map[Secret]bool{}
	active := 0
	for i, key := range keys {
		name := fmt.Sprintf("%s[%d]", field, i)
		checkSecret(key.Secret, name, need, faults)
		if seen[key.Secret] {
			faults.add(name, "stands there twice")
		}
		seen[key.Secret] = true
		if key.State == KeyByDates && !key.RetiredFrom.IsZero() && !key.RetiredFrom.After(key.ActiveFrom) {
			faults.add(name+".RetiredFrom", "is not after ActiveFrom, so that the key never signs")
		}
		if int(key.State) >= len(keyStateNames) {
			faults.add(name+".State", key.State.String()+" is no state")
		}
		if key.State == KeyActive {
			active++
		}
	}
	if active > 1 {
		faults.add(field, "more than one key is active by hand; one signs")
	}
	if active == 1 && slices.ContainsFunc(keys, func(k Key) bool { return k.State == KeyByDates && k.ActiveFrom.After(now) }) {
		faults.add(field, "a key waits for its ActiveFrom, which another one that is active by hand would not let happen; leave its State out")
	}
	if len(*faults) == before {
		checkDates(keys, field, now, faults)
	}
}

// checkDates finds what a ring would do wrong one day.
func checkDates(keys []Key, field string, now time.Time, faults *faults) {
	plan := schedule(keys)
	if moment, gap := plan.Gap(now); gap {
		faults.add(field, "no key signs from "+moment.UTC().Format(time.RFC3339)+" on; one needs an ActiveFrom before, and no RetiredFrom")
		return
	}
	if i := plan.Hasty(keyMargin); i >= 0 {
		faults.add(fmt.Sprintf("%s[%d].RetiredFrom", field, i), "is less than "+keyMargin.String()+
			" after the key has ended to sign: sessions that were signed last, on a node whose clock is slow, would end; "+
			"KeyRetired ends those of a stolen key at once")
	}
}

func checkSecret(secret Secret, field string, need int, faults *faults) {
	err := keyring.Check(string(secret), need)
	switch {
	case err == nil:
	case errors.Is(err, keyring.ErrQuoted) || errors.Is(err, keyring.ErrBlankEnds):
		faults.add(field, err.Error()+"; take them off, here and wherever else the secret is used")
	default:
		faults.add(field, err.Error()+"; satchel.NewSecret makes a good one, and so does openssl rand -base64 48")
	}
}

// least is the size in bytes that each secret needs for all forms that it is used for.
func least(forms [][]form) int {
	need := 0
	for _, list := range forms {
		for i := range list {
			if list[i].own == nil {
				need = max(need, list[i].least())
			}
		}
	}
	return need
}

// least is the size in bytes that a secret needs.
func (f *form) least() int {
	switch {
	case f.profile == Play25 && f.short:
		return 0
	case f.profile == Play25:
		return sha1Size
	case f.unsigned && f.profile == Native:
		return token.HS256.Size()
	default:
		return max(f.jwt.algorithm().Size(), token.HS256.Size())
	}
}

const sha1Size = 20
