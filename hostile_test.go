package satchel_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
)

// forge signs any header and any payload, under the profile Play's key unless
// another is given.
func forge(header, payload string, key ...satchel.Secret) string {
	digest, secret := sha256.New, firstSecret
	if strings.Contains(header, "HS512") {
		digest = sha512.New
	}
	if len(key) > 0 {
		secret = key[0]
	}
	text := base64.RawURLEncoding.EncodeToString([]byte(header)) + "." + base64.RawURLEncoding.EncodeToString([]byte(payload))
	mac := hmac.New(digest, []byte(secret))
	mac.Write([]byte(text))
	return text + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

const (
	hs256 = `{"alg":"HS256"}`
	anns  = `{"data":{"user":"ann"}}`
)

// other returns token with another letter at a position, counted from the end.
func other(token string, position int, letter byte) string {
	b := []byte(token)
	b[len(b)-position] = letter
	return string(b)
}

// sent is a request's Cookie lines, with @ for the cookie's name; user is what the
// handler has to find, and rejected are the reasons of the events, in order.
type sent struct {
	lines    []string
	user     string
	rejected string
	conflict bool
	flood    bool
	near     []string // names that resemble @
	cut      bool     // the header is longer than what is examined, which concerns both scopes
}

func hostileCookies() map[string]sent {
	valid, bobs := forge(hs256, anns), forge(hs256, `{"data":{"user":"bob"}}`)
	forged := forge(hs256, anns, otherSecret)
	unsigned := strings.TrimRight(forge(`{"alg":"none"}`, anns), "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")
	now := clock().Unix()
	one := func(value, rejected string) sent { return sent{lines: []string{"@=" + value}, rejected: rejected} }
	good := func(lines ...string) sent { return sent{lines: lines, user: "ann"} }
	large := func(n int) string {
		return strings.Repeat("@="+forge(hs256, `{"data":{"user":"`+strings.Repeat("x", 2990)+`"}}`, otherSecret)+"; ", n)
	}
	bad := func(n int) string { return strings.Repeat("@="+forged+"; ", n) }
	return map[string]sent{
		"forged":                         one(forged, "signature"),
		"a changed letter":               one(other(valid, 60, '_'), "signature"),
		"none, unsigned":                 one(unsigned, "algorithm"),
		"none, signed":                   one(forge(`{"alg":"none"}`, anns), "algorithm"),
		"HS512":                          one(forge(`{"alg":"HS512"}`, anns), "algorithm"),
		"no signature":                   one(valid[:len(valid)-43], "malformed"),
		"padded":                         one(valid+"=", "malformed"),
		"spare bits":                     one(other(valid, 1, valid[len(valid)-1]+1), "signature"),
		"expired":                        one(forge(hs256, fmt.Sprintf(`{"data":{"user":"ann"},"exp":%d}`, now-301)), "expired"),
		"premature":                      one(forge(hs256, fmt.Sprintf(`{"data":{"user":"ann"},"nbf":%d}`, now+301)), "premature"),
		"alg twice":                      one(forge(`{"alg":"none","alg":"HS256"}`, anns), "malformed"),
		"crit":                           one(forge(`{"alg":"HS256","crit":["exp"]}`, anns), "malformed"),
		"a number for a value":           one(forge(hs256, `{"data":{"user":1}}`), "malformed"),
		"no object for the data":         one(forge(hs256, `{"data":"ann"}`), "malformed"),
		"half a surrogate pair":          one(forge(hs256, `{"data":{"user":"\ud800"}}`), "malformed"),
		"quotes":                         one(`"`+valid+`"`, "malformed"),
		"a NUL":                          one(valid+"\x00", "malformed"),
		"a space behind":                 one(valid+" ; a=b", "malformed"),
		"junk":                           one("%%%, ((=)) \\", "malformed"),
		"5 KB":                           one(strings.Repeat("x", 5000), "oversized"),
		"4097 bytes":                     one(forge(hs256, `{"data":{"user":"`+strings.Repeat("x", 3000)+`"}}`)[:4097-len("PLAY_FLASH")], "oversized"),
		"an empty value":                 one("", ""),
		"1 MB":                           {lines: []string{"@=" + strings.Repeat("x", 1<<20)}, flood: true, cut: true},
		"1 MB of dots":                   {lines: []string{"@=" + strings.Repeat(".", 1<<20)}, flood: true, cut: true},
		"3000 of the name":               {lines: []string{strings.Repeat("@=a.b.c; ", 3000)}, rejected: strings.Repeat("malformed ", 8), flood: true, cut: true},
		"valid behind 3000 others":       {lines: []string{strings.Repeat("other=cookie; ", 3000) + "@=" + valid}, flood: true, cut: true},
		"valid behind 63 of no cost":     {lines: []string{strings.Repeat("@=; @=x; @=a.b.c; ", 21) + "@=" + valid}, user: "ann", rejected: strings.Repeat("malformed ", 8)},
		"valid behind 64 empty ones":     {lines: []string{strings.Repeat("@=; ", 64) + "@=" + valid}, flood: true},
		"another name":                   {lines: []string{"x@=" + valid + "; @ =" + valid + "; @2=" + valid + "; =@=" + valid}, near: []string{"@ ", "@"}},
		"the name in other letters":      {lines: []string{"#=" + valid}, near: []string{"#"}},
		"the name inside quotes":         {lines: []string{`x="; @=a.b.c; "`}, rejected: "malformed"},
		"valid before 3000 others":       {lines: []string{"@=" + valid + strings.Repeat("; other=cookie", 3000)}, user: "ann", cut: true},
		"$Version":                       {lines: []string{"$Version=1; @=" + valid + "; $Path=/"}, user: "ann", near: []string{"$Version"}},
		"data twice, the last counts":    good("@=" + forge(hs256, `{"data":{"user":"bob"},"data":{"user":"bob","user":"ann"}}`)),
		"no spaces and many semicolons":  good(";;a=b;@=" + valid + ";;"),
		"expired within the tolerance":   good("@=" + forge(hs256, fmt.Sprintf(`{"data":{"user":"ann"},"exp":%d}`, now-300))),
		"premature within the tolerance": good("@=" + forge(hs256, fmt.Sprintf(`{"data":{"user":"ann"},"nbf":%d}`, now+300))),
		"valid first":                    {lines: []string{"@=" + valid + "; @=" + forged}, user: "ann", rejected: "signature"},
		"valid last":                     {lines: []string{"@=" + forged + "; @=" + valid}, user: "ann", rejected: "signature"},
		"valid in the middle":            {lines: []string{"@=" + forged + "; @=" + valid + "; @=a.b.c"}, user: "ann", rejected: "signature malformed"},
		"valid the 8th":                  {lines: []string{bad(7) + "@=" + valid}, user: "ann", rejected: strings.Repeat("signature ", 6) + "signature"},
		"valid the 9th":                  {lines: []string{bad(8) + "@=" + valid}, rejected: strings.Repeat("signature ", 8), flood: true},
		"valid behind a large one":       {lines: []string{large(1) + "@=" + valid}, user: "ann", rejected: "signature"},
		"valid behind two large ones":    {lines: []string{large(2) + "@=" + valid}, user: "ann", rejected: "signature signature"},
		"valid behind three large ones":  {lines: []string{large(3) + "@=" + valid}, rejected: "signature signature signature", flood: true},
		"valid behind two large ones and a large one of no cost": {lines: []string{large(2) + "@=" + strings.Repeat("x", 4000) + "; @=" + valid},
			user: "ann", rejected: "signature signature malformed"},
		"valid behind large ones of no cost": {lines: []string{strings.Repeat("@="+strings.Repeat("x", 4000)+"; ", 7) + "@=" + valid},
			user: "ann", rejected: strings.Repeat("malformed ", 7)},
		"valid behind two that are too large": {lines: []string{strings.Repeat("@="+strings.Repeat("x", 5000)+"; ", 2) + "@=" + valid},
			user: "ann", rejected: "oversized oversized"},
		"junk in a second line":           good("@="+valid, "\"; ,=%00"),
		"forged in a second line":         {lines: []string{"@=" + valid, "@=" + forged}, user: "ann", rejected: "signature"},
		"valid in the third line":         {lines: []string{"a=b", "@=" + forged, "c=d; @=" + valid}, user: "ann", rejected: "signature"},
		"two valid ones":                  {lines: []string{"@=" + valid + "; @=" + bobs}, user: "ann", conflict: true},
		"two valid ones, the other first": {lines: []string{"@=" + bobs, "@=" + valid}, user: "bob", conflict: true},
		"the same valid one twice":        good("@=" + valid + "; @=" + valid),
		"an empty one before a valid one": good("@=; @=" + valid),
	}
}

func clock() time.Time { return time.Unix(1_700_000_000, 0) }

// showPage is a page that shows what came in.
func showPage(w http.ResponseWriter, r *http.Request) {
	session, flash := satchel.SessionFrom(r.Context()), satchel.FlashFrom(r.Context())
	w.Header().Set("Cache-Control", "public")
	fmt.Fprintln(w, "session", collect(session.All()), session.Len(), "flash", collect(flash.All()), flash.Len())
}

// reply is all that an outsider sees.
type reply struct {
	status int
	header http.Header
	body   string
}

// deliveries send Cookie lines to showPage in several ways. A recorder has no server
// in front that refuses or joins lines.
func deliveries(t *testing.T) map[string]func(lines []string) (reply, []string) {
	config := satchel.Config{Profile: satchel.Play, Clock: clock}
	scopes, events := newScopes(t, config)
	ways := map[string]func([]string) (reply, []string){
		"a recorder": func(lines []string) (reply, []string) {
			w, r := httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", http.NoBody)
			r.Header["Cookie"] = lines
			scopes.Handler(http.HandlerFunc(showPage)).ServeHTTP(w, r)
			return reply{w.Code, w.Header(), w.Body.String()}, events.take()
		},
	}
	for major := range 2 {
		site := newSiteOver(t, config, major+1)
		ways[fmt.Sprintf("HTTP/%d", major+1)] = func(lines []string) (reply, []string) {
			r := site.request(http.MethodGet)
			r.Header["Cookie"] = lines
			response, body, err := site.send(r, showPage)
			must(t, err)
			response.Header.Del("Date")
			return reply{response.StatusCode, response.Header, body}, site.events.take()
		}
	}
	return ways
}

func TestARefusedCookieIsAnEmptyScopeAndNothingElse(t *testing.T) {
	for way, deliver := range deliveries(t) {
		outsider, _ := deliver(nil)
		for name, test := range hostileCookies() {
			for scope, cookie := range map[string]string{"session": "PLAY_SESSION", "flash": "PLAY_FLASH"} {
				if name == "a NUL" && way != "a recorder" {
					continue // neither client nor server lets it pass
				}
				t.Run(way+", "+scope+", "+name, func(t *testing.T) {
					lines := make([]string, len(test.lines))
					for i, line := range test.lines {
						lines[i] = strings.NewReplacer("@", cookie, "#", strings.ToLower(cookie)).Replace(line)
					}
					got, events := deliver(lines)
					if want := wantEvents(scope, cookie, test); !slices.Equal(events, want) {
						t.Errorf("events are %q, want %q", events, want)
					}
					if test.user == "" && !reflect.DeepEqual(got, outsider) {
						t.Errorf("without a cookie the response is %v, with it %v", outsider, got)
					}
					if want := scope + " [user=" + test.user + "] 1"; test.user != "" && !strings.Contains(got.body, want) {
						t.Errorf("the page is %q, want %q", got.body, want)
					}
					if deletes := got.header["Set-Cookie"] != nil; deletes != (scope == "flash" && test.user != "") {
						t.Errorf("Set-Cookie is %q", got.header["Set-Cookie"])
					}
				})
			}
		}
	}
}

func wantEvents(scope, cookie string, test sent) (events []string) {
	for _, name := range test.near {
		about := " " + cookie
		if strings.HasPrefix(name, "$") {
			about = "" // it is about no cookie of ours
		}
		events = append(events, "conflict"+about+" near-miss "+strings.NewReplacer("@", cookie, "#", strings.ToLower(cookie)).Replace(name))
	}
	for reason := range strings.FieldsSeq(test.rejected) {
		events = append(events, "rejected "+cookie+" "+reason)
	}
	if test.user != "" {
		events = append(events, "opened "+cookie)
	}
	if test.conflict {
		events = append(events, "conflict "+cookie+" duplicate")
	}
	if test.flood {
		events = append(events, "conflict "+cookie+" flood")
	}
	if scope == "flash" && test.user != "" { // it was shown and ends
		events = append(events, "conflict "+cookie+" public", "written "+cookie+" delivered")
	}
	switch {
	case test.cut && scope == "session":
		events = append(events, "conflict PLAY_FLASH flood")
	case test.cut:
		events = append([]string{"conflict PLAY_SESSION flood"}, events...)
	}
	return events
}

// A page that asks for nothing says nothing of a refused flash, not even by Vary.
func TestARefusedFlashShowsInNoHeaderOfAnUntouchedPage(t *testing.T) {
	scopes, _ := newScopes(t, satchel.Config{})
	for _, line := range []string{flashName + "=a.b.c", flashName + "="} {
		header := http.Header{}
		must(t, begin(t, scopes, line).Commit(http.StatusOK, header))
		if len(header) > 0 {
			t.Errorf("with %q the response has %v", line, header)
		}
	}
}

func TestNoPartOfAValidCookiePasses(t *testing.T) {
	for _, profile := range []satchel.Profile{satchel.Native, satchel.Play, satchel.Play25} {
		scopes, events := newScopes(t, satchel.Config{Profile: profile})
		line := cookieLine(t, scopes, pair("user", "ann"), nil)
		start := len(scopes.SessionCookieName() + "=")
		for end := start; end < len(line); end++ {
			x := begin(t, scopes, line[:end])
			if x.Session().Len() > 0 || len(commit(t, x)) != 1 { // Vary
				t.Fatalf("%v: %q has %q", profile, line[:end], collect(x.Session().All()))
			}
			if got := len(events.take()); (got == 1) != (end > start) {
				t.Errorf("%v: %q gives %d events", profile, line[:end], got)
			}
		}
	}
}

// Pairs are looked up by walking, which a thousand of them from anybody would make
// slow.
func TestAnUnsignedFlashOfMorePairsThanAPageShowsIsRefused(t *testing.T) {
	scopes, events := newScopes(t, satchel.Config{Profile: satchel.Play25})
	form := func(n int) string {
		var pairs []string
		for i := range n {
			pairs = append(pairs, fmt.Sprintf("%d=", i))
		}
		return "PLAY_FLASH=" + strings.Join(pairs, "&")
	}
	if got := begin(t, scopes, form(256)).Flash().Len(); got != 256 {
		t.Errorf("256 messages are %d", got)
	}
	events.take()
	if got := begin(t, scopes, form(257)).Flash().Len(); got != 0 {
		t.Errorf("257 messages are %d", got)
	}
	events.want(t, "rejected PLAY_FLASH oversized")
	if got := begin(t, scopes, "PLAY_FLASH=a=b"+strings.Repeat("&", 4000)).Flash().Len(); got != 0 {
		t.Errorf("a message and 4000 separators are %d", got)
	}
	events.want(t, "rejected PLAY_FLASH oversized")
}
