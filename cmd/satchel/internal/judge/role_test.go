package judge_test

import (
	"strings"
	"testing"

	"github.com/satchel-go/satchel/cmd/satchel/internal/judge"
)

// A cookie that scripts can read is a fault where it logs somebody in, advice where it may, and
// right else.
func TestSessionsAreKnownByTheirNames(t *testing.T) {
	const random = "Zk3vQ8mR1tY6wB9xC4nD7fG2hJ5pL0sA"
	for verdict, cookies := range map[judge.Verdict][]string{
		judge.Fault: {
			"session", "JSESSIONID", "PHPSESSID", "ASP.NET_SessionId", "ASPSESSIONIDQQABC", "connect.sid", "PLAY_SESSION", "laravel_session", "_shop_session",
			"SSESS5d41402abc4b2a76b9719d911017c592", "sid", "userSession", "sess", "auth", "jwt", "token", "access_token", "authtoken", "id-token",
			"remember_me", "remember_web_59ba36addc2b2f94", "__Host-sso", "theme=" + jwt(`{"alg":"HS256"}`, `{}`), ".AspNetCore.Identity.Application",
		},
		judge.Advice: {"ai_session", "guest_session_hint", "device_token", "login", "shop_token", "websession", "oauth_state", "session_expiry", "PLAY_FLASH"},
		"": {
			"assessment_step", "possession", "obsession", "author", "theme", "login=false", "session=1", "remember_me=on", "sid=deleted",
			"csrf_token", "XSRF-TOKEN", "csrf-session", "lang", "assassin", "bassist",
		},
	} {
		for _, name := range cookies {
			name, value, given := strings.Cut(name, "=")
			if !given {
				value = random
			}
			header := headerOf("Set-Cookie: " + name + "=" + value + "; Path=/; Secure; SameSite=Lax")
			got := judge.Verdict("")
			for _, finding := range judge.NewSite(now).Response(judge.Response{URL: address(t, page), Status: 200, Header: header}).Findings {
				if strings.HasPrefix(finding.Text, "no HttpOnly") {
					got = finding.Verdict
				}
			}
			if got != verdict {
				t.Errorf("%s=%s: the verdict is %q, want %q", name, value, got, verdict)
			}
		}
	}
}
