package satchel_test

import (
	"errors"
	"maps"
	"net/http"
	"net/netip"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/internal/keyring"
	"github.com/satchel-go/satchel/internal/token"
)

// start makes the manager of a configuration that has no fault.
func start(t *testing.T, config satchel.Config) *satchel.Scopes {
	t.Helper()
	scopes, err := satchel.New(config)
	if err != nil {
		t.Fatalf("New: %v", err)
	}
	return scopes
}

// faultsOf takes the error of New apart.
func faultsOf(t *testing.T, err error) (faults []*satchel.ConfigError) {
	t.Helper()
	var joined interface{ Unwrap() []error }
	if !errors.As(err, &joined) {
		t.Fatalf("%v is not a list of errors", err)
	}
	for _, part := range joined.Unwrap() {
		fault, ok := errors.AsType[*satchel.ConfigError](part)
		if !ok {
			t.Fatalf("%v is a %T", part, part)
		}
		faults = append(faults, fault)
	}
	return faults
}

// refusal is one fault of a configuration: where it is and what is said of it.
type refusal[T any] struct {
	name    string
	spoil   func(*T)
	field   string
	problem string
}

func (want refusal[T]) check(t *testing.T, prefix string, config satchel.Config) {
	t.Helper()
	scopes, err := satchel.New(config)
	if scopes != nil || err == nil {
		t.Fatalf("New = %v, %v, want a refusal", scopes, err)
	}
	faults := faultsOf(t, err)
	if len(faults) != 1 || faults[0].Field != prefix+want.field || !strings.Contains(faults[0].Problem, want.problem) {
		t.Errorf("New: %v\nwant one fault, of %s: …%s…", err, prefix+want.field, want.problem)
	}
	mentionsNoSecret(t, err.Error(), config.Secrets...)
}

// mentionsNoSecret looks for any eight characters of a secret.
func mentionsNoSecret(t *testing.T, text string, secrets ...satchel.Secret) {
	t.Helper()
	for _, secret := range secrets {
		for i := 0; i+8 <= len(secret); i++ {
			if part := string(secret[i : i+8]); strings.TrimSpace(part) != "" && strings.Contains(text, part) {
				t.Fatalf("%q has a part of a secret, %q", text, part)
			}
		}
	}
}

