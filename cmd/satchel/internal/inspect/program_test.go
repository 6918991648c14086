package inspect_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/cmd/satchel/internal/inspect"
)

// later is when the programs of these tests are asked.
var later = now.Add(2 * time.Hour)

// TestAProgramHasTheLastWord compares the answer with what a handler of that program finds in a
// request, for each configuration and each set of cookies.
func TestAProgramHasTheLastWord(t *testing.T) {
	yes, no := 0, 0
	for config, c := range configurations() {
		for name, cookies := range headers(t) {
			want := handlerFinds(t, c, cookies)
			report, err := inspect.Inspect("Cookie: "+cookies, asking(t, c, later))
			if err != nil {
				t.Fatal(err)
			}
			if report.Valid() != want {
				t.Errorf("%s, %s: valid %v, and the handler's answer is %v: %s", config, name, report.Valid(), want, verdicts(report))
			}
			if want {
				yes++
			} else {
				no++
			}
		}
	}
	if yes < 50 || no < 100 {
		t.Errorf("%d times yes, %d times no", yes, no)
	}
}

// hs512 is Play with another algorithm than the usual one.
var hs512 = satchel.Config{Profile: satchel.Play, Session: satchel.CookieConfig{JWT: satchel.JWTConfig{SignatureAlgorithm: "HS512"}}}

// configurations are those that variables can say.
func configurations() map[string]satchel.Config {
	until := func(forms ...satchel.SessionReader) []satchel.SessionReader {
		for i := range forms {
			forms[i].Until = later.Add(time.Hour)
		}
		return forms
	}
	over := []satchel.SessionReader{{Profile: satchel.Play25, Until: later}}
	return map[string]satchel.Config{
		"native":                        {},
		"native, sealed":                {Sealed: true},
		"native of an application":      {Application: "shop"},
		"play":                          {Profile: satchel.Play},
		"play with a purpose":           {Profile: satchel.Play, Session: satchel.CookieConfig{JWT: satchel.JWTConfig{RequirePurpose: true}}},
		"play with HS512":               hs512,
		"play25":                        {Profile: satchel.Play25},
		"an idle limit":                 {Limits: satchel.Limits{Idle: time.Hour}},
		"an absolute limit":             {Limits: satchel.Limits{Absolute: time.Hour}},
		"an epoch":                      {Revocation: satchel.Revocation{Epoch: now.Add(time.Hour)}},
		"an epoch to come":              {Revocation: satchel.Revocation{Epoch: later.Add(time.Hour)}},
		"a reader of play25":            {Readers: until(satchel.SessionReader{Profile: satchel.Play25})},
		"a reader of play25, over":      {Readers: over},
		"the same and an idle limit":    {Readers: until(satchel.SessionReader{Profile: satchel.Play25}), Limits: satchel.Limits{Idle: time.Hour}},
		"the same and an epoch":         {Readers: until(satchel.SessionReader{Profile: satchel.Play25}), Revocation: satchel.Revocation{Epoch: now}},
		"a reader of sealed":            {Readers: until(satchel.SessionReader{Sealed: true})},
		"sealed and a reader of signed": {Sealed: true, Readers: until(satchel.SessionReader{}, satchel.SessionReader{Profile: satchel.Play25})},
		"play and a reader of play25":   {Profile: satchel.Play, Readers: until(satchel.SessionReader{Profile: satchel.Play25})},
		"play and a reader of native":   {Profile: satchel.Play, Readers: until(satchel.SessionReader{})},
		"another secret":                {Secrets: []satchel.Secret{other}},
		"a retired key":                 {Keys: []satchel.Key{{Secret: other}, {Secret: secret, State: satchel.KeyRetired}}},
		"a retiring key":                {Secrets: []satchel.Secret{other, secret}},
		"slots":                         {FlashSlots: 3, Flash: lasting},
		"a flash that lasts":            {Flash: lasting},
		"play, and a flash that lasts":  {Profile: satchel.Play, Flash: lasting},
		"a flash of the next request":   {FlashPolicy: satchel.NextRequest},
		"another name":                  {Session: satchel.CookieConfig{Name: "basket"}},
	}
}

