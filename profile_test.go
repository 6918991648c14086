package satchel_test

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
)

// noon is the time where the clock stands still.
var noon = time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)

func atNoon() time.Time { return noon }

// page is a request from this machine, over TLS, with the cookies that these
// Set-Cookie lines have left in the browser.
func page(lines ...string) *http.Request {
	r := httptest.NewRequest(http.MethodGet, "https://localhost/", http.NoBody)
	r.RemoteAddr = "127.0.0.1:40000"
	for _, line := range lines {
		pair, _, _ := strings.Cut(line, ";")
		r.Header.Add("Cookie", pair)
	}
	return r
}

// respond gives the scopes of a request to handle, and returns the Set-Cookie
// lines of the response.
func respond(scopes *satchel.Scopes, r *http.Request, handle func(*satchel.Session, *satchel.Flash)) []string {
	w := httptest.NewRecorder()
	scopes.Handler(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		handle(satchel.SessionFrom(r.Context()), satchel.FlashFrom(r.Context()))
	})).ServeHTTP(w, r)
	return w.Result().Header["Set-Cookie"]
}

// logIn changes both scopes.
func logIn(t *testing.T) func(*satchel.Session, *satchel.Flash) {
	t.Helper()
	return func(session *satchel.Session, flash *satchel.Flash) {
		if err := session.Set("user", "ada"); err != nil {
			t.Error(err)
		}
		if err := flash.Success("Hello"); err != nil {
			t.Error(err)
		}
	}
}

// user returns who is logged in with these cookies.
func user(scopes *satchel.Scopes, lines ...string) (name string) {
	respond(scopes, page(lines...), func(session *satchel.Session, _ *satchel.Flash) { name = session.Get("user") })
	return name
}

// message returns the flash that these cookies carry.
func message(scopes *satchel.Scopes, lines ...string) (text string) {
	respond(scopes, page(lines...), func(_ *satchel.Session, flash *satchel.Flash) { text = flash.Get("success") })
	return text
}

// jwt signs a payload by hand.
func jwt(algorithm string, key []byte, payload string) string {
	encode := base64.RawURLEncoding.EncodeToString
	text := encode([]byte(`{"alg":"`+algorithm+`"}`)) + "." + encode([]byte(payload))
	newHash := map[string]func() hash.Hash{"HS256": sha256.New, "HS384": sha512.New384, "HS512": sha512.New}[algorithm]
	return text + "." + encode(sum(newHash, key, text))
}

func sum(newHash func() hash.Hash, key []byte, text string) []byte {
	mac := hmac.New(newHash, key)
	mac.Write([]byte(text))
	return mac.Sum(nil)
}

// native derives by hand the key that the profile Native makes of firstSecret.
func native(purpose string, size int) []byte {
	algorithm := map[int]string{32: "HS256", 48: "HS384", 64: "HS512"}[size]
	key, err := hkdf.Key(sha256.New, []byte(firstSecret), nil, "satchel/1 "+algorithm+" "+purpose, size)
	if err != nil {
		panic(err)
	}
	return key
}

