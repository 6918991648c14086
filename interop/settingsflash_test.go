package interop_test

import (
	"net/http"
	"time"

	"github.com/satchel-go/satchel"
)

// flashRows are the settings of the flash.
var flashRows = []settingRow{
	{
		name: "flash.cookieName", play: []string{`play.http.flash.cookieName = "shop_note"`},
		config:      satchel.Config{Flash: satchel.CookieConfig{Name: "shop_note"}},
		environment: []string{"SATCHEL_FLASH_COOKIE_NAME=shop_note"},
	},
	{
		name: "flash.secure", play: []string{"play.http.flash.secure = true"},
		config:      satchel.Config{Flash: satchel.CookieConfig{Secure: true}},
		environment: []string{"SATCHEL_FLASH_SECURE=true"},
		atPlay:      "https://shop.test:9443", inGo: "https://shop.test:8443",
	},
	{
		name: "flash.httpOnly", play: []string{"play.http.flash.httpOnly = false"},
		config:      satchel.Config{Flash: satchel.CookieConfig{InsecureScriptAccess: true}},
		environment: []string{"SATCHEL_FLASH_HTTP_ONLY=false"},
	},
	{
		name: "flash.sameSite", play: []string{`play.http.flash.sameSite = "strict"`},
		config:      satchel.Config{Flash: satchel.CookieConfig{SameSite: http.SameSiteStrictMode}},
		environment: []string{"SATCHEL_FLASH_SAME_SITE=strict"},
	},
	{
		name: "flash.sameSite null", play: []string{"play.http.flash.sameSite = null"},
		config:      satchel.Config{Flash: satchel.CookieConfig{SameSite: http.SameSiteDefaultMode}},
		environment: []string{"SATCHEL_FLASH_SAME_SITE=null"},
	},
	{
		name: "flash.domain", play: []string{"play.http.flash.domain = shop.test"},
		config:      satchel.Config{Flash: satchel.CookieConfig{Domain: "shop.test"}},
		environment: []string{"SATCHEL_FLASH_DOMAIN=shop.test"},
	},
	{
		name: "flash.path", play: []string{"play.http.flash.path = /flash"},
		config:      satchel.Config{Flash: satchel.CookieConfig{Path: "/flash"}},
		environment: []string{"SATCHEL_FLASH_PATH=/flash"},
	},
	{
		name: "flash.partitioned, which is new in Play 3.1", play: []string{"play.http.flash.partitioned = true", "play.http.flash.secure = true"},
		config:      satchel.Config{Flash: satchel.CookieConfig{Partitioned: true, Secure: true}},
		environment: []string{"SATCHEL_FLASH_PARTITIONED=true", "SATCHEL_FLASH_SECURE=true"},
		atPlay:      "https://shop.test:9443", inGo: "https://shop.test:8443",
		apart: "; Partitioned",
	},
	{
		name: "flash.jwt.signatureAlgorithm", play: []string{`play.http.flash.jwt.signatureAlgorithm = "HS512"`},
		config:      satchel.Config{Flash: satchel.CookieConfig{JWT: satchel.JWTConfig{SignatureAlgorithm: "HS512"}}},
		environment: []string{"SATCHEL_FLASH_JWT_SIGNATURE_ALGORITHM=HS512"},
	},
	{
		name: "flash.jwt.expiresAfter", play: []string{"play.http.flash.jwt.expiresAfter = 5 minutes"},
		config:      satchel.Config{Flash: satchel.CookieConfig{JWT: satchel.JWTConfig{ExpiresAfter: 5 * time.Minute}}},
		environment: []string{"SATCHEL_FLASH_JWT_EXPIRES_AFTER=5m"},
	},
	{
		name: "flash.jwt.clockSkew", play: []string{"play.http.flash.jwt.clockSkew = 1 minute"},
		config:      satchel.Config{Flash: satchel.CookieConfig{JWT: satchel.JWTConfig{ClockSkew: time.Minute}}},
		environment: []string{"SATCHEL_FLASH_JWT_CLOCK_SKEW=1m"},
	},
	{
		name: "flash.jwt.dataClaim", play: []string{`play.http.flash.jwt.dataClaim = "note"`},
		config:      satchel.Config{Flash: satchel.CookieConfig{JWT: satchel.JWTConfig{DataClaim: "note"}}},
		environment: []string{"SATCHEL_FLASH_JWT_DATA_CLAIM=note"},
	},
}

// otherRows are settings that both cookies follow, and settings that they do not depend on.
var otherRows = []settingRow{
	{
		name: "context, which both paths follow", play: []string{"play.http.context = /app"},
		config:      satchel.Config{Session: satchel.CookieConfig{Path: "/app"}, Flash: satchel.CookieConfig{Path: "/app"}},
		environment: []string{"SATCHEL_SESSION_PATH=/app", "SATCHEL_FLASH_PATH=/app"},
		atPlay:      "http://shop.test:9000/app", inGo: "http://shop.test:8080/app",
	},
	{
		name: "context beside paths of /", play: []string{"play.http.context = /app", "play.http.session.path = /", "play.http.flash.path = /"},
		config:      satchel.Config{Session: satchel.CookieConfig{Path: "/"}, Flash: satchel.CookieConfig{Path: "/"}},
		environment: []string{"SATCHEL_SESSION_PATH=/", "SATCHEL_FLASH_PATH=/"},
		atPlay:      "http://shop.test:9000/app",
	},
	{
		name: "what the cookies do not depend on",
		play: []string{"play.http.cookies.strict = false", "play.http.secret.provider = SunJCE", "play.server.max-header-size = 16k"},
	},
}
