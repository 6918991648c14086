package inspect_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/cmd/satchel/internal/inspect"
)

// signedWith returns a JWT as somebody with the secret could write it.
func signedWith(secret, payload string) string {
	text := encode(`{"alg":"HS256"}`) + "." + encode(payload)
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(text))
	return text + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// TestDatesAreJudgedAsALibraryWithTheSameSettingsDoes compares with the library.
func TestDatesAreJudgedAsALibraryWithTheSameSettingsDoes(t *testing.T) {
	tomorrow := now.Add(24 * time.Hour).Unix()
	yesterday := now.Add(-24 * time.Hour).Unix()
	for _, test := range []struct {
		name, cookie, payload string
		reason                satchel.Reason
	}{
		{"issued tomorrow, without a not-before", "PLAY_SESSION", fmt.Sprintf(`{"data":{"a":"b"},"iat":%d}`, tomorrow), satchel.ReasonPremature},
		{"the same as a flash", "PLAY_FLASH", fmt.Sprintf(`{"data":{"a":"b"},"iat":%d}`, tomorrow), ""},
		{"written tomorrow by its pairs, yesterday by its claims", "PLAY_SESSION", fmt.Sprintf(`{"data":{"satchel.active":"%d"},"iat":%d}`, tomorrow, yesterday), ""},
		{"written tomorrow by its pairs, without a claim", "PLAY_SESSION", fmt.Sprintf(`{"data":{"satchel.active":"%d"}}`, tomorrow), satchel.ReasonPremature},
		{"a flash with a login of tomorrow", "PLAY_FLASH", fmt.Sprintf(`{"data":{"satchel.renewed":"%d"}}`, tomorrow), ""},
		{"a session with one", "PLAY_SESSION", fmt.Sprintf(`{"data":{"satchel.renewed":"%d"}}`, tomorrow), satchel.ReasonPremature},
		{"a login that has no date", "PLAY_SESSION", `{"data":{"satchel.renewed":"soon"}}`, satchel.ReasonMalformed},
		{"expired within the tolerance", "PLAY_SESSION", fmt.Sprintf(`{"data":{},"exp":%d}`, now.Add(-5*time.Minute).Unix()), ""},
		{"expired a second beyond", "PLAY_SESSION", fmt.Sprintf(`{"data":{},"exp":%d}`, now.Add(-5*time.Minute-time.Second).Unix()), satchel.ReasonExpired},
		{"made for nothing that is known", "PLAY_SESSION", `{"data":{},"satchel":"x"}`, satchel.ReasonPurpose},
	} {
		value := signedWith(secret, test.payload)
		library := program(t, satchel.Config{Profile: satchel.Play}, now)
		decode := library.DecodeSession
		if test.cookie == "PLAY_FLASH" {
			decode = library.DecodeFlash
		}
		if _, err := decode(value); satchel.ReasonOf(err) != test.reason {
			t.Errorf("%s: the library says %v", test.name, err)
		}
		if got := one(t, test.cookie+"="+value, settings(secret)); got.Reason != test.reason || got.Valid() != (test.reason == "") {
			t.Errorf("%s: %q, %s; want %q", test.name, got.Reason, got.Verdict, test.reason)
		}
	}
}

func TestTheToleranceMayBeNone(t *testing.T) {
	s := settings(secret)
	s.ClockSkew = 0
	value := signedWith(secret, fmt.Sprintf(`{"data":{},"exp":%d}`, now.Add(-time.Second).Unix()))
	if got := one(t, "PLAY_SESSION="+value, s); got.Reason != satchel.ReasonExpired {
		t.Errorf("%q, %s", got.Reason, got.Verdict)
	}
}

// TestASecretThatSatchelRefusesIsSaid: Play takes it.
func TestASecretThatSatchelRefusesIsSaid(t *testing.T) {
	weak := strings.Repeat("ab", 20)
	got := one(t, "PLAY_SESSION="+signedWith(weak, `{"data":{}}`), settings(satchel.Secret(weak)))
	if got.Valid() || got.Reading == nil || !strings.Contains(got.Verdict, "satchel would refuse to start with the secret that signed it: ") || strings.Contains(got.Verdict, weak) {
		t.Errorf("%v, %q", got.Valid(), got.Verdict)
	}
}

func TestWhatIsExpectedCanBeSaid(t *testing.T) {
	yes, no := true, false
	signed, sealed := session(t, satchel.Config{}), session(t, satchel.Config{Sealed: true})
	play := session(t, satchel.Config{Profile: satchel.Play})
	named := satchel.Config{Flash: satchel.CookieConfig{Name: "notes"}}
	for _, test := range []struct {
		name, text string
		change     func(*inspect.Settings)
		words      string // of the verdict; empty for a valid one
		note       string
	}{
		{"sealed, and it is", sealed, func(s *inspect.Settings) { s.Sealed = &yes }, "", ""},
		{"sealed, and it is not", signed, func(s *inspect.Settings) { s.Sealed = &yes }, "signed, and not sealed", ""},
		{"signed, and it is", signed, func(s *inspect.Settings) { s.Sealed = &no }, "", ""},
		{"signed, and it is not", sealed, func(s *inspect.Settings) { s.Sealed = &no }, "sealed, and not signed", ""},
		{"an application, of a cookie of Play", play, func(s *inspect.Settings) { s.Application = "shop" }, "", "the name of the application does not count"},
		{"a slot by the name of the flash", flash(t, satchel.Config{}, "__Host-flash.abc27") + "; a=b", func(s *inspect.Settings) { s.Name = "__Host-flash" }, "", ""},
		{"a slot of a name that says nothing", flash(t, named, "notes.abc27"), nil, "", ""},
		{"the same by its name", flash(t, named, "notes.abc27") + "; a=b", func(s *inspect.Settings) { s.Name = "notes" }, "", ""},
	} {
		s := settings(secret)
		if test.change != nil {
			test.change(&s)
		}
		got := one(t, test.text, s)
		noted := test.note == "" || contains(got.Notes, test.note)
		if got.Valid() != (test.words == "") || !strings.Contains(got.Verdict, test.words) || !noted {
			t.Errorf("%s: %v, %s, %q, %q", test.name, got.Valid(), got.Reason, got.Verdict, got.Notes)
		}
	}
}
