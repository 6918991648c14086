package interop_test

import (
	"net/http"
	"time"

	"github.com/satchel-go/satchel"
)

// aliasRows are the names that settings had up to Play 2.3, which Play takes with a
// warning. The settings that follow others by default follow their present names only:
// from 2.6 on the expiry does not follow session.maxAge, nor do the paths follow
// application.context.
var aliasRows = []settingRow{
	{
		name: "the names of old",
		play: []string{
			`session.cookieName = "shop.login"`, "session.secure = true", "session.maxAge = 1 hour", "session.httpOnly = false",
			`flash.cookieName = "shop_note"`, "application.context = /app", "play.crypto.provider = SunJCE",
		},
		config: satchel.Config{
			Session: satchel.CookieConfig{
				Name: "shop.login", Secure: true, MaxAge: time.Hour, InsecureScriptAccess: true,
				JWT: satchel.JWTConfig{ExpiresAfter: satchel.None},
			},
			Flash: satchel.CookieConfig{Name: "shop_note"},
		},
		environment: []string{
			"SATCHEL_SESSION_COOKIE_NAME=shop.login", "SATCHEL_SESSION_SECURE=true", "SATCHEL_SESSION_MAX_AGE=1h", "SATCHEL_SESSION_HTTP_ONLY=false",
			"SATCHEL_SESSION_JWT_EXPIRES_AFTER=null", "SATCHEL_FLASH_COOKIE_NAME=shop_note",
		},
		atPlay: "https://shop.test:9443/app", inGo: "https://shop.test:8443",
	},
}

// aliasRows25 are the same in Play 2.5, where both cookies follow them.
var aliasRows25 = []settingRow{
	{
		name: "the names of old",
		play: []string{
			`session.cookieName = "shop.login"`, "session.secure = true", "session.maxAge = 1 hour", "session.domain = shop.test", "session.httpOnly = false",
			`flash.cookieName = "shop_note"`, "application.context = /app", "play.crypto.provider = SunJCE",
		},
		config: satchel.Config{
			Session: satchel.CookieConfig{
				Name: "shop.login", Secure: true, MaxAge: time.Hour, Domain: "shop.test", Path: "/app",
				InsecureScriptAccess: true, SameSite: http.SameSiteDefaultMode,
			},
			Flash: satchel.CookieConfig{Name: "shop_note", Path: "/app", SameSite: http.SameSiteDefaultMode},
		},
		atPlay: "https://play.shop.test/app", inGo: "https://go.shop.test/app",
	},
}
