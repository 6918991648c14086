package interop_test

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/interop/internal/live"
)

// Tokens with other dates than either side writes, read by both. In the dates N is now in
// seconds, F is in the future and P past, both beyond clockSkew.
func TestBothLookAtTheSameDates(t *testing.T) {
	t.Parallel()
	plays.Each(t, func(t *testing.T, play *live.Play) {
		if play.Version().LegacyFormat() {
			return // no dates
		}
		secret := satchel.NewSecret()
		config := satchel.Config{Profile: satchel.Play, Secrets: []satchel.Secret{secret}}
		at := lifetimePair{settingPair: openSettings(t, play, live.Settings(secret), config)}
		for _, test := range []struct {
			name, dates            string
			byPlay, session, flash bool // who takes it: Play, and Go as a session and as a flash
		}{
			{"no dates", ``, true, true, true},
			{"all of now", `,"exp":F,"nbf":N,"iat":N`, true, true, true},
			// Neither side writes an iat that is not nbf.
			{"iat in the future", `,"iat":F`, true, false, true},
			{"iat in the future beside a good nbf", `,"nbf":P,"iat":F`, true, false, true},
			{"nbf in the future", `,"nbf":F,"iat":N`, false, false, false},
			{"nbf in the future alone", `,"nbf":F`, false, false, false},
			{"exp in the past", `,"exp":P,"iat":P`, false, false, false},
			{"exp in the past, and nbf in the future", `,"exp":P,"nbf":F`, false, false, false},
			{"exp of 1970", `,"exp":0`, false, false, false},
			{"nbf of 1970", `,"nbf":0`, true, true, true},
			{"exp beyond the year 9999", `,"exp":253402300800`, true, true, true},
		} {
			now, far := time.Now(), 6*time.Minute
			dates := strings.NewReplacer(
				"N", fmt.Sprint(now.Unix()), "F", fmt.Sprint(now.Add(far).Unix()), "P", fmt.Sprint(now.Add(-far).Unix()),
			).Replace(test.dates)
			token := signedJWT(sha256.New, []byte(secret), encoded(`{"alg":"HS256"}`), encoded(`{"data":{"user":"maria"}`+dates+"}"))
			playSession, playFlash := at.reads(t, at.play, "PLAY_SESSION="+token, "PLAY_FLASH="+token)
			session, flash := at.reads(t, at.inGo, "PLAY_SESSION="+token, "PLAY_FLASH="+token)
			for _, reader := range []struct {
				name string
				got  live.Pairs
				want bool
			}{
				{"Play's session", playSession, test.byPlay}, {"Play's flash", playFlash, test.byPlay},
				{"our session", session, test.session}, {"our flash", flash, test.flash},
			} {
				if good := reader.got["user"] == "maria"; good != reader.want {
					t.Errorf("%s: %s is %q", test.name, reader.name, reader.got)
				}
			}
		}
	})
}

// Play cuts the fraction of a second off: of an expiry after it was added, of clockSkew
// before. We refuse the first at start, and take the second as it is.
func TestFractionsOfASecond(t *testing.T) {
	t.Parallel()
	plays.Each(t, func(t *testing.T, play *live.Play) {
		if play.Version().LegacyFormat() {
			return // no such settings
		}
		row := lifetimeRow{
			play: []string{"jwt.expiresAfter = 1 hour", "jwt.clockSkew = 1999 milliseconds"},
			here: satchel.CookieConfig{JWT: satchel.JWTConfig{ExpiresAfter: time.Hour, ClockSkew: 1999 * time.Millisecond}},
		}
		at := row.open(t, play)
		at.clock.set(time.Now().Truncate(time.Second).Add(-time.Hour - time.Second)) // exp is the second before this one
		session := lineOf(t, at.inGo.SetSession(live.Pairs{"user": "maria"}))
		if got, _ := at.reads(t, at.play, session.pair()); len(got) > 0 {
			t.Errorf("Play, whose clockSkew is a whole second, reads %q", got)
		}
		at.clock.set(at.clock.now().Add(time.Hour + 1999*time.Millisecond))
		if got, _ := at.reads(t, at.inGo, session.pair()); got["user"] != "maria" {
			t.Errorf("Go, with all of clockSkew, reads %q", got)
		}

		secret := satchel.NewSecret()
		config := satchel.Config{Profile: satchel.Play, Secrets: []satchel.Secret{secret}}
		config.Session.JWT.ExpiresAfter = 1500 * time.Millisecond
		if got := refusalHere(t, config); !strings.Contains(got, "not in whole seconds") {
			t.Errorf("New: %s", got)
		}
		inPlay := live.NewBrowser(t).Open("http://shop.test", play.Application(t, live.Settings(secret, "play.http.session.jwt.expiresAfter = 1500")))
		payload := payloadOf(t, lineOf(t, inPlay.SetSession(live.Pairs{"user": "maria"})).value)
		if lives := claimDate(t, payload, "exp") - claimDate(t, payload, "iat"); lives != 1 && lives != 2 {
			t.Errorf("Play writes tokens for %d seconds", lives)
		}
	})
}
