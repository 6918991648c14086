package inspect_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/cmd/satchel/internal/inspect"
)

const (
	jwt    = "eyJhbGciOiJIUzI1NiJ9.eyJkYXRhIjp7InVzZXIiOiJib2IifX0.CMFRkmjOoGvsPTsvyJl1hSaLuCmA6Wxxt-kfsVFMZbg"
	signed = "28e1ea0901afa02e165659aa3866f0d1dcb6415b-role=admin&user=bob"
)

func TestValuesAreHiddenAndReservedPairsExplained(t *testing.T) {
	born := fmt.Sprint(now.Add(-time.Minute).Unix())
	text := "PLAY_SESSION=" + encode(`{"alg":"HS256"}`) + "." + encode(`{"data":{"satchel.id":"hunter2","satchel.started":"`+born+`","satchel.renewed":"x",`+
		`"satchel.form":"a=hunter2&b=2","satchel.message `+born+` /items success":"grüße","satchel.message - /x/y error":"e","satchel.other":"o"},`+
		`"iat":`+born+`,"exp":`+born+`,"satchel":"session","sub":"hunter2"}`) + ".c2ln"
	got := one(t, text, settings())
	var lines []string
	for _, p := range got.Pairs {
		line := p.Key + ": " + p.Meaning
		if p.Message != nil {
			line += fmt.Sprintf(" %s at %q", p.Message.Key, p.Message.Path)
			if p.Message.Born != nil {
				line += ", " + p.Message.Born.Words
			}
		}
		lines = append(lines, line)
	}
	want := []string{
		"satchel.id: the unique id of the session, which caches and deny lists know it by: keep it to yourself",
		"satchel.started: when the session began: started 60 seconds ago",
		"satchel.renewed: a date of the session that is none: a program refuses the cookie",
		"satchel.form: the old input of a form, 2 fields",
		"satchel.message " + born + ` /items success:  success at "/items", born 60 seconds ago`,
		`satchel.message - /x/y error:  error at "/x/y"`,
		"satchel.other: a reserved key that the library does not know",
	}
	if strings.Join(lines, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(lines, "\n"), strings.Join(want, "\n"))
	}
	if p := got.Pairs[4]; p.Characters != 5 || p.Bytes != 7 {
		t.Errorf("%d characters, %d bytes", p.Characters, p.Bytes)
	}
	if got.Dates.Issued.Words != "issued 60 seconds ago" || got.Dates.Expires.Words != "expired 60 seconds ago, within the tolerance of 5 minutes" {
		t.Errorf("%+v %+v", got.Dates.Issued, got.Dates.Expires)
	}
	if len(got.Claims) != 2 || got.Claims[0].Meaning != "satchel made the token for the session" || got.Claims[1].Name != "sub" {
		t.Errorf("claims %+v", got.Claims)
	}
	hidden, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(hidden), "hunter2") || strings.Contains(string(hidden), "grüße") {
		t.Errorf("a value is shown: %s", hidden)
	}
	s := settings()
	s.Show = true
	if shown := one(t, text, s); *shown.Pairs[0].Value != "hunter2" || *shown.Claims[1].Value != `"hunter2"` {
		t.Error("a value is not shown")
	}
}

func TestTheShareOfAKeyIsWhatTheCookieWouldBeShorterWithout(t *testing.T) {
	pairs := []satchel.Pair{{Key: "a", Value: "grüße"}, {Key: "longer", Value: strings.Repeat("\"x ", 40)}, {Key: "z", Value: ""}}
	for _, config := range []satchel.Config{{}, {Sealed: true}, {Profile: satchel.Play}, {Profile: satchel.Play25}} {
		all := one(t, session(t, config, pairs...), settings(secret))
		for i := range pairs {
			without := append(append([]satchel.Pair{}, pairs[:i]...), pairs[i+1:]...)
			shorter := len(session(t, config, pairs...)) - len(session(t, config, without...))
			if got := all.Pairs[i].Size; got < shorter-1 || got > shorter+1 { // base64 ends with two characters or three
				t.Errorf("%v: %s has %d bytes, and without it there are %d less", config.Profile, pairs[i].Key, got, shorter)
			}
		}
		if all.Size != len(session(t, config, pairs...))-1 || all.Limit != 4096 {
			t.Errorf("size %d", all.Size)
		}
	}
}

