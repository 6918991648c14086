package satchel_test

import (
	"errors"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
)

// cookieVariables are the settings of one cookie, whose names begin with
// SATCHEL_SESSION_ or SATCHEL_FLASH_.
var cookieVariables = []struct {
	variable string
	want     satchel.CookieConfig
}{
	{"COOKIE_NAME=mine", satchel.CookieConfig{Name: "mine"}},
	{"PATH=/app", satchel.CookieConfig{Path: "/app"}},
	{"DOMAIN=example.com", satchel.CookieConfig{Domain: "example.com"}},
	{"DOMAIN=null", satchel.CookieConfig{Domain: satchel.NoDomain}},
	{"SECURE=true", satchel.CookieConfig{Secure: true}},
	{"SECURE=false", satchel.CookieConfig{}},
	{"HTTP_ONLY=true", satchel.CookieConfig{}},
	{"HTTP_ONLY=false", satchel.CookieConfig{InsecureScriptAccess: true}},
	{"SAME_SITE=lax", satchel.CookieConfig{SameSite: http.SameSiteLaxMode}},
	{"SAME_SITE=Strict", satchel.CookieConfig{SameSite: http.SameSiteStrictMode}},
	{"SAME_SITE=NONE", satchel.CookieConfig{SameSite: http.SameSiteNoneMode}},
	{"SAME_SITE=null", satchel.CookieConfig{SameSite: http.SameSiteDefaultMode}},
	{"PARTITIONED=1", satchel.CookieConfig{Partitioned: true}},
	{"MAX_AGE=720h", satchel.CookieConfig{MaxAge: 720 * time.Hour}},
	{"MAX_AGE=null", satchel.CookieConfig{MaxAge: satchel.None}},
	{"JWT_SIGNATURE_ALGORITHM=HS512", satchel.CookieConfig{JWT: satchel.JWTConfig{SignatureAlgorithm: "HS512"}}},
	{"JWT_EXPIRES_AFTER=90s", satchel.CookieConfig{JWT: satchel.JWTConfig{ExpiresAfter: 90 * time.Second}}},
	{"JWT_EXPIRES_AFTER=null", satchel.CookieConfig{JWT: satchel.JWTConfig{ExpiresAfter: satchel.None}}},
	{"JWT_CLOCK_SKEW=1m30s", satchel.CookieConfig{JWT: satchel.JWTConfig{ClockSkew: 90 * time.Second}}},
	{"JWT_CLOCK_SKEW=null", satchel.CookieConfig{JWT: satchel.JWTConfig{ClockSkew: satchel.None}}},
	{"JWT_REQUIRE_PURPOSE=true", satchel.CookieConfig{JWT: satchel.JWTConfig{RequirePurpose: true}}},
	{"JWT_DATA_CLAIM=a=b", satchel.CookieConfig{JWT: satchel.JWTConfig{DataClaim: "a=b"}}},
}

