package satchel

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// environmentPrefix begins the variables that belong to the library.
const environmentPrefix = "SATCHEL_"

// ConfigFromEnvironment reads a configuration from environment variables, given as
// os.Environ gives them:
//
//	SATCHEL_PROFILE             native, play or play25
//	SATCHEL_SECRETS             one secret, or several separated by white space, the signing one first;
//	                            or keys with their stages, as ParseKeys reads them
//	SATCHEL_KEY_FILE            a path, in place of SATCHEL_SECRETS
//	SATCHEL_APPLICATION         see Config.Application
//	SATCHEL_SEALED              true or false
//	SATCHEL_SEALED_PADDING      a number, see Config.SealedPadding
//	SATCHEL_READ_SIGNED_UNTIL   a date as in 2027-01-31T00:00:00Z: until then the signed form of Native is
//	                            read too, see Config.Readers
//	SATCHEL_READ_SEALED_UNTIL   the same for the sealed form
//	SATCHEL_READ_PLAY25_UNTIL   the same for the form of Play 2.5
//	SATCHEL_IDLE                a duration, and
//	SATCHEL_ABSOLUTE            another one: see Limits
//	SATCHEL_EPOCH               a date, see Revocation.Epoch
//	SATCHEL_DEVELOPMENT         true or false
//	SATCHEL_FLASH_POLICY        next-page or next-request
//	SATCHEL_FLASH_SLOTS         a number, see Config.FlashSlots
//
// and for each cookie the names of Play's settings, here for the session:
//
//	SATCHEL_SESSION_COOKIE_NAME   SATCHEL_SESSION_PATH       SATCHEL_SESSION_DOMAIN
//	SATCHEL_SESSION_SECURE        SATCHEL_SESSION_HTTP_ONLY  SATCHEL_SESSION_SAME_SITE (lax, strict, none, null)
//	SATCHEL_SESSION_PARTITIONED   SATCHEL_SESSION_MAX_AGE
//	SATCHEL_SESSION_JWT_SIGNATURE_ALGORITHM   SATCHEL_SESSION_JWT_EXPIRES_AFTER
//	SATCHEL_SESSION_JWT_CLOCK_SKEW            SATCHEL_SESSION_JWT_DATA_CLAIM
//	SATCHEL_SESSION_JWT_REQUIRE_PURPOSE
//
// SECURE is for the Play profiles: cookies of Native always are. Durations are Go's,
// as in 720h, or null for none; a DOMAIN that is null is NoDomain. A variable that is
// set to nothing counts as not set.
// Other variables that begin with SATCHEL_ are faults, since a misspelt setting
// would silently not apply, but for those that Kubernetes makes for services. All
// faults are reported at once, each a [*ConfigError]. What weakens the cookies most
// has no variable: it belongs into the code.
func ConfigFromEnvironment(environ []string) (Config, error) {
	var c Config
	settings := environmentSettings(&c)
	var faults faults
	for _, variable := range environ {
		name, value, _ := strings.Cut(variable, "=")
		rest, ours := strings.CutPrefix(name, environmentPrefix)
		if !ours || value == "" {
			continue
		}
		apply, known := settings[rest]
		if !known {
			if !ofKubernetes(name) {
				faults.add(name, "no such setting; ConfigFromEnvironment lists them")
			}
		} else if err := apply(value); err != nil {
			faults.add(name, err.Error())
		}
	}
	if len(faults) > 0 {
		slices.SortFunc(faults, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
		return Config{}, errors.Join(faults...)
	}
	return c, nil
}

// ofKubernetes tells whether a variable is one of those that Kubernetes makes for
// every service of the namespace, such as one named satchel or satchel-web.
func ofKubernetes(name string) bool {
	return strings.HasSuffix(name, "_SERVICE_HOST") || strings.HasSuffix(name, "_PORT") ||
		strings.Contains(name, "_SERVICE_PORT") || strings.Contains(name, "_PORT_")
}

// setting stores one variable's value in a configuration.
type setting func(value string) error

func environmentSettings(c *Config) map[string]setting {
	settings := map[string]setting{
		"PROFILE":           oneOf(&c.Profile, map[string]Profile{Native.String(): Native, Play.String(): Play, Play25.String(): Play25}),
		"DEVELOPMENT":       parsed(&c.Development, strconv.ParseBool, "true or false"),
		"READ_PLAY25_UNTIL": reader(c, SessionReader{Profile: Play25}),
		"READ_SEALED_UNTIL": reader(c, SessionReader{Sealed: true}),
		"SEALED_PADDING":    parsed(&c.SealedPadding, strconv.Atoi, "a whole number"),
		"READ_SIGNED_UNTIL": reader(c, SessionReader{}),
		"SECRETS":           secrets(c),
		"KEY_FILE":          text(&c.KeyFile),
		"APPLICATION":       text(&c.Application),
		"SEALED":            parsed(&c.Sealed, strconv.ParseBool, "true or false"),
		"IDLE":              limit(&c.Limits.Idle),
		"ABSOLUTE":          limit(&c.Limits.Absolute),
		"EPOCH":             date(&c.Revocation.Epoch),
		"FLASH_POLICY":      oneOf(&c.FlashPolicy, map[string]FlashPolicy{NextPage.String(): NextPage, NextRequest.String(): NextRequest}),
		"FLASH_SLOTS":       parsed(&c.FlashSlots, strconv.Atoi, "a whole number"),
	}
	for prefix, cookie := range map[string]*CookieConfig{"SESSION_": &c.Session, "FLASH_": &c.Flash} {
		for name, apply := range map[string]setting{
			"COOKIE_NAME": text(&cookie.Name),
			"PATH":        text(&cookie.Path),
			"DOMAIN":      domain(&cookie.Domain),
			"SECURE":      parsed(&cookie.Secure, strconv.ParseBool, "true or false"),
			"HTTP_ONLY": parsed(&cookie.InsecureScriptAccess, func(value string) (bool, error) {
				httpOnly, err := strconv.ParseBool(value)
				return !httpOnly, err
			}, "true or false"),
			"SAME_SITE": oneOf(&cookie.SameSite, map[string]http.SameSite{
				"lax": http.SameSiteLaxMode, "strict": http.SameSiteStrictMode,
				"none": http.SameSiteNoneMode, "null": http.SameSiteDefaultMode,
			}),
			"PARTITIONED":             parsed(&cookie.Partitioned, strconv.ParseBool, "true or false"),
			"MAX_AGE":                 duration(&cookie.MaxAge),
			"JWT_SIGNATURE_ALGORITHM": text(&cookie.JWT.SignatureAlgorithm),
			"JWT_EXPIRES_AFTER":       duration(&cookie.JWT.ExpiresAfter),
			"JWT_CLOCK_SKEW":          duration(&cookie.JWT.ClockSkew),
			"JWT_DATA_CLAIM":          text(&cookie.JWT.DataClaim),
			"JWT_REQUIRE_PURPOSE":     parsed(&cookie.JWT.RequirePurpose, strconv.ParseBool, "true or false"),
		} {
			settings[prefix+name] = apply
		}
	}
	return settings
}

// secrets reads the list: plain secrets, or keys with stages as [ParseKeys] has them.
// Commas are the mistake that would pass for one long secret, and log everybody out in
// the middle of a rotation.
func secrets(c *Config) setting {
	return func(value string) (err error) {
		c.Secrets, c.Keys = nil, nil // a later variable of the name replaces an earlier one
		fields := strings.Fields(value)
		if slices.ContainsFunc(fields, isStage) {
			keys, problems := readKeys(value)
			if c.Keys = keys; len(problems) > 0 {
				err = errors.New(strings.Join(problems, "; "))
			}
			return err
		}
		for _, secret := range fields {
			c.Secrets = append(c.Secrets, Secret(secret))
		}
		if separatedByCommas(value) {
			err = errors.New("looks like several secrets with commas between; separate them by white space")
		}
		return err
	}
}

// isStage tells whether a field of SATCHEL_SECRETS says something about the secret
// before it.
func isStage(field string) bool {
	name, _, assigned := strings.Cut(field, "=")
	return assigned && slices.Contains(stages, name)
}

// reader adds a form that is read until a date.
func reader(c *Config, form SessionReader) setting {
	var until time.Time
	read := date(&until)
	return func(value string) error {
		if err := read(value); err != nil {
			return err
		}
		c.Readers = slices.DeleteFunc(c.Readers, func(r SessionReader) bool { return r.Profile == form.Profile && r.Sealed == form.Sealed })
		form.Until = until
		c.Readers = append(c.Readers, form)
		return nil
	}
}

func date(into *time.Time) setting {
	return parsed(into, func(value string) (time.Time, error) { return time.Parse(time.RFC3339, value) }, "a date as in 2027-01-31T00:00:00Z")
}

// limit reads a duration that is switched off by leaving it out.
func limit(into *time.Duration) setting {
	return parsed(into, positive, "a duration as in 12h or 30m")
}

// positive refuses zero, which in a Config means the default: nobody means that who writes
// it into a variable.
func positive(value string) (time.Duration, error) {
	read, err := time.ParseDuration(value)
	if err == nil && read <= 0 {
		err = errors.New("not positive")
	}
	return read, err
}

// domain reads a domain, or null for none, as in Play.
func domain(into *string) setting {
	return func(value string) error {
		if *into = value; value == "null" {
			*into = NoDomain
		}
		return nil
	}
}

func text(into *string) setting {
	return func(value string) error {
		*into = value
		return nil
	}
}

func parsed[T any](into *T, parse func(string) (T, error), want string) setting {
	return func(value string) error {
		read, err := parse(value)
		if err != nil {
			return fmt.Errorf("%q is not %s", value, want)
		}
		*into = read
		return nil
	}
}

func oneOf[T any](into *T, values map[string]T) setting {
	return func(value string) error {
		read, known := values[strings.ToLower(value)] // Play compares these without case
		if !known {
			names := make([]string, 0, len(values))
			for name := range values {
				names = append(names, name)
			}
			slices.Sort(names)
			return fmt.Errorf("%q is none of %s", value, strings.Join(names, ", "))
		}
		*into = read
		return nil
	}
}

func duration(into *time.Duration) setting {
	return parsed(into, func(value string) (time.Duration, error) {
		if value == "null" {
			return None, nil
		}
		return positive(value)
	}, "a duration as in 720h or 30m, or null for none")
}