var cookieRefusals = []refusal[satchel.CookieConfig]{
	{"a name with a space", func(c *satchel.CookieConfig) { c.Name = "my cookie" }, "Name", `"my cookie" is no cookie name`},
	{"a name with an equal sign", func(c *satchel.CookieConfig) { c.Name = "a=b" }, "Name", `"a=b" is no cookie name`},
	{"a name with a line break", func(c *satchel.CookieConfig) { c.Name = "a\r\nb" }, "Name", `"a\r\nb" is no cookie name`},
	{"a prefix in small letters", func(c *satchel.CookieConfig) { c.Name, c.Secure = "__host-s", true }, "Name", `"__host-s": browsers take this for the prefix __Host-`},
	{"a prefix without Secure", func(c *satchel.CookieConfig) { c.Name = "__Secure-s" }, "Name", `"__Secure-s": the prefix __Secure- needs Secure`},
	{"__Host- with a domain", func(c *satchel.CookieConfig) { c.Name, c.Secure, c.Domain = "__Host-s", true, "example.com" }, "Domain", `"example.com": the prefix __Host- allows no domain`},
	{"__Host- with another path", func(c *satchel.CookieConfig) { c.Name, c.Secure, c.Path, c.Domain = "__Host-s", true, "/app", "" }, "Path", `"/app": the prefix __Host- allows no other path`},
	{"a path without slash", func(c *satchel.CookieConfig) { c.Path = "app" }, "Path", `"app" must begin with /`},
	{"a path with a semicolon", func(c *satchel.CookieConfig) { c.Path = "/a;b" }, "Path", `"/a;b" must be`},
	{"a path with a control character", func(c *satchel.CookieConfig) { c.Path = "/a\x01b" }, "Path", `"/a\x01b" must be`},
	{"a domain that is an IPv4 address", func(c *satchel.CookieConfig) { c.Domain = "192.0.2.1" }, "Domain", `"192.0.2.1" is no domain name`},
	{"a domain that is an IPv6 address", func(c *satchel.CookieConfig) { c.Domain = "::1" }, "Domain", `"::1" is no domain name`},
	{"a domain with a space", func(c *satchel.CookieConfig) { c.Domain = "exa mple.com" }, "Domain", `"exa mple.com" is no domain name`},
	{"SameSite=None without Secure", func(c *satchel.CookieConfig) { c.SameSite = http.SameSiteNoneMode }, "SameSite", "needs Secure"},
	{"a SameSite that does not exist", func(c *satchel.CookieConfig) { c.SameSite = 5 }, "SameSite", "5 is no value"},
	{"a negative SameSite", func(c *satchel.CookieConfig) { c.SameSite = -1 }, "SameSite", "-1 is no value"},
	{"Partitioned without Secure", func(c *satchel.CookieConfig) { c.Partitioned = true }, "Partitioned", "needs Secure"},
	{"a negative lifetime", func(c *satchel.CookieConfig) { c.MaxAge = -time.Second }, "MaxAge", "-1s is negative"},
	{"a lifetime below a second", func(c *satchel.CookieConfig) { c.MaxAge = time.Millisecond }, "MaxAge", "1ms is not in whole seconds"},
	{"a lifetime beyond 400 days", func(c *satchel.CookieConfig) { c.MaxAge = 400*24*time.Hour + time.Second }, "MaxAge", "9600h0m1s is beyond the 400 days"},
	{"an algorithm without a key", func(c *satchel.CookieConfig) { c.JWT.SignatureAlgorithm = "none" }, "JWT.SignatureAlgorithm", `"none" is none of HS256, HS384 and HS512`},
	{"an algorithm in small letters", func(c *satchel.CookieConfig) { c.JWT.SignatureAlgorithm = "hs256" }, "JWT.SignatureAlgorithm", `"hs256" is none of HS256`},
	{"an algorithm with two keys", func(c *satchel.CookieConfig) { c.JWT.SignatureAlgorithm = "RS256" }, "JWT.SignatureAlgorithm", `"RS256"`},
	{"an expiry below a second", func(c *satchel.CookieConfig) { c.JWT.ExpiresAfter = 1500 * time.Millisecond }, "JWT.ExpiresAfter", "1.5s is not in whole seconds"},
	{"a data claim of no end", func(c *satchel.CookieConfig) { c.JWT.DataClaim = strings.Repeat("d", 257) }, "JWT.DataClaim", "too long"},
	{"a negative expiry", func(c *satchel.CookieConfig) { c.JWT.ExpiresAfter = -time.Hour }, "JWT.ExpiresAfter", "-1h0m0s is negative; None"},
	{"a negative tolerance", func(c *satchel.CookieConfig) { c.JWT.ClockSkew = -time.Minute }, "JWT.ClockSkew", "-1m0s is negative; None"},
	{"pairs in the claim of the expiry", func(c *satchel.CookieConfig) { c.JWT.DataClaim = "exp" }, "JWT.DataClaim", `"exp" is the name of another claim`},
	{"pairs in the claim of the beginning", func(c *satchel.CookieConfig) { c.JWT.DataClaim = "nbf" }, "JWT.DataClaim", `"nbf"`},
	{"pairs in the claim of the issue", func(c *satchel.CookieConfig) { c.JWT.DataClaim = "iat" }, "JWT.DataClaim", `"iat"`},
	{"a claim that is no UTF-8", func(c *satchel.CookieConfig) { c.JWT.DataClaim = "\xff" }, "JWT.DataClaim", `"\xff"`},
}

func TestNewRefusesACookieWith(t *testing.T) {
	for _, test := range cookieRefusals {
		t.Run(test.name, func(t *testing.T) {
			// The flash has a domain of its own, or it would inherit the session's fault.
			session := satchel.Config{Profile: satchel.Play, Secrets: []satchel.Secret{firstSecret}}
			session.Flash.Domain = "example.org"
			test.spoil(&session.Session)
			test.check(t, "Session.", session)

			flash := satchel.Config{Profile: satchel.Play, Secrets: []satchel.Secret{firstSecret}}
			test.spoil(&flash.Flash)
			test.check(t, "Flash.", flash)
		})
	}
}