func TestTheDefaultsOnTheWireIn(t *testing.T) {
	dated := func(pairs string) string {
		return fmt.Sprintf(`{"data":{%s},"nbf":%d,"iat":%[2]d}`, pairs, noon.Unix())
	}
	forPurpose := func(token, purpose string) string {
		return strings.TrimSuffix(token, "}") + `,"satchel":"` + purpose + `"}`
	}
	session, flash := dated(`"user":"ada"`), dated(`"success":"Hello"`)
	waiting := fmt.Sprintf(`{"data":{"success":"Hello"},"exp":%d,"nbf":%d,"iat":%[2]d}`, noon.Unix()+300, noon.Unix())
	const fiveMinutes = "; Max-Age=300; Expires=Sun, 01 Mar 2026 12:05:00 GMT"
	raw := []byte(firstSecret)
	const attributes = "; SameSite=Lax; Path=/; HTTPOnly"
	playLines := []string{
		"PLAY_SESSION=" + jwt("HS256", raw, forPurpose(session, "session")) + attributes,
		"PLAY_FLASH=" + jwt("HS256", raw, forPurpose(flash, "flash")) + attributes,
	}
	bareLines := []string{
		"session=" + jwt("HS256", native("session session", 32), session) + attributes,
		"flash=" + jwt("HS256", native("flash flash", 32), waiting) + fiveMinutes + attributes,
	}
	for _, test := range []struct {
		name   string
		config satchel.Config
		want   []string
	}{
		{"Native", satchel.Config{}, []string{
			"__Host-session=" + jwt("HS256", native("session __Host-session", 32), session) + "; SameSite=Lax; Path=/; Secure; HTTPOnly",
			"__Host-flash=" + jwt("HS256", native("flash __Host-flash", 32), waiting) + fiveMinutes + "; SameSite=Lax; Path=/; Secure; HTTPOnly",
		}},
		{"Native with an unsigned flash", satchel.Config{InsecureUnsignedFlash: true, InsecureHTTP: true}, []string{
			bareLines[0], "flash=success=Hello" + fiveMinutes + attributes,
		}},
		{"Native in development", satchel.Config{Development: true}, bareLines},
		{"Native in development, with what needs Secure", satchel.Config{
			Development: true,
			Session:     satchel.CookieConfig{SameSite: http.SameSiteNoneMode, Partitioned: true},
			Flash:       satchel.CookieConfig{SameSite: http.SameSiteNoneMode, Partitioned: true},
		}, bareLines},
		{"Native over plain HTTP", satchel.Config{InsecureHTTP: true}, bareLines},
		{"Play", satchel.Config{Profile: satchel.Play}, playLines},
		{"Play with an unsigned flash, which is signed on writing", satchel.Config{Profile: satchel.Play, InsecureUnsignedFlash: true}, playLines},
		{"Play in development, with Secure set", satchel.Config{
			Profile: satchel.Play, Development: true,
			Session: satchel.CookieConfig{Secure: true}, Flash: satchel.CookieConfig{Secure: true},
		}, playLines},
		{"Play25", satchel.Config{Profile: satchel.Play25}, []string{
			"PLAY_SESSION=" + hex.EncodeToString(sum(sha1.New, raw, "user=ada")) + "-user=ada" + attributes,
			"PLAY_FLASH=success=Hello" + attributes,
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.config.Secrets = []satchel.Secret{firstSecret, otherSecret}
			test.config.Clock = atNoon
			test.config.OnEvent = new(journal).note
			scopes := start(t, test.config)
			lines := respond(scopes, page(), logIn(t))
			if !slices.Equal(lines, test.want) {
				t.Errorf("Set-Cookie:\n%s\nwant\n%s", strings.Join(lines, "\n"), strings.Join(test.want, "\n"))
			}
			if who, text := user(scopes, lines...), message(scopes, lines...); who != "ada" || text != "Hello" {
				t.Errorf("they come back as %q and %q", who, text)
			}
		})
	}
}