func TestABrokenRuleIsNamed(t *testing.T) {
	header, good := encode(`{"alg":"HS256"}`), encode(`{"data":{}}`)
	for _, test := range []struct{ name, text, want string }{
		{"padding", header + "." + good + ".c2lnbmF0dXJl=", "padding (=)"},
		{"another alphabet", header + "." + good + "." + strings.Repeat("+", 43), "+ or /"},
		{"a letter that is none", header + "." + good + ".c2l!", "base64url has not"},
		{"a character too many", header + "." + good + ".c2lnx", "one character too many"},
		{"spare bits", header + "." + good + "." + strings.Repeat("A", 42) + "B", "spare bits"},
		{"a member twice", encode(`{"alg":"none","alg":"HS256"}`) + "." + good + ".c2ln", "stands there twice"},
		{"extensions", encode(`{"alg":"HS256","crit":["x"]}`) + "." + good + ".c2ln", "extensions (crit)"},
		{"compression", encode(`{"alg":"HS256","zip":"GZIP"}`) + "." + good + ".c2ln", "compressed (zip)"},
		{"text behind the header", encode(`{"alg":"HS256"} x`) + "." + good + ".c2ln", "behind the object of the header"},
		{"a number for a value", header + "." + encode(`{"data":{"a":1}}`) + ".c2ln", "a value in it is no text"},
		{"null for a value", header + "." + encode(`{"data":{"a":null}}`) + ".c2ln", "a value in it is null"},
		{"a date as text", header + "." + encode(`{"data":{},"exp":"2030-01-01"}`) + ".c2ln", "exp is no date in whole seconds"},
		{"a date with a fraction", header + "." + encode(`{"data":{},"nbf":1.5}`) + ".c2ln", "nbf is no date in whole seconds"},
		{"white space around", header + "." + encode(` {"data":{}}`) + ".c2ln", "white space around"},
		{"half a surrogate pair", header + "." + encode(`{"data":{"a":"\ud83d"}}`) + ".c2ln", "half a surrogate pair"},
		{"no UTF-8", header + "." + encode("{\"data\":{\"a\":\"\xff\"}}") + ".c2ln", "no UTF-8"},
		{"no JSON", header + "." + encode(`{"data":{"a"}}`) + ".c2ln", "no JSON (at byte 13)"},
		{"too deep", header + "." + encode(`{"data":{},"x":`+strings.Repeat("[", 1002)+strings.Repeat("]", 1002)+`}`) + ".c2ln", "more than 1000 deep"},
		{"a percent sign of Play 2.5", "28e1ea0901afa02e165659aa3866f0d1dcb6415b-a=100%", "a percent sign, at byte 6"},
		{"no UTF-8 in Play 2.5", "PLAY_FLASH=a=%ff", "no UTF-8"},
	} {
		got := one(t, test.text, settings())
		if !contains(got.Differences, test.want) {
			t.Errorf("%s: %q, want %q", test.name, got.Differences, test.want)
		}
	}
	if got := one(t, jwt, settings()); len(got.Differences) > 0 {
		t.Errorf("a good token breaks %q", got.Differences)
	}
}

func TestWhatIsAuthenticAndBreaksARuleIsMalformed(t *testing.T) {
	cookie := session(t, satchel.Config{Profile: satchel.Play})
	got := one(t, cookie+"=", settings(secret))
	if got.Valid() || got.Reason != satchel.ReasonMalformed || got.Reading == nil || !strings.Contains(got.Verdict, "the signature is right, but the text is refused: it has the padding") {
		t.Errorf("%v, %q, %q", got.Valid(), got.Reason, got.Verdict)
	}
	sealed := one(t, session(t, satchel.Config{Sealed: true})+"=", settings(secret))
	if sealed.Valid() || sealed.Reason != satchel.ReasonMalformed {
		t.Errorf("sealed: %v, %q, %q", sealed.Valid(), sealed.Reason, sealed.Verdict)
	}
}