var wholeRefusals = []refusal[satchel.Config]{
	{"no secret", func(c *satchel.Config) { c.Secrets = nil }, "Secrets", "or set Development on your own machine"},
	{"an empty secret", func(c *satchel.Config) { c.Secrets = []satchel.Secret{""} }, "Secrets[0]", "is empty"},
	{"a blank secret", func(c *satchel.Config) { c.Secrets[0] = satchel.Secret(strings.Repeat(" ", 40)) }, "Secrets[0]", "is empty"},
	{"a placeholder that is long enough", func(c *satchel.Config) { c.Secrets[0] = satchel.Secret(strings.Repeat("changeme", 8)) }, "Secrets[0]", "is a placeholder"},
	{"a short secret", func(c *satchel.Config) { c.Secrets[0] = firstSecret[:31] }, "Secrets[0]", "has 31 bytes, the algorithm needs 32"},
	{"a bad secret behind good ones", func(c *satchel.Config) { c.Secrets = []satchel.Secret{firstSecret, otherSecret, firstSecret[:16]} }, "Secrets[2]", "has 16 bytes"},
	{"a secret that is too short for the session's HS512", func(c *satchel.Config) {
		c.Secrets[0] = firstSecret[:63]
		c.Session.JWT.SignatureAlgorithm = "HS512"
	}, "Secrets[0]", "has 63 bytes, the algorithm needs 64"},
	{"a secret that is too short for the flash's HS384", func(c *satchel.Config) {
		c.Secrets[0] = firstSecret[:47]
		c.Flash.JWT.SignatureAlgorithm = "HS384"
	}, "Secrets[0]", "has 47 bytes, the algorithm needs 48"},
	{"a short secret in Play25", func(c *satchel.Config) { c.Profile, c.Secrets[0] = satchel.Play25, firstSecret[:19] }, "Secrets[0]", "has 19 bytes, the algorithm needs 20"},
	{"an empty secret in Play25 where short ones are let in", func(c *satchel.Config) {
		c.Profile, c.InsecureShortSecrets, c.Secrets[0] = satchel.Play25, true, ""
	}, "Secrets[0]", "is empty"},
	{"a profile that does not exist", func(c *satchel.Config) { c.Profile = 3 }, "Profile", "unknown; use Native, Play or Play25"},
	{"the default name of the flash for the session", func(c *satchel.Config) { c.Session.Name = "__Host-flash" }, "Flash.Name", `"__Host-flash" is the session's name too`},
	{"names that are the same without their prefix", func(c *satchel.Config) {
		c.InsecureHTTP, c.Session.Name, c.Flash.Name = true, "__Host-s", "__Secure-s"
	}, "Flash.Name", `"s" is the session's name too`},
	{"a domain that the flash's __Host- would inherit", func(c *satchel.Config) { c.Session.Name, c.Session.Domain = "s", "example.com" }, "Flash.Domain", "allows no domain"},
	{"an algorithm in Play25", func(c *satchel.Config) { c.Profile, c.Session.JWT.SignatureAlgorithm = satchel.Play25, "HS256" }, "Session.JWT", "Play25 has no JWT"},
	{"an expiry in Play25", func(c *satchel.Config) { c.Profile, c.Session.JWT.ExpiresAfter = satchel.Play25, time.Hour }, "Session.JWT", "Play25 has no JWT"},
	{"a tolerance in Play25", func(c *satchel.Config) { c.Profile, c.Flash.JWT.ClockSkew = satchel.Play25, satchel.None }, "Flash.JWT", "Play25 has no JWT"},
	{"a claim in Play25", func(c *satchel.Config) { c.Profile, c.Flash.JWT.DataClaim = satchel.Play25, "data" }, "Flash.JWT", "Play25 has no JWT"},
	{"a reader of the form that is written", func(c *satchel.Config) {
		c.Readers = []satchel.SessionReader{{Until: time.Unix(1, 0)}}
	}, "Readers[0]", "look like others of the name"},
	{"short secrets without the profile Play25", func(c *satchel.Config) { c.InsecureShortSecrets = true }, "InsecureShortSecrets", "the profile Play25 only"},
	{"Secure of the session over plain HTTP", func(c *satchel.Config) { c.InsecureHTTP, c.Session.Secure = true, true }, "InsecureHTTP", "drops Secure"},
	{"Secure of the flash over plain HTTP", func(c *satchel.Config) { c.InsecureHTTP, c.Flash.Secure = true, true }, "InsecureHTTP", "drops Secure"},
	{"an application in Play", func(c *satchel.Config) { c.Profile, c.Application = satchel.Play, "shop" }, "Application", "goes with the profile Native only"},
	{"an application in Play25", func(c *satchel.Config) { c.Profile, c.Application = satchel.Play25, "shop" }, "Application", "goes with the profile Native only"},
	{"an application with a blank", func(c *satchel.Config) { c.Application = "my shop" }, "Application", `"my shop" is longer than 64 bytes, or has blanks`},
	{"an application that is a blank", func(c *satchel.Config) { c.Application = " " }, "Application", `" "`},
	{"an application with a blank that is not ASCII", func(c *satchel.Config) { c.Application = "my\u00a0shop" }, "Application", "has blanks"},
	{"an application with a line break", func(c *satchel.Config) { c.Application = "shop\n" }, "Application", `"shop\n"`},
	{"an application with a NUL", func(c *satchel.Config) { c.Application = "shop\x00" }, "Application", `"shop\x00"`},
	{"an application with a character that nobody sees", func(c *satchel.Config) { c.Application = "shop\u200b" }, "Application", `"shop\u200b"`},
	{"an application that is no UTF-8", func(c *satchel.Config) { c.Application = "\xff" }, "Application", `"\xff"`},
	{"an application of 65 bytes", func(c *satchel.Config) { c.Application = strings.Repeat("s", 65) }, "Application", "longer than 64 bytes"},
	{"sealed cookies in Play", func(c *satchel.Config) { c.Profile, c.Sealed = satchel.Play, true }, "Sealed", "goes with the profile Native only"},
	{"sealed cookies in Play25", func(c *satchel.Config) { c.Profile, c.Sealed = satchel.Play25, true }, "Sealed", "goes with the profile Native only"},
	{"a sealed flash that is not even signed", func(c *satchel.Config) { c.InsecureUnsignedFlash, c.Sealed = true, true }, "Sealed", "not with InsecureUnsignedFlash"},
	{"padding of more than 1024", func(c *satchel.Config) { c.Sealed, c.SealedPadding = true, 1025 }, "SealedPadding", "1025 is not from 0 to 1024"},
	{"padding below zero", func(c *satchel.Config) { c.Sealed, c.SealedPadding = true, -1 }, "SealedPadding", "-1 is not from 0 to 1024"},
	{"padding of nothing sealed", func(c *satchel.Config) { c.SealedPadding = 16 }, "SealedPadding", "goes with nothing sealed"},
	{"a purpose in Play25", func(c *satchel.Config) { c.Profile, c.Session.JWT.RequirePurpose = satchel.Play25, true }, "Session.JWT", "Play25 has no JWT"},
	{"the claim of the purpose for pairs", func(c *satchel.Config) { c.Session.JWT.DataClaim = "satchel" }, "Session.JWT.DataClaim", `"satchel"`},
	{"development for everybody without development", func(c *satchel.Config) { c.InsecureDevelopmentAnywhere = true }, "InsecureDevelopmentAnywhere", "goes with Development only"},
}