func TestTheAttributesOnTheWireOf(t *testing.T) {
	for _, test := range []struct {
		name   string
		cookie satchel.CookieConfig
		age    string // what only a cookie that is set has
		want   string
	}{
		{"the defaults", satchel.CookieConfig{}, "", "; SameSite=Lax; Path=/; HTTPOnly"},
		{"a name", satchel.CookieConfig{Name: "mine"}, "", "; SameSite=Lax; Path=/; HTTPOnly"},
		{"a name with a prefix", satchel.CookieConfig{Name: "__Secure-mine", Secure: true}, "", "; SameSite=Lax; Path=/; Secure; HTTPOnly"},
		{"a path", satchel.CookieConfig{Path: "/app"}, "", "; SameSite=Lax; Path=/app; HTTPOnly"},
		{"a domain", satchel.CookieConfig{Domain: "example.com"}, "", "; SameSite=Lax; Path=/; Domain=example.com; HTTPOnly"},
		{"Secure", satchel.CookieConfig{Secure: true}, "", "; SameSite=Lax; Path=/; Secure; HTTPOnly"},
		{"script access", satchel.CookieConfig{InsecureScriptAccess: true}, "", "; SameSite=Lax; Path=/"},
		{"SameSite=Lax", satchel.CookieConfig{SameSite: http.SameSiteLaxMode}, "", "; SameSite=Lax; Path=/; HTTPOnly"},
		{"SameSite=Strict", satchel.CookieConfig{SameSite: http.SameSiteStrictMode}, "", "; SameSite=Strict; Path=/; HTTPOnly"},
		{"SameSite=None", satchel.CookieConfig{SameSite: http.SameSiteNoneMode, Secure: true}, "", "; SameSite=None; Path=/; Secure; HTTPOnly"},
		{"no SameSite", satchel.CookieConfig{SameSite: http.SameSiteDefaultMode}, "", "; Path=/; HTTPOnly"},
		{"Partitioned", satchel.CookieConfig{Partitioned: true, Secure: true}, "", "; SameSite=Lax; Path=/; Secure; HTTPOnly; Partitioned"},
		{"a lifetime", satchel.CookieConfig{MaxAge: 90 * time.Second}, "; Max-Age=90; Expires=Sun, 01 Mar 2026 12:01:30 GMT", "; SameSite=Lax; Path=/; HTTPOnly"},
		{"all of them", satchel.CookieConfig{
			Path: "/app", Domain: "example.com", Secure: true, SameSite: http.SameSiteNoneMode, Partitioned: true, MaxAge: time.Second,
		}, "; Max-Age=1; Expires=Sun, 01 Mar 2026 12:00:01 GMT", "; SameSite=None; Path=/app; Domain=example.com; Secure; HTTPOnly; Partitioned"},
	} {
		t.Run(test.name, func(t *testing.T) {
			config := satchel.Config{Profile: satchel.Play, Secrets: []satchel.Secret{firstSecret}, Clock: atNoon}
			for i, scope := range []*satchel.CookieConfig{&config.Session, &config.Flash} {
				*scope = test.cookie
				scopes := start(t, config)
				*scope = satchel.CookieConfig{}
				name := []string{scopes.SessionCookieName(), scopes.FlashCookieName()}[i]
				if test.cookie.Name != "" && name != test.cookie.Name {
					t.Errorf("the cookie is named %q", name)
				}
				lines := respond(scopes, page(), logIn(t))
				if value, found := strings.CutPrefix(lines[i], name+"="); !found || value[strings.IndexByte(value, ';'):] != test.age+test.want {
					t.Errorf("Set-Cookie: %s, want %s=…%s", lines[i], name, test.age+test.want)
				}
				deleted := respond(scopes, page(lines...), func(session *satchel.Session, _ *satchel.Flash) { session.Clear() })
				if want := name + "=; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT" + test.want; len(deleted) != 2 || deleted[i] != want {
					t.Errorf("Set-Cookie: %q\nwant\n%s", deleted, want)
				}
			}
		})
	}
}

func TestTheFlashInheritsTheDomainOfTheSession(t *testing.T) {
	config := satchel.Config{Profile: satchel.Play25, Secrets: []satchel.Secret{firstSecret}}
	config.Session.Domain = "example.com"
	if lines := respond(start(t, config), page(), logIn(t)); !strings.Contains(lines[1], "; Domain=example.com;") {
		t.Errorf("Set-Cookie: %s", lines[1])
	}
	config.Flash.Domain = "www.example.com"
	lines := respond(start(t, config), page(), logIn(t))
	if !strings.Contains(lines[0], "; Domain=example.com;") || !strings.Contains(lines[1], "; Domain=www.example.com;") {
		t.Errorf("Set-Cookie: %q", lines)
	}
}