func TestAttributesAreJudged(t *testing.T) {
	for _, test := range []struct {
		line string
		want string // empty for none
	}{
		{"__Host-session=" + jwt + "; Max-Age=3600; SameSite=lax; Path=/; Secure; HTTPOnly", ""},
		{"__Host-session=; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Path=/; Secure", ""},
		{"JSESSIONID=; Expires=Thu, 01-Jan-1970 00:00:10 GMT; Path=/", ""},
		{"theme=dark; Path=/; SameSite=Lax; HttpOnly", "no Secure"},
		{"__Host-session=" + jwt + "; Path=/; HttpOnly; SameSite=Lax", "needs Secure"},
		{"__Host-session=" + jwt + "; Path=/shop; Secure; HttpOnly; SameSite=Lax", "the prefix __Host- needs Path=/"},
		{"PLAY_SESSION=" + jwt + "; Path=/; SameSite=Lax; Secure", "no HttpOnly"},
		{"PLAY_SESSION=" + jwt + "; Path=/; SameSite=Lax; HttpOnly", "no Secure"},
		{"PLAY_SESSION=" + jwt + "; Path=/; Secure; HttpOnly", "no SameSite"},
		{"PLAY_SESSION=" + jwt + "; Path=/; Max-Age=+5; Secure; HttpOnly; SameSite=Lax", "+5\" is no number"},
		{"PLAY_SESSION=" + jwt + "; Path=/; SameSite=None; HttpOnly", "SameSite=None without Secure"},
		{"PLAY_SESSION=" + jwt + "; Path=/; SameSite=Lax; Secure; HttpOnly; Max-Age=9223372036854775807", "browsers cut it to 400 days"},
		{"PLAY_SESSION=" + strings.Repeat("x", 4096) + "; Path=/; SameSite=Lax; Secure; HttpOnly", "browsers drop what has more than 4096"},
	} {
		got := one(t, test.line, settings())
		said := slices.Concat(got.Faults, got.Advice)
		if test.want == "" && len(said) > 0 || test.want != "" && !contains(said, test.want) {
			t.Errorf("%s: %q, want %q", test.line[:40], said, test.want)
		}
		if got.Attributes == nil || got.Deletes != strings.Contains(test.line, "1970") {
			t.Errorf("%s: attributes %v, deletes %v", test.line[:40], got.Attributes, got.Deletes)
		}
	}
}

func TestDatesAreSaidInWords(t *testing.T) {
	for _, test := range []struct {
		after time.Duration // of the expiry behind now
		want  string
	}{
		{time.Second, "expires in 1 second"},
		{90 * time.Second, "expires in 90 seconds"},
		{2 * time.Hour, "expires in 2 hours"},
		{36 * time.Hour, "expires in 36 hours"},
		{72*time.Hour + time.Minute, "expires in 3 days"},
		{800 * 24 * time.Hour, "expires in 2 years"},
		{-time.Minute, "expired 60 seconds ago, within the tolerance of 5 minutes"},
		{-2 * time.Hour, "expired 2 hours ago"},
	} {
		got := one(t, encode(`{"alg":"HS256"}`)+"."+encode(fmt.Sprintf(`{"data":{},"exp":%d}`, now.Add(test.after).Unix()))+".c2ln", settings())
		if got.Dates.Expires == nil || got.Dates.Expires.Words != test.want {
			t.Errorf("%v: %+v, want %q", test.after, got.Dates.Expires, test.want)
		}
	}
	for _, far := range []string{"9223372036854774", "-9223372036854774"} {
		got := one(t, encode(`{"alg":"HS256"}`)+"."+encode(`{"data":{},"exp":`+far+`,"nbf":`+far+`,"iat":`+far+`}`)+".c2ln", settings(secret))
		if text, err := json.Marshal(got); err != nil || got.Dates.Expires.Date != "" || strings.Contains(string(text), "no time") {
			t.Errorf("%s: %s %v", far, text, err)
		}
	}
}

func TestWhatIsLargeIsBounded(t *testing.T) {
	var many, cookies strings.Builder
	for i := range 12000 {
		fmt.Fprintf(&many, "%x=&", i)
	}
	for range 20000 {
		cookies.WriteString("a=;")
	}
	got := one(t, "PLAY_FLASH="+many.String()[:60000], settings(secret))
	if len(got.Pairs) != inspect.MaxPairs || got.PairsTotal < 10000 {
		t.Errorf("%d pairs of %d", len(got.Pairs), got.PairsTotal)
	}
	report, err := inspect.Inspect(cookies.String(), settings(secret))
	if err != nil || len(report.Cookies) != inspect.MaxCookies || report.LeftOff != 20000-inspect.MaxCookies {
		t.Errorf("%d cookies, %d left off, %v", len(report.Cookies), report.LeftOff, err)
	}
	deep := one(t, encode(`{"alg":"HS256"}`)+"."+encode(strings.Repeat(`{"data":`, 5500))+".c2ln", settings(secret))
	if deep.Readable {
		t.Error("a payload without end is readable")
	}
}