func TestNewRefuses(t *testing.T) {
	for _, test := range wholeRefusals {
		t.Run(test.name, func(t *testing.T) {
			config := satchel.Config{Secrets: []satchel.Secret{firstSecret}}
			test.spoil(&config)
			test.check(t, "", config)
		})
	}
}

func TestNewReportsAllFaultsAtOnce(t *testing.T) {
	config := satchel.Config{
		Profile:              satchel.Play,
		Secrets:              []satchel.Secret{firstSecret[:12], otherSecret, "secret"},
		InsecureShortSecrets: true,
		Session: satchel.CookieConfig{
			Name: "PLAY_FLASH", Path: "app", Domain: "10.0.0.1", MaxAge: -2,
			JWT: satchel.JWTConfig{SignatureAlgorithm: "RS512", ExpiresAfter: -2, ClockSkew: -3, DataClaim: "iat"},
		},
		Flash: satchel.CookieConfig{Domain: "example.com", Partitioned: true, SameSite: 7},
	}
	_, err := satchel.New(config)
	count := map[string]int{}
	for _, fault := range faultsOf(t, err) {
		count[fault.Field]++
	}
	want := []string{
		"Flash.Name", "Flash.Partitioned", "Flash.SameSite", "InsecureShortSecrets", "Secrets[0]", "Secrets[2]",
		"Session.Domain", "Session.JWT.ClockSkew", "Session.JWT.DataClaim", "Session.JWT.ExpiresAfter",
		"Session.JWT.SignatureAlgorithm", "Session.MaxAge", "Session.Path",
	}
	if got := slices.Sorted(maps.Keys(count)); !slices.Equal(got, want) || len(faultsOf(t, err)) != len(want) {
		t.Errorf("faults of %q, want each once of %q", got, want)
	}
	first, ok := errors.AsType[*satchel.ConfigError](err)
	if !ok || first.Field != "Secrets[0]" || first.Error() != "satchel: Secrets[0]: "+first.Problem {
		t.Errorf("the first fault is %+v", first)
	}
	mentionsNoSecret(t, err.Error(), config.Secrets...)
}