func TestTheUnsignedFlashIsRead(t *testing.T) {
	for _, test := range []struct {
		name   string
		config satchel.Config
		want   string
	}{
		{"not by Native", satchel.Config{InsecureHTTP: true}, ""},
		{"by Native where it may", satchel.Config{InsecureHTTP: true, InsecureUnsignedFlash: true}, "planted"},
		{"not by Play", satchel.Config{Profile: satchel.Play}, ""},
		{"by Play where it may", satchel.Config{Profile: satchel.Play, InsecureUnsignedFlash: true}, "planted"},
		{"by Play25", satchel.Config{Profile: satchel.Play25}, "planted"},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.config.Secrets = []satchel.Secret{firstSecret}
			scopes := start(t, test.config)
			if got := message(scopes, scopes.FlashCookieName()+"=success=planted"); got != test.want {
				t.Errorf("the page shows %q, want %q", got, test.want)
			}
			if got := user(scopes, scopes.SessionCookieName()+"=user=mallory"); got != "" {
				t.Errorf("an unsigned session reads %q", got)
			}
		})
	}
}

func TestAnUnsignedFlashHasTheCharactersOfACookie(t *testing.T) {
	for _, config := range []satchel.Config{
		{InsecureHTTP: true, InsecureUnsignedFlash: true}, {Profile: satchel.Play, InsecureUnsignedFlash: true}, {Profile: satchel.Play25},
	} {
		config.Secrets = []satchel.Secret{firstSecret}
		scopes := start(t, config)
		for _, value := range []string{"success=a b", "success=a,b", `success="a"`, "success=\x01", "success=é"} {
			if token, err := scopes.DecodeFlash(value); !errors.Is(err, satchel.ErrMalformed) {
				t.Errorf("%v reads %q as %q, %v", config.Profile, value, token.Pairs, err)
			}
		}
	}
}

func TestNativeTokensDoNotPassForAnother(t *testing.T) {
	made := func(config satchel.Config) *satchel.Scopes {
		config.Secrets = []satchel.Secret{firstSecret}
		return start(t, config)
	}
	native, play := made(satchel.Config{}), made(satchel.Config{Profile: satchel.Play})
	renamed := made(satchel.Config{Session: satchel.CookieConfig{Name: "__Host-s"}, Flash: satchel.CookieConfig{Name: "__Host-f"}})
	unprefixed := made(satchel.Config{InsecureHTTP: true})
	text := func(encode func(...satchel.Pair) (string, error)) string {
		value, err := encode(pair("user", "ada")...)
		must(t, err)
		return value
	}
	for _, test := range []struct {
		name   string
		value  string
		decode func(string) (satchel.Token, error)
	}{
		{"a flash as a session", text(native.EncodeFlash), native.DecodeSession},
		{"a session as a flash", text(native.EncodeSession), native.DecodeFlash},
		{"a session of another name", text(renamed.EncodeSession), native.DecodeSession},
		{"a flash of another name", text(renamed.EncodeFlash), native.DecodeFlash},
		{"a session of plain HTTP", text(unprefixed.EncodeSession), native.DecodeSession},
		{"a session of Play", text(play.EncodeSession), native.DecodeSession},
		{"a session of its own in Play", text(native.EncodeSession), play.DecodeSession},
		{"a flash of Play", text(play.EncodeFlash), native.DecodeFlash},
		{"a flash of its own in Play", text(native.EncodeFlash), play.DecodeFlash},
	} {
		t.Run(test.name, func(t *testing.T) {
			if token, err := test.decode(test.value); !errors.Is(err, satchel.ErrSignature) {
				t.Errorf("decoded %v, %v", token.Pairs, err)
			}
		})
	}
	if got := user(native, "__Host-session="+text(native.EncodeFlash)); got != "" {
		t.Errorf("a flash as a session reads %q", got)
	}
}