// headers are Cookie headers.
func headers(t *testing.T) map[string]string {
	t.Helper()
	native, sealed := session(t, satchel.Config{}), session(t, satchel.Config{Sealed: true})
	play, play25 := session(t, satchel.Config{Profile: satchel.Play}), session(t, satchel.Config{Profile: satchel.Play25})
	forged := native[:len(native)-2] + "AA"
	_, value, _ := strings.Cut(native, "=")
	user := satchel.Pair{Key: "user", Value: "ada"}
	dated := func(key, value string) string {
		return session(t, satchel.Config{}, user, satchel.Pair{Key: key, Value: value})
	}
	notice := flash(t, satchel.Config{}, "__Host-flash")
	return map[string]string{
		"native":                        native,
		"sealed":                        sealed,
		"play":                          play,
		"play25":                        play25,
		"of an application":             session(t, satchel.Config{Application: "shop"}),
		"with HS512":                    session(t, hs512),
		"under another name":            "basket=" + value,
		"of another name":               session(t, satchel.Config{Session: satchel.CookieConfig{Name: "basket"}}),
		"a renewed one":                 dated("satchel.renewed", fmt.Sprint(later.Unix())),
		"one with a date that is none":  dated("satchel.started", "soon"),
		"one of tomorrow":               dated("satchel.active", fmt.Sprint(later.Add(24*time.Hour).Unix())),
		"one that expires":              session(t, satchel.Config{Session: satchel.CookieConfig{MaxAge: time.Hour}}),
		"own and old":                   native + "; " + play25,
		"old and own":                   play25 + "; " + native,
		"own and that of Play":          native + "; " + play,
		"forged and old":                forged + "; " + play25,
		"emptied and old":               "__Host-session=; " + play25,
		"garbage and old":               "__Host-session=x; " + play25,
		"forged and good":               forged + "; " + native,
		"good and forged":               native + "; " + forged,
		"signed and sealed":             native + "; " + sealed,
		"old twice":                     "PLAY_SESSION=x; " + play25,
		"forged alone":                  forged,
		"garbage":                       "__Host-session=hello",
		"in quotes":                     `__Host-session="` + value + `"`,
		"with a blank behind":           native + " ; a=b",
		"behind more than is looked at": strings.Repeat("__Host-session="+value[:len(value)-4]+"AAAA; ", 9) + native,
		"beyond what is looked at":      "a=" + strings.Repeat("x", 33<<10) + "; " + native,
		"others":                        "_ga=GA1.2; theme=dark",
		"behind more than is listed":    strings.Repeat("a=b; ", inspect.MaxCookies) + native,
		"a flash":                       notice,
		"a flash of a slot":             flash(t, satchel.Config{}, "__Host-flash.abc27"),
		"two slots":                     "__Host-flash.abc27=x; " + flash(t, satchel.Config{}, "__Host-flash.abc26"),
		"session and flash":             native + "; " + notice,
		"session and a forged flash":    native + "; __Host-flash=" + value,
		"a flash of play":               flash(t, satchel.Config{Profile: satchel.Play}, "PLAY_FLASH"),
		"a flash as the session":        "PLAY_SESSION=" + strings.TrimPrefix(flash(t, satchel.Config{Profile: satchel.Play}, "x"), "x="),
	}
}

// handlerFinds tells whether a handler finds a session or a flash, and both of them where the
// request has cookies for both.
func handlerFinds(t *testing.T, config satchel.Config, cookies string) bool {
	t.Helper()
	scopes := program(t, config, later)
	var session, flash bool
	handler := scopes.Handler(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		session = satchel.SessionFrom(r.Context()).Len() > 0
		flash = satchel.FlashFrom(r.Context()).Len() > 0
	}))
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", http.NoBody)
	r.Header.Set("Cookie", cookies)
	handler.ServeHTTP(httptest.NewRecorder(), r)
	needsFlash, needsSession := false, false
	for piece := range strings.SplitSeq(cookies, "; ") {
		name, value, _ := strings.Cut(piece, "=")
		needsFlash = needsFlash || scopes.IsFlashCookie(name) && value != ""
		needsSession = needsSession || name == scopes.SessionCookieName() && value != ""
	}
	return (session || flash) && (session || !needsSession) && (flash || !needsFlash)
}

func verdicts(report inspect.Report) (said string) {
	for i := range report.Cookies {
		c := &report.Cookies[i]
		said += fmt.Sprintf("\n%s: %v, %s, %s", c.Name, c.Valid(), c.Reason, c.Verdict)
	}
	return said
}

