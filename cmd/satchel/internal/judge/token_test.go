package judge_test

import (
	"strings"
	"testing"
)

func TestTheFormOfAValueIsJudged(t *testing.T) {
	checkResponses(t, []responseCase{
		{"a session of Play", "", []string{"Set-Cookie: PLAY_SESSION=" + jwt(`{"alg":"HS256"}`, `{"data":{"user":"ada"},"nbf":1,"iat":1}`) + "; SameSite=Lax; Path=/; Secure; HTTPOnly", private, hsts},
			[]string{"advice ASVS 3.3.1 PLAY_SESSION: Secure, but", "advice ASVS 9.2.1 PLAY_SESSION: the token has no expiry"}},
		{"a token for an hour", "", []string{"Set-Cookie: __Host-id=" + jwt(`{"alg":"HS256"}`, `{"exp":1795957200}`) + "; SameSite=Lax; Path=/; Secure; HTTPOnly", private, hsts}, nil},
		{"a token for years", "", []string{"Set-Cookie: __Host-id=" + jwt(`{"alg":"HS256"}`, `{"exp":9e99}`) + "; SameSite=Lax; Path=/; Secure; HTTPOnly", private, hsts}, []string{"advice ASVS 9.2.1 __Host-id: the token is good for 36500 days"}},
		{"a token that is over", "", []string{"Set-Cookie: __Host-id=" + jwt(`{"alg":"HS256"}`, `{"exp":-9e99}`) + "; SameSite=Lax; Path=/; Secure; HTTPOnly", private, hsts}, []string{"advice ASVS 9.2.1 __Host-id: the token has expired"}},
		{"a token whose expiry is no number", "", []string{"Set-Cookie: __Host-id=" + jwt(`{"alg":"HS256"}`, `{"exp":"soon"}`) + "; SameSite=Lax; Path=/; Secure; HTTPOnly", private, hsts}, []string{"advice ASVS 9.2.1 __Host-id: the token has no expiry"}},
		{"a token that anybody can write", "", []string{"Set-Cookie: __Host-id=" + jwt(`{"alg":"None"}`, `{}`) + "; SameSite=Lax; Path=/; Secure; HTTPOnly", private, hsts}, []string{"fault ASVS 9.1.2 __Host-id: a token with the algorithm none"}},
		{"a session of Play 2.5", "", []string{"Set-Cookie: __Host-PLAY_SESSION=" + strings.Repeat("0f", 20) + "-user=ada; SameSite=Lax; Path=/; Secure; HTTPOnly", private, hsts},
			[]string{"advice ASVS 11.4.1 __Host-PLAY_SESSION: the form of Play 2.5", "advice ASVS 9.2.1 __Host-PLAY_SESSION: no expiry inside"}},
		{"a session of Play without a signature", "", []string{"Set-Cookie: __Host-PLAY_SESSION=user=ada; SameSite=Lax; Path=/; Secure; HTTPOnly", private, hsts}, []string{"fault ASVS 9.1.1 __Host-PLAY_SESSION: pairs without a signature"}},
		{"a message of Play without a signature", "", []string{"Set-Cookie: PLAY_FLASH=success=done; SameSite=Lax; Path=/; Secure; HTTPOnly", private, hsts}, []string{"advice ASVS 9.1.1 PLAY_FLASH: pairs without a signature"}},
		{"a signed message is no session", "", []string{"Set-Cookie: PLAY_FLASH=" + jwt(`{"alg":"HS256"}`, `{}`) + "; SameSite=Lax; Path=/; Secure", private, hsts}, []string{"advice ASVS 3.3.4 PLAY_FLASH: no HttpOnly"}},
		{"an author is nobody who is logged in", "", []string{"Set-Cookie: author=ada; SameSite=Lax; Path=/; Secure", private, hsts}, nil},
	})
}
