package interop_test

import (
	"net/http"
	"time"

	"github.com/satchel-go/satchel"
)

// withoutSameSite is a cookie as Play 2.5 has it.
var withoutSameSite = satchel.CookieConfig{SameSite: http.SameSiteDefaultMode}

// settingRows25 are the settings in Play 2.5. An application takes ten times as long to
// start as one of later versions, so that each row has many of them.
var settingRows25 = []settingRow{
	{name: "no setting", environment: []string{}, apart: "; SameSite=Lax"},
	{
		name: "every setting but httpOnly",
		play: []string{
			`play.http.session.cookieName = "shop.login"`, "play.http.session.secure = true", "play.http.session.maxAge = 1 hour",
			"play.http.session.domain = shop.test", "play.http.context = /app",
			`play.http.flash.cookieName = "shop_note"`, "play.http.flash.secure = true",
		},
		config: satchel.Config{
			Session: satchel.CookieConfig{
				Name: "shop.login", Secure: true, MaxAge: time.Hour, Domain: "shop.test", Path: "/app", SameSite: http.SameSiteDefaultMode,
			},
			Flash: satchel.CookieConfig{Name: "shop_note", Secure: true, Path: "/app", SameSite: http.SameSiteDefaultMode},
		},
		environment: []string{
			"SATCHEL_SESSION_COOKIE_NAME=shop.login", "SATCHEL_SESSION_SECURE=true", "SATCHEL_SESSION_MAX_AGE=1h", "SATCHEL_SESSION_DOMAIN=shop.test",
			"SATCHEL_SESSION_PATH=/app", "SATCHEL_SESSION_SAME_SITE=null",
			"SATCHEL_FLASH_COOKIE_NAME=shop_note", "SATCHEL_FLASH_SECURE=true", "SATCHEL_FLASH_PATH=/app", "SATCHEL_FLASH_SAME_SITE=null",
		},
		atPlay: "https://play.shop.test/app", inGo: "https://go.shop.test/app",
	},
	{
		name: "httpOnly",
		play: []string{"play.http.session.httpOnly = false", "play.http.flash.httpOnly = false"},
		config: satchel.Config{
			Session: satchel.CookieConfig{InsecureScriptAccess: true, SameSite: http.SameSiteDefaultMode},
			Flash:   satchel.CookieConfig{InsecureScriptAccess: true, SameSite: http.SameSiteDefaultMode},
		},
		environment: []string{
			"SATCHEL_SESSION_HTTP_ONLY=false", "SATCHEL_SESSION_SAME_SITE=null", "SATCHEL_FLASH_HTTP_ONLY=false", "SATCHEL_FLASH_SAME_SITE=null",
		},
	},
	{
		name: "settings of later versions, which it does not know",
		play: []string{
			"play.http.session.sameSite = strict", "play.http.session.path = /session", "play.http.session.partitioned = true",
			"play.http.session.jwt.signatureAlgorithm = HS512", "play.http.session.jwt.expiresAfter = 1 second",
			"play.http.session.jwt.clockSkew = 0 seconds", "play.http.session.jwt.dataClaim = pairs",
			"play.http.flash.sameSite = strict", "play.http.flash.path = /flash", "play.http.flash.domain = shop.test", "play.http.flash.partitioned = true",
			"play.http.flash.jwt.signatureAlgorithm = HS512", "play.http.flash.jwt.expiresAfter = 1 second",
			"play.http.flash.jwt.clockSkew = 0 seconds", "play.http.flash.jwt.dataClaim = pairs",
		},
		config: satchel.Config{Session: withoutSameSite, Flash: withoutSameSite},
	},
	{
		name:   "what the cookies do not depend on",
		play:   []string{"play.http.cookies.strict = false", "play.http.secret.provider = SunJCE", "play.server.max-header-size = 16k"},
		config: satchel.Config{Session: withoutSameSite, Flash: withoutSameSite},
	},
}