func TestAProgramSaysWhy(t *testing.T) {
	native, play25 := session(t, satchel.Config{}), session(t, satchel.Config{Profile: satchel.Play25})
	expiring := session(t, satchel.Config{Session: satchel.CookieConfig{MaxAge: time.Hour}})
	strict := satchel.Config{Session: satchel.CookieConfig{JWT: satchel.JWTConfig{ClockSkew: satchel.None}}}
	notice := flash(t, satchel.Config{}, "__Host-flash")
	reader := satchel.Config{Readers: []satchel.SessionReader{{Profile: satchel.Play25, Until: later.Add(time.Hour)}}}
	for _, test := range []struct {
		name   string
		config satchel.Config
		text   string
		reason satchel.Reason
		words  string // of the last cookie
	}{
		{"its own session", satchel.Config{}, native, "", ""},
		{"a bare value", satchel.Config{}, strings.TrimPrefix(native, "__Host-session="), "", ""},
		{"one that was not used", satchel.Config{Limits: satchel.Limits{Idle: time.Hour}}, native, satchel.ReasonIdle, "SATCHEL_IDLE"},
		{"one that is too old", satchel.Config{Limits: satchel.Limits{Absolute: time.Hour}}, native, satchel.ReasonTooOld, "SATCHEL_ABSOLUTE"},
		{"one of before the epoch", satchel.Config{Revocation: satchel.Revocation{Epoch: now.Add(time.Hour)}}, native, satchel.ReasonRevoked, "SATCHEL_EPOCH"},
		{"another algorithm", hs512, session(t, satchel.Config{Profile: satchel.Play}), satchel.ReasonAlgorithm, "signed with HS256"},
		{"a cookie that it has not", satchel.Config{}, session(t, satchel.Config{Profile: satchel.Play}), satchel.ReasonSignature, "its own are __Host-session and __Host-flash"},
		{"an unsigned flash", satchel.Config{Profile: satchel.Play25}, "PLAY_FLASH=success=yes", inspect.ReasonUnsigned, "nothing signs it"},
		{"the same without its name", satchel.Config{Profile: satchel.Play25}, "success=yes", inspect.ReasonUnsigned, "nothing signs it"},
		{"the second of two", satchel.Config{}, native + "; " + session(t, satchel.Config{}, satchel.Pair{Key: "a", Value: "b"}), "", "the program takes the first one"},
		{"an old one beside its own", reader, "__Host-session=x; " + play25, "", "where the session has no cookie of its own"},
		{"an old one without its name", reader, strings.TrimPrefix(play25, "PLAY_SESSION="), satchel.ReasonMalformed, "needs that name in front"},
		{"what stands in quotes", satchel.Config{}, strings.Replace(native, "=", `="`, 1) + `"`, satchel.ReasonMalformed, "stands in double quotes"},
		{"one that is beyond what is looked at", satchel.Config{}, "__Host-session=" + strings.Repeat("x", 33<<10), satchel.ReasonOversized, "longer than a browser keeps"},
		{"one that has expired, by a clock without tolerance", strict, expiring, satchel.ReasonExpired, "beyond the tolerance of 0 seconds"},
		{"a message that has waited too long", satchel.Config{}, notice, satchel.ReasonExpired, "SATCHEL_FLASH_MAX_AGE"},
		{"the same without its name", satchel.Config{}, strings.TrimPrefix(notice, "__Host-flash="), satchel.ReasonExpired, "SATCHEL_FLASH_MAX_AGE"},
		{"a message of a program where it lasts", satchel.Config{Flash: lasting}, notice, "", ""},
		{"garbage", satchel.Config{}, "__Host-session=hello", satchel.ReasonMalformed, "not of the form"},
	} {
		t.Run(test.name, func(t *testing.T) {
			report, err := inspect.Inspect(test.text, asking(t, test.config, later))
			if err != nil {
				t.Fatal(err)
			}
			got := report.Cookies[len(report.Cookies)-1]
			if got.Reason != test.reason || got.Valid() != (test.reason == "") || !strings.Contains(got.Verdict, test.words) || test.words == "" && got.Verdict != "" {
				t.Errorf("verified %v, reason %q, %q; want %q, %q", got.Valid(), got.Reason, got.Verdict, test.reason, test.words)
			}
			if got.Counts == nil || *got.Counts != (report.Valid() && !strings.Contains(test.words, "first")) && got.Reason != inspect.ReasonUnsigned {
				t.Errorf("counts: %v, of %v", got.Counts, report.Valid())
			}
		})
	}
}

func TestTheContentOfASealedCookieOfTheProgramIsShown(t *testing.T) {
	got := one(t, session(t, satchel.Config{Sealed: true}), asking(t, satchel.Config{Sealed: true}, later))
	if !got.Valid() || got.KeyID == "" || got.PairsTotal != 1 || !got.Readable {
		t.Errorf("verified %v, reason %q, %d pairs", got.Valid(), got.Reason, got.PairsTotal)
	}
}

func TestEachSlotCounts(t *testing.T) {
	text := flash(t, satchel.Config{}, "__Host-flash.abc27") + "; " + flash(t, satchel.Config{}, "__Host-flash.abc26") + "; " + flash(t, satchel.Config{}, "__Host-flash.abc27")
	report, err := inspect.Inspect(text, asking(t, satchel.Config{FlashSlots: 3, Flash: lasting}, later))
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []bool{true, true, false} {
		if c := &report.Cookies[i]; *c.Counts != want || !c.Valid() {
			t.Errorf("slot %d: counts %v, want %v: %s", i, *c.Counts, want, c.Verdict)
		}
	}
}

func TestTheScopeThatIsExpectedOfAProgramCounts(t *testing.T) {
	for scope, want := range map[inspect.Scope]satchel.Reason{inspect.Session: "", inspect.Flash: satchel.ReasonPurpose} {
		s := asking(t, satchel.Config{}, later)
		s.Scope = scope
		if got := one(t, session(t, satchel.Config{}), s); got.Reason != want {
			t.Errorf("%s: %q, %s", scope, got.Reason, got.Verdict)
		}
	}
}