func TestConfigFromEnvironmentReads(t *testing.T) {
	type row struct {
		environ []string
		want    satchel.Config
	}
	rows := []row{
		{nil, satchel.Config{}},
		{[]string{"SATCHEL_PROFILE=native"}, satchel.Config{}},
		{[]string{"SATCHEL_PROFILE=play"}, satchel.Config{Profile: satchel.Play}},
		{[]string{"SATCHEL_PROFILE=Play25"}, satchel.Config{Profile: satchel.Play25}},
		{[]string{"SATCHEL_SECRETS=one"}, satchel.Config{Secrets: []satchel.Secret{"one"}}},
		{[]string{"SATCHEL_SECRETS= one\ttwo=2\nthree  "}, satchel.Config{Secrets: []satchel.Secret{"one", "two=2", "three"}}},
		{[]string{"SATCHEL_SECRETS= \n"}, satchel.Config{}},
		{[]string{"SATCHEL_DEVELOPMENT=true"}, satchel.Config{Development: true}},
		{[]string{"SATCHEL_READ_PLAY25_UNTIL=2027-01-31T00:00:00Z"}, satchel.Config{
			Readers: []satchel.SessionReader{{Profile: satchel.Play25, Until: time.Date(2027, 1, 31, 0, 0, 0, 0, time.UTC)}},
		}},
		{[]string{"SATCHEL_SECRETS=" + string(firstSecret) + " from=2026-12-01T00:00:00Z\n" + string(otherSecret) + " until=2027-01-15T00:00:00Z three state=retired"},
			satchel.Config{Keys: []satchel.Key{
				{Secret: firstSecret, ActiveFrom: time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)},
				{Secret: otherSecret, RetiredFrom: time.Date(2027, 1, 15, 0, 0, 0, 0, time.UTC)},
				{Secret: "three", State: satchel.KeyRetired},
			}}},
		{[]string{"SATCHEL_SECRETS=one state=active", "SATCHEL_SECRETS=two"}, satchel.Config{Secrets: []satchel.Secret{"two"}}},
		{[]string{"SATCHEL_SECRETS=one", "SATCHEL_SECRETS=two state=staged"}, satchel.Config{Keys: []satchel.Key{{Secret: "two", State: satchel.KeyStaged}}}},
		{[]string{"SATCHEL_KEY_FILE=/run/secrets/keys"}, satchel.Config{KeyFile: "/run/secrets/keys"}},
		{[]string{"SATCHEL_APPLICATION=shop"}, satchel.Config{Application: "shop"}},
		{[]string{"SATCHEL_SEALED=true"}, satchel.Config{Sealed: true}},
		{[]string{"SATCHEL_SEALED=0"}, satchel.Config{}},
		{[]string{"SATCHEL_READ_SIGNED_UNTIL=2027-01-31T00:00:00Z"}, satchel.Config{
			Readers: []satchel.SessionReader{{Until: time.Date(2027, 1, 31, 0, 0, 0, 0, time.UTC)}},
		}},
		{[]string{"SATCHEL_READ_SIGNED_UNTIL=2027-01-31T00:00:00Z", "SATCHEL_READ_PLAY25_UNTIL=2027-02-01T00:00:00Z", "SATCHEL_READ_SIGNED_UNTIL=2027-03-01T00:00:00Z"}, satchel.Config{
			Readers: []satchel.SessionReader{
				{Profile: satchel.Play25, Until: time.Date(2027, 2, 1, 0, 0, 0, 0, time.UTC)},
				{Until: time.Date(2027, 3, 1, 0, 0, 0, 0, time.UTC)},
			},
		}},
		{[]string{"SATCHEL_IDLE=30m", "SATCHEL_ABSOLUTE=12h"}, satchel.Config{Limits: satchel.Limits{Idle: 30 * time.Minute, Absolute: 12 * time.Hour}}},
		{[]string{"SATCHEL_EPOCH=2026-12-01T12:00:00Z"}, satchel.Config{
			Revocation: satchel.Revocation{Epoch: time.Date(2026, 12, 1, 12, 0, 0, 0, time.UTC)},
		}},
		{[]string{"SATCHEL_KEY_FILE=", "SATCHEL_APPLICATION=", "SATCHEL_SEALED=", "SATCHEL_READ_SIGNED_UNTIL=", "SATCHEL_IDLE=", "SATCHEL_EPOCH="}, satchel.Config{}},
		{[]string{"SATCHEL_FLASH_POLICY=Next-Request"}, satchel.Config{FlashPolicy: satchel.NextRequest}},
		{[]string{"SATCHEL_FLASH_POLICY=next-page", "SATCHEL_FLASH_SLOTS=4"}, satchel.Config{FlashPolicy: satchel.NextPage, FlashSlots: 4}},
		{[]string{"PATH=/bin", "satchel_profile=play", "XSATCHEL_PROFILE=play", "SATCHEL=1", "=C:=C:\\", "nothing"}, satchel.Config{}},
		{[]string{"SATCHEL_PROFILE=", "SATCHEL_SECRETS=", "SATCHEL_SESSION_MAX_AGE=", "SATCHEL_UNKNOWN=", "SATCHEL_FLASH_SECURE"}, satchel.Config{}},
	}
	for _, v := range cookieVariables {
		rows = append(rows,
			row{[]string{"SATCHEL_SESSION_" + v.variable}, satchel.Config{Session: v.want}},
			row{[]string{"SATCHEL_FLASH_" + v.variable}, satchel.Config{Flash: v.want}})
	}
	for _, test := range rows {
		t.Run(strings.Join(test.environ, " "), func(t *testing.T) {
			got, err := satchel.ConfigFromEnvironment(test.environ)
			if err != nil || !reflect.DeepEqual(got, test.want) {
				t.Errorf("ConfigFromEnvironment = %+v, %v\nwant %+v", got, err, test.want)
			}
		})
	}
}