func TestConfigGrowsWithoutBreakingItsUsers(t *testing.T) {
	for _, config := range []reflect.Type{
		reflect.TypeFor[satchel.Config](), reflect.TypeFor[satchel.CookieConfig](), reflect.TypeFor[satchel.JWTConfig](),
	} {
		if config.Comparable() {
			t.Errorf("%v can be compared, which a field of another type would end", config)
		}
		fields := slices.Collect(config.Fields())
		if !slices.ContainsFunc(fields, func(f reflect.StructField) bool { return !f.IsExported() }) {
			t.Errorf("%v can be written without the names of its fields, which one more field would end", config)
		}
	}
}

func TestNewReadsItsConfigOnce(t *testing.T) {
	var events journal
	config := satchel.Config{
		Secrets:        []satchel.Secret{firstSecret, otherSecret},
		TrustedProxies: []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")},
		OnEvent:        events.note,
	}
	scopes, same := start(t, config), start(t, config)
	config.Secrets[0], config.Secrets[1] = satchel.NewSecret(), satchel.NewSecret()
	config.TrustedProxies[0] = netip.MustParsePrefix("198.51.100.0/24")

	r := plain("192.0.2.7:1000")
	r.Header.Set("X-Forwarded-Proto", "https")
	lines := respond(scopes, r, logIn(t))
	if got := user(same, lines...); got != "ada" {
		t.Errorf("the session of the configuration as it was reads %q", got)
	}
	if events.has(satchel.ReasonPlainHTTP) {
		t.Error("the proxy of the configuration as it was is trusted no more")
	}
}

// broken is a format that a bad build might have.
type broken struct {
	token.Format
	parse func(text string) (token.Token, error)
}

func (b broken) Parse(text string) (token.Token, error) { return b.parse(text) }

func TestNewProvesThatDamagedTokensAreRefused(t *testing.T) {
	good, err := token.NewJWT(token.HS256, keyring.New(string(firstSecret)), "data")
	must(t, err)
	now := time.Now()
	must(t, satchel.Prove(good, now))
	var last token.Token
	for name, format := range map[string]token.Format{
		"forgets the pairs": broken{good, func(text string) (token.Token, error) {
			parsed, err := good.Parse(text)
			parsed.Pairs = nil
			return parsed, err
		}},
		"accepts what is damaged": broken{good, func(text string) (token.Token, error) {
			if parsed, err := good.Parse(text); err == nil {
				last = parsed
			}
			return last, nil
		}},
	} {
		if err := satchel.Prove(format, now); err == nil || !strings.HasPrefix(err.Error(), "self-test: ") {
			t.Errorf("a format that %s: %v", name, err)
		}
	}
}