// Play has one key for everything and says nowhere in a token what it is for.
func TestTokensThatPlayWrotePassForEachOtherUnlessAPurposeIsRequired(t *testing.T) {
	ofPlay := func(pairs string) string {
		return jwt("HS256", []byte(firstSecret), fmt.Sprintf(`{"data":{%s},"nbf":%d,"iat":%[2]d}`, pairs, noon.Unix()))
	}
	for _, strict := range []bool{false, true} {
		config := satchel.Config{Profile: satchel.Play, Secrets: []satchel.Secret{firstSecret}, Clock: atNoon}
		config.Session.JWT.RequirePurpose, config.Flash.JWT.RequirePurpose = strict, strict
		scopes := start(t, config)
		who, text := user(scopes, "PLAY_SESSION="+ofPlay(`"user":"ada"`)), message(scopes, "PLAY_FLASH="+ofPlay(`"success":"Hello"`))
		if passes := who == "ada" && text == "Hello"; passes == strict || strict && who+text != "" {
			t.Errorf("with RequirePurpose = %t, tokens of Play read %q and %q", strict, who, text)
		}
		if _, err := scopes.DecodeFlash(ofPlay(`"success":"Hello"`)); strict && !errors.Is(err, satchel.ErrPurpose) {
			t.Errorf("a token without a purpose is refused with %v", err)
		}
	}
}

func TestWhatIsWrittenForOneCookieOfPlayDoesNotPassForTheOther(t *testing.T) {
	for _, strict := range []bool{false, true} {
		config := satchel.Config{Profile: satchel.Play, Secrets: []satchel.Secret{firstSecret}}
		config.Session.JWT.RequirePurpose, config.Flash.JWT.RequirePurpose = strict, strict
		scopes := start(t, config)
		flash, err := scopes.EncodeFlash(pair("user", "ada")...)
		must(t, err)
		session, err := scopes.EncodeSession(pair("success", "Hello")...)
		must(t, err)
		if who, text := user(scopes, "PLAY_SESSION="+flash), message(scopes, "PLAY_FLASH="+session); who+text != "" {
			t.Errorf("a flash as a session reads %q, a session as a flash %q", who, text)
		}
		if _, err := scopes.DecodeSession(flash); !errors.Is(err, satchel.ErrPurpose) || satchel.ReasonOf(err) != satchel.ReasonPurpose {
			t.Errorf("a flash as a session is refused with %v", err)
		}
		if token, err := scopes.DecodeSession(session); err != nil || token.Purpose != "session" {
			t.Errorf("a session has the purpose %q, %v", token.Purpose, err)
		}
		if token, err := scopes.DecodeFlash(flash); err != nil || token.Purpose != "flash" {
			t.Errorf("a flash has the purpose %q, %v", token.Purpose, err)
		}
	}
}

func TestProfilesAreReadAsTheyAreWritten(t *testing.T) {
	for profile, want := range map[satchel.Profile]string{
		satchel.Native: "native", satchel.Play: "play", satchel.Play25: "play25", 9: "Profile(9)",
	} {
		text, err := profile.MarshalText()
		if profile > satchel.Play25 {
			if err == nil {
				t.Errorf("Profile(%d) is written as %q", profile, text)
			}
			text = []byte(want)
		} else if err != nil {
			t.Errorf("Profile(%d): %v", profile, err)
		}
		if string(text) != want || profile.String() != want {
			t.Errorf("Profile(%d) is %q, %q, %v, want %q", profile, profile, text, err, want)
		}
		back := satchel.Play
		switch err := back.UnmarshalText([]byte(strings.ToUpper(want))); {
		case profile <= satchel.Play25 && (err != nil || back != profile):
			t.Errorf("%q is read as %v, %v", want, back, err)
		case profile > satchel.Play25 && (err == nil || back != satchel.Play || !strings.Contains(err.Error(), `"PROFILE(9)" is none of native, play, play25`)):
			t.Errorf("%q is read as %v, %v", want, back, err)
		}
	}
}
