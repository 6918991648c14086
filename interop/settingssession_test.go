package interop_test

import (
	"net/http"
	"time"

	"github.com/satchel-go/satchel"
)

// sessionRows are the settings of the session in Play 2.8 and later, each with what it is
// for us. Those of Play 2.5 are in settingRows25.
var sessionRows = []settingRow{
	{name: "no setting", environment: []string{}},
	{
		name: "session.cookieName", play: []string{`play.http.session.cookieName = "shop.login"`},
		config:      satchel.Config{Session: satchel.CookieConfig{Name: "shop.login"}},
		environment: []string{"SATCHEL_SESSION_COOKIE_NAME=shop.login"},
	},
	{
		name: "session.secure", play: []string{"play.http.session.secure = true"},
		config:      satchel.Config{Session: satchel.CookieConfig{Secure: true}},
		environment: []string{"SATCHEL_SESSION_SECURE=true"},
		atPlay:      "https://shop.test:9443", inGo: "https://shop.test:8443",
	},
	{
		name: "session.maxAge", play: []string{"play.http.session.maxAge = 1 hour"},
		config:      satchel.Config{Session: satchel.CookieConfig{MaxAge: time.Hour}},
		environment: []string{"SATCHEL_SESSION_MAX_AGE=1h"},
	},
	{
		name: "session.maxAge as a number, which is milliseconds", play: []string{"play.http.session.maxAge = 90000"},
		config:      satchel.Config{Session: satchel.CookieConfig{MaxAge: 90 * time.Second}},
		environment: []string{"SATCHEL_SESSION_MAX_AGE=90s"},
	},
	{
		name: "session.maxAge null", play: []string{"play.http.session.maxAge = null"},
		config:      satchel.Config{Session: satchel.CookieConfig{MaxAge: satchel.None}},
		environment: []string{"SATCHEL_SESSION_MAX_AGE=null"},
	},
	{
		name: "session.httpOnly", play: []string{"play.http.session.httpOnly = false"},
		config:      satchel.Config{Session: satchel.CookieConfig{InsecureScriptAccess: true}},
		environment: []string{"SATCHEL_SESSION_HTTP_ONLY=false"},
	},
	{
		name: "session.sameSite lax", play: []string{`play.http.session.sameSite = "lax"`},
		config:      satchel.Config{Session: satchel.CookieConfig{SameSite: http.SameSiteLaxMode}},
		environment: []string{"SATCHEL_SESSION_SAME_SITE=lax"},
	},
	{
		name: "session.sameSite strict, in capitals", play: []string{`play.http.session.sameSite = "STRICT"`},
		config:      satchel.Config{Session: satchel.CookieConfig{SameSite: http.SameSiteStrictMode}},
		environment: []string{"SATCHEL_SESSION_SAME_SITE=STRICT"},
	},
	{
		name: "session.sameSite none", play: []string{`play.http.session.sameSite = "None"`, "play.http.session.secure = true"},
		config:      satchel.Config{Session: satchel.CookieConfig{SameSite: http.SameSiteNoneMode, Secure: true}},
		environment: []string{"SATCHEL_SESSION_SAME_SITE=None", "SATCHEL_SESSION_SECURE=true"},
		atPlay:      "https://shop.test:9443", inGo: "https://shop.test:8443",
	},
	{
		name: "session.sameSite null", play: []string{"play.http.session.sameSite = null"},
		config:      satchel.Config{Session: satchel.CookieConfig{SameSite: http.SameSiteDefaultMode}},
		environment: []string{"SATCHEL_SESSION_SAME_SITE=null"},
	},
	{
		name: "session.domain, which the flash follows", play: []string{"play.http.session.domain = shop.test"},
		config:      satchel.Config{Session: satchel.CookieConfig{Domain: "shop.test"}},
		environment: []string{"SATCHEL_SESSION_DOMAIN=shop.test"},
		atPlay:      "http://play.shop.test", inGo: "http://go.shop.test",
	},
	{
		name: "session.path", play: []string{"play.http.session.path = /session"},
		config:      satchel.Config{Session: satchel.CookieConfig{Path: "/session"}},
		environment: []string{"SATCHEL_SESSION_PATH=/session"},
		inGo:        "http://shop.test:8080/session",
	},
	{
		name: "session.partitioned, which is new in Play 3.1", play: []string{"play.http.session.partitioned = true", "play.http.session.secure = true"},
		config:      satchel.Config{Session: satchel.CookieConfig{Partitioned: true, Secure: true}},
		environment: []string{"SATCHEL_SESSION_PARTITIONED=true", "SATCHEL_SESSION_SECURE=true"},
		atPlay:      "https://shop.test:9443", inGo: "https://shop.test:8443",
		apart: "; Partitioned",
	},
	{
		name: "session.jwt.signatureAlgorithm HS256", play: []string{`play.http.session.jwt.signatureAlgorithm = "HS256"`},
		config:      satchel.Config{Session: satchel.CookieConfig{JWT: satchel.JWTConfig{SignatureAlgorithm: "HS256"}}},
		environment: []string{"SATCHEL_SESSION_JWT_SIGNATURE_ALGORITHM=HS256"},
	},
	{
		name: "session.jwt.signatureAlgorithm HS384", play: []string{`play.http.session.jwt.signatureAlgorithm = "HS384"`},
		config:      satchel.Config{Session: satchel.CookieConfig{JWT: satchel.JWTConfig{SignatureAlgorithm: "HS384"}}},
		environment: []string{"SATCHEL_SESSION_JWT_SIGNATURE_ALGORITHM=HS384"},
	},
	{
		name: "session.jwt.signatureAlgorithm HS512", play: []string{`play.http.session.jwt.signatureAlgorithm = "HS512"`},
		config:      satchel.Config{Session: satchel.CookieConfig{JWT: satchel.JWTConfig{SignatureAlgorithm: "HS512"}}},
		environment: []string{"SATCHEL_SESSION_JWT_SIGNATURE_ALGORITHM=HS512"},
	},
	{
		name: "session.jwt.expiresAfter", play: []string{"play.http.session.jwt.expiresAfter = 30 minutes"},
		config:      satchel.Config{Session: satchel.CookieConfig{JWT: satchel.JWTConfig{ExpiresAfter: 30 * time.Minute}}},
		environment: []string{"SATCHEL_SESSION_JWT_EXPIRES_AFTER=30m"},
	},
	{
		name: "session.jwt.expiresAfter beside maxAge", play: []string{"play.http.session.maxAge = 2 days", "play.http.session.jwt.expiresAfter = 3 days"},
		config:      satchel.Config{Session: satchel.CookieConfig{MaxAge: 48 * time.Hour, JWT: satchel.JWTConfig{ExpiresAfter: 72 * time.Hour}}},
		environment: []string{"SATCHEL_SESSION_MAX_AGE=48h", "SATCHEL_SESSION_JWT_EXPIRES_AFTER=72h"},
	},
	{
		name:        "session.jwt.expiresAfter null beside maxAge",
		play:        []string{"play.http.session.maxAge = 1 hour", "play.http.session.jwt.expiresAfter = null"},
		config:      satchel.Config{Session: satchel.CookieConfig{MaxAge: time.Hour, JWT: satchel.JWTConfig{ExpiresAfter: satchel.None}}},
		environment: []string{"SATCHEL_SESSION_MAX_AGE=1h", "SATCHEL_SESSION_JWT_EXPIRES_AFTER=null"},
	},
	{
		name: "session.jwt.clockSkew", play: []string{"play.http.session.jwt.clockSkew = 1 hour"}, // see lifetime_test.go
		config:      satchel.Config{Session: satchel.CookieConfig{JWT: satchel.JWTConfig{ClockSkew: time.Hour}}},
		environment: []string{"SATCHEL_SESSION_JWT_CLOCK_SKEW=1h"},
	},
	{
		name: "session.jwt.clockSkew of zero", play: []string{"play.http.session.jwt.clockSkew = 0 seconds"},
		config:      satchel.Config{Session: satchel.CookieConfig{JWT: satchel.JWTConfig{ClockSkew: satchel.None}}},
		environment: []string{"SATCHEL_SESSION_JWT_CLOCK_SKEW=null"},
	},
	{
		name: "session.jwt.dataClaim", play: []string{`play.http.session.jwt.dataClaim = "the pairs"`},
		config:      satchel.Config{Session: satchel.CookieConfig{JWT: satchel.JWTConfig{DataClaim: "the pairs"}}},
		environment: []string{"SATCHEL_SESSION_JWT_DATA_CLAIM=the pairs"},
	},
}