func TestConfigFromEnvironmentDoesWhatTheSameConfigDoes(t *testing.T) {
	read, err := satchel.ConfigFromEnvironment([]string{
		"HOME=/nowhere",
		"SATCHEL_PROFILE=play",
		"SATCHEL_SECRETS=" + string(firstSecret) + " " + string(otherSecret),
		"SATCHEL_SESSION_COOKIE_NAME=__Secure-s",
		"SATCHEL_SESSION_SECURE=true",
		"SATCHEL_SESSION_DOMAIN=example.com",
		"SATCHEL_SESSION_SAME_SITE=none",
		"SATCHEL_SESSION_PARTITIONED=true",
		"SATCHEL_SESSION_MAX_AGE=48h",
		"SATCHEL_SESSION_JWT_EXPIRES_AFTER=24h",
		"SATCHEL_SESSION_JWT_DATA_CLAIM=d",
		"SATCHEL_FLASH_PATH=/app",
		"SATCHEL_FLASH_HTTP_ONLY=false",
		"SATCHEL_FLASH_SAME_SITE=strict",
		"SATCHEL_FLASH_JWT_EXPIRES_AFTER=5m",
	})
	must(t, err)
	written := satchel.Config{
		Profile: satchel.Play,
		Secrets: []satchel.Secret{firstSecret, otherSecret},
		Session: satchel.CookieConfig{
			Name: "__Secure-s", Secure: true, Domain: "example.com", SameSite: http.SameSiteNoneMode, Partitioned: true,
			MaxAge: 48 * time.Hour, JWT: satchel.JWTConfig{ExpiresAfter: 24 * time.Hour, DataClaim: "d"},
		},
		Flash: satchel.CookieConfig{
			Path: "/app", InsecureScriptAccess: true, SameSite: http.SameSiteStrictMode, JWT: satchel.JWTConfig{ExpiresAfter: 5 * time.Minute},
		},
	}
	read.Clock, written.Clock = atNoon, atNoon
	got, want := respond(start(t, read), page(), logIn(t)), respond(start(t, written), page(), logIn(t))
	if len(got) != 2 || !slices.Equal(got, want) {
		t.Errorf("Set-Cookie:\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestConfigFromEnvironmentReportsAllFaultsAtOnce(t *testing.T) {
	environ := []string{
		"SATCHEL_PROFILE=rails",
		"SATCHEL_SECRETS=" + string(firstSecret),
		"SATCHEL_SECRET=" + string(otherSecret), // a name that is not quite right
		"SATCHEL_INSECURE_HTTP=true",
		"SATCHEL_DEVELOPMENT=yes",
		"SATCHEL_READ_PLAY25_UNTIL=tomorrow",
		"SATCHEL_SESSION_SECURE=on",
		"SATCHEL_SESSION_HTTP_ONLY=maybe",
		"SATCHEL_SESSION_SAME_SITE=some",
		"SATCHEL_SESSION_MAX_AGE=3600",
		"SATCHEL_FLASH_PARTITIONED=2",
		"SATCHEL_FLASH_JWT_CLOCK_SKEW=soon",
		"SATCHEL_FLASH_JWT_EXPIRES=1h",
	}
	want := []string{
		`satchel: SATCHEL_DEVELOPMENT: "yes" is not true or false`,
		`satchel: SATCHEL_FLASH_JWT_CLOCK_SKEW: "soon" is not a duration as in 720h or 30m, or null for none`,
		`satchel: SATCHEL_FLASH_JWT_EXPIRES: no such setting; ConfigFromEnvironment lists them`,
		`satchel: SATCHEL_FLASH_PARTITIONED: "2" is not true or false`,
		`satchel: SATCHEL_INSECURE_HTTP: no such setting; ConfigFromEnvironment lists them`,
		`satchel: SATCHEL_PROFILE: "rails" is none of native, play, play25`,
		`satchel: SATCHEL_READ_PLAY25_UNTIL: "tomorrow" is not a date as in 2027-01-31T00:00:00Z`,
		`satchel: SATCHEL_SECRET: no such setting; ConfigFromEnvironment lists them`,
		`satchel: SATCHEL_SESSION_HTTP_ONLY: "maybe" is not true or false`,
		`satchel: SATCHEL_SESSION_MAX_AGE: "3600" is not a duration as in 720h or 30m, or null for none`,
		`satchel: SATCHEL_SESSION_SAME_SITE: "some" is none of lax, none, null, strict`,
		`satchel: SATCHEL_SESSION_SECURE: "on" is not true or false`,
	}
	config, err := satchel.ConfigFromEnvironment(environ)
	var got []string
	for _, fault := range faultsOf(t, err) {
		got = append(got, fault.Error())
	}
	if !slices.Equal(got, want) {
		t.Errorf("faults:\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if !reflect.DeepEqual(config, satchel.Config{}) {
		t.Errorf("a configuration comes with them: %+v", config)
	}
	mentionsNoSecret(t, err.Error(), firstSecret, otherSecret)
}

func TestConfigFromEnvironmentLeavesTheJudgementToNew(t *testing.T) {
	config, err := satchel.ConfigFromEnvironment([]string{
		"SATCHEL_SECRETS=" + string(firstSecret) + " 2short", "SATCHEL_SESSION_SAME_SITE=none", "SATCHEL_FLASH_JWT_SIGNATURE_ALGORITHM=hs256",
	})
	must(t, err)
	_, err = satchel.New(config)
	var fields []string
	for _, fault := range faultsOf(t, err) {
		fields = append(fields, fault.Field)
	}
	if want := []string{"Secrets[1]", "Flash.JWT.SignatureAlgorithm"}; !slices.Equal(fields, want) {
		t.Errorf("New finds %q, want %q", fields, want)
	}
}

func TestConfigFromEnvironmentRefusesSecretsBetweenCommas(t *testing.T) {
	one, other := string(firstSecret), string(otherSecret)
	for _, list := range []string{one + "," + other, one + ", " + other, one + ",", "," + one, one + ", ", one + ", " + other + ","} {
		_, err := satchel.ConfigFromEnvironment([]string{"SATCHEL_SECRETS=" + list})
		if err == nil || !strings.Contains(err.Error(), "separate them by white space") {
			t.Fatalf("%d bytes with commas: %v", len(list), err)
		}
		mentionsNoSecret(t, err.Error(), firstSecret, otherSecret)
	}
	one += ",and,more"
	config, err := satchel.ConfigFromEnvironment([]string{"SATCHEL_SECRETS=" + one})
	if err != nil || len(config.Secrets) != 1 || string(config.Secrets[0]) != one {
		t.Errorf("one secret with commas in it: %d secrets, %v", len(config.Secrets), err)
	}
}

// Zero in a Config means the default; nobody means that who writes it in a variable.
func TestConfigFromEnvironmentRefusesDurationsThatMeanSomethingElse(t *testing.T) {
	for _, variable := range []string{
		"SATCHEL_SESSION_JWT_CLOCK_SKEW=0s", "SATCHEL_SESSION_JWT_EXPIRES_AFTER=0", "SATCHEL_SESSION_JWT_CLOCK_SKEW=-1ns", "SATCHEL_FLASH_MAX_AGE=-1h", "SATCHEL_FLASH_MAX_AGE=0",
	} {
		if _, err := satchel.ConfigFromEnvironment([]string{variable}); err == nil || !strings.Contains(err.Error(), "null for none") {
			t.Errorf("%s: %v", variable, err)
		}
	}
}

// "null" is none, also for the flash, which otherwise has five minutes.
func TestAFlashWithoutAnAge(t *testing.T) {
	config, err := satchel.ConfigFromEnvironment([]string{"SATCHEL_FLASH_MAX_AGE=null", "SATCHEL_SESSION_MAX_AGE=null"})
	must(t, err)
	now := time.Now()
	config.Clock = func() time.Time { return now }
	scopes, _ := newScopes(t, config)
	x := begin(t, scopes)
	must(t, errors.Join(x.Flash().Info("seen"), x.Session().Set("a", "b")))
	lines := commit(t, x)["Set-Cookie"]
	for _, line := range lines {
		if strings.Contains(line, "Max-Age") {
			t.Errorf("the cookie is %q", line)
		}
	}
	now = now.Add(240 * time.Hour)
	line, _, _ := strings.Cut(lines[1], ";")
	if got := begin(t, scopes, line).Flash().Get("info"); got != "seen" {
		t.Errorf("after ten days it shows %q", got)
	}
}

func TestConfigFromEnvironmentTakesTheLastOfEqualNames(t *testing.T) {
	config, err := satchel.ConfigFromEnvironment([]string{"SATCHEL_SECRETS=first", "SATCHEL_SECRETS=second third"})
	if err != nil || !slices.Equal(config.Secrets, []satchel.Secret{"second", "third"}) {
		t.Errorf("%d secrets, %v", len(config.Secrets), err)
	}
}

func TestConfigFromEnvironmentPassesOverWhatKubernetesSays(t *testing.T) {
	_, err := satchel.ConfigFromEnvironment([]string{
		"SATCHEL_SERVICE_HOST=10.0.0.1", "SATCHEL_SERVICE_PORT=80", "SATCHEL_PORT=tcp://10.0.0.1:80", "SATCHEL_PORT_80_TCP_PROTO=tcp",
		"SATCHEL_WEB_SERVICE_HOST=10.0.0.2", "SATCHEL_WEB_SERVICE_PORT_HTTP=80", "SATCHEL_SESSION_PORT=tcp://10.0.0.3:80",
	})
	must(t, err)
}

// Faults in the stages of keys, which stand among secrets.
func TestConfigFromEnvironmentRefusesStagesThatAreNone(t *testing.T) {
	one, other := string(firstSecret), string(otherSecret)
	for _, test := range []struct{ name, secrets, want string }{
		{"a date that is none", one + " from=tomorrow", "line 1, key 1: from= is no date"},
		{"a state that is none", one + "\n" + other + " state=resting", "line 2, key 2: state= is none of by-dates, staged, active, retiring, retired"},
		{"a stage before any secret", "from=2026-12-01T00:00:00Z " + one, "stands before any secret"},
		{"a secret twice", one + " state=active " + one, "the same secret as key 1"},
		{"a mistyped stage beside a good one", one + " state=active form=" + other, "no such stage"},
		{"a comma between", one + " state=active, " + other, "state= is none of"},
	} {
		t.Run(test.name, func(t *testing.T) {
			config, err := satchel.ConfigFromEnvironment([]string{"SATCHEL_SECRETS=" + test.secrets})
			faults := faultsOf(t, err)
			if faults[0].Field != "SATCHEL_SECRETS" || !strings.Contains(faults[0].Problem, test.want) || !reflect.DeepEqual(config, satchel.Config{}) {
				t.Errorf("%v, want …%s…", err, test.want)
			}
			if problem := faults[0].Problem; strings.Contains(problem, "satchel:") || strings.Contains(problem, "\n") {
				t.Errorf("an error inside an error: %q", problem)
			}
			mentionsNoSecret(t, err.Error(), firstSecret, otherSecret)
		})
	}
}

func TestConfigFromEnvironmentRefusesNewSettingsThatAreNone(t *testing.T) {
	for _, variable := range []string{
		"SATCHEL_SEALED=yes", "SATCHEL_READ_SIGNED_UNTIL=2027-01-31", "SATCHEL_EPOCH=now", "SATCHEL_EPOCH=1796083200",
		"SATCHEL_IDLE=null", "SATCHEL_IDLE=0", "SATCHEL_ABSOLUTE=-1h", "SATCHEL_ABSOLUTE=12", "SATCHEL_SESSION_JWT_REQUIRE_PURPOSE=on",
		"SATCHEL_KEYS=" + string(firstSecret), "SATCHEL_KEYFILE=" + string(firstSecret), "SATCHEL_SECRETS_FILE=" + string(firstSecret),
	} {
		config, err := satchel.ConfigFromEnvironment([]string{variable})
		name, _, _ := strings.Cut(variable, "=")
		if err == nil || !reflect.DeepEqual(config, satchel.Config{}) {
			t.Errorf("%s is taken", name)
			continue
		}
		if faults := faultsOf(t, err); len(faults) != 1 || faults[0].Field != name {
			t.Errorf("%s: %v", name, err)
		}
		mentionsNoSecret(t, err.Error(), firstSecret)
	}
}

// Settings of the environment do what the fields do.
func TestAManagerFromTheEnvironmentRotatesAndReads(t *testing.T) {
	stages := string(firstSecret) + " until=2026-03-09T00:00:00Z\n" + string(otherSecret) + " from=" + handover.Format(time.RFC3339)
	config, err := satchel.ConfigFromEnvironment([]string{
		"SATCHEL_SECRETS=" + stages, "SATCHEL_SEALED=true", "SATCHEL_APPLICATION=shop", "SATCHEL_READ_SIGNED_UNTIL=" + handover.Add(time.Hour).Format(time.RFC3339),
	})
	must(t, err)
	clock := newSetClock(noon)
	config.Clock = clock.now
	scopes := start(t, config)
	v := newCaller(t)
	v.logIn(start(t, satchel.Config{Secrets: []satchel.Secret{firstSecret}, Application: "shop", Clock: clock.now})) // signed
	clock.set(handover)
	if got := v.visit(scopes); got != "ada" || strings.Contains(v.held[sessionName], ".") {
		t.Errorf("it reads %q, and the client holds %q", got, v.held)
	}
	if got := v.visit(start(t, satchel.Config{Secrets: []satchel.Secret{otherSecret}, Application: "shop", Sealed: true, Clock: clock.now})); got != "ada" {
		t.Errorf("with the new secret alone it reads %q", got)
	}
}
