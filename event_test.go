package satchel_test

import (
	"bytes"
	"context"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/satchel-go/satchel"
)

// journal keeps events.
type journal struct {
	mu     sync.Mutex
	events []satchel.Event
}

func (j *journal) note(_ context.Context, e satchel.Event) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.events = append(j.events, e)
}

// of returns the events of one outcome.
func (j *journal) of(outcome satchel.Outcome) []satchel.Event {
	j.mu.Lock()
	defer j.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(j.events), func(e satchel.Event) bool { return e.Outcome != outcome })
}

func (j *journal) has(reason satchel.Reason) bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	return slices.ContainsFunc(j.events, func(e satchel.Event) bool { return e.Reason == reason })
}

// plain is a request without TLS from an address.
func plain(peer string) *http.Request {
	r := httptest.NewRequest(http.MethodGet, "http://app.example/", http.NoBody)
	r.RemoteAddr = peer
	return r
}

// logged is what a handler of log/slog makes of a value.
func logged(newHandler func(*bytes.Buffer) slog.Handler, value any) string {
	var b bytes.Buffer
	slog.New(newHandler(&b)).Info("m", "value", value)
	return b.String()
}

func asText(b *bytes.Buffer) slog.Handler { return slog.NewTextHandler(b, nil) }
func asJSON(b *bytes.Buffer) slog.Handler { return slog.NewJSONHandler(b, nil) }

func TestAnEventIsOneLine(t *testing.T) {
	for _, test := range []struct {
		event      satchel.Event
		line, json string
	}{
		{
			satchel.Event{Outcome: satchel.Opened, Cookie: "s", KeyID: "0badcafe"},
			"satchel: opened: s",
			`{"outcome":"opened","cookie":"s","key_id":"0badcafe"}`,
		},
		{
			satchel.Event{Outcome: satchel.Rejected, Reason: satchel.ReasonPremature, Cookie: "s", Size: 99},
			"satchel: rejected: s: premature: dated in the future: compare the clocks of the servers",
			`{"outcome":"rejected","reason":"premature","cookie":"s","explanation":"dated in the future: compare the clocks of the servers","size":99}`,
		},
		{
			satchel.Event{Outcome: satchel.Written, Reason: satchel.ReasonChanged, Cookie: "s", Keys: []string{"a", "b"}, KeyID: "0badcafe", Size: 7},
			"satchel: written: s: changed: a,b",
			`{"outcome":"written","reason":"changed","cookie":"s","keys":"a,b","key_id":"0badcafe","size":7}`,
		},
		{
			satchel.Event{Outcome: satchel.Written, Reason: satchel.ReasonChanged, Cookie: "s", Keys: []string{"a\nsatchel: forged", ""}},
			`satchel: written: s: changed: "a\nsatchel: forged",""`,
			`{"outcome":"written","reason":"changed","cookie":"s","keys":"\"a\\nsatchel: forged\",\"\""}`,
		},
		{
			satchel.Event{Outcome: satchel.Written, Cookie: "s", Keys: []string{"x" + strings.Repeat("é", 40), strings.Repeat(`"`, 99)}},
			"satchel: written: s: x" + strings.Repeat("é", 31) + `…,"` + strings.Repeat(`\"`, 64) + `…"`,
			`{"outcome":"written","cookie":"s","keys":"x` + strings.Repeat("é", 31) + `…,\"` + strings.Repeat(`\\\"`, 64) + `…\""}`,
		},
		{
			satchel.Event{Outcome: satchel.Late, Reason: satchel.ReasonWrite, Cookie: "s", Keys: []string{"k"}},
			"satchel: late: s: write: k: the cookies of the response were decided before; change session and flash before the first write",
			`{"outcome":"late","reason":"write","cookie":"s","keys":"k","explanation":"the cookies of the response were decided before; change session and flash before the first write"}`,
		},
		{
			satchel.Event{Outcome: satchel.Overflow, Cookie: "s", Keys: []string{"k"}, Size: 5000},
			"satchel: overflow: s: k: larger than browsers keep, and refused: keep what is large on the server, under the session's ID",
			`{"outcome":"overflow","cookie":"s","keys":"k","explanation":"larger than browsers keep, and refused: keep what is large on the server, under the session's ID","size":5000}`,
		},
		{
			satchel.Event{Outcome: satchel.Conflict, Reason: satchel.ReasonHandmade, Cookie: "s"},
			"satchel: conflict: s: handmade: the handler set this cookie by itself: ours is sent where the scope was changed, else the handler's",
			`{"outcome":"conflict","reason":"handmade","cookie":"s","explanation":"the handler set this cookie by itself: ours is sent where the scope was changed, else the handler's"}`,
		},
		{
			satchel.Event{Outcome: satchel.Insecure, Reason: satchel.ReasonSetting, Keys: []string{"InsecureHTTP"}},
			"satchel: insecure: setting: InsecureHTTP",
			`{"outcome":"insecure","reason":"setting","keys":"InsecureHTTP"}`,
		},
	} {
		t.Run(string(test.event.Outcome), func(t *testing.T) {
			if got := test.event.String(); got != test.line {
				t.Errorf("String:\n%s\nwant\n%s", got, test.line)
			}
			if got := logged(asJSON, test.event); !strings.Contains(got, `"value":`+test.json+"}") {
				t.Errorf("as JSON:\n%swant\n%s", got, test.json)
			}
			if got := logged(asText, test.event); !strings.Contains(got, "value.outcome="+string(test.event.Outcome)) {
				t.Errorf("as text: %s", got)
			}
		})
	}
}

func TestOutcomesAndReasonsAreToldApart(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "event.go", nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	seen, page := map[string]map[string]bool{"Outcome": {}, "Reason": {}}, read(t, "docs/events.md")
	ast.Inspect(file, func(n ast.Node) bool {
		constant, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if texts := seen[fmt.Sprint(constant.Type)]; texts != nil {
			text, err := strconv.Unquote(constant.Values[0].(*ast.BasicLit).Value)
			if err != nil || text == "" || texts[text] {
				t.Errorf("%s is %q, which is nothing or said twice", constant.Names[0], text)
			}
			texts[text] = true
			if !strings.Contains(page, "`"+text+"`") {
				t.Errorf("docs/events.md lacks %q", text)
			}
		}
		return true
	})
	if outcomes, reasons := len(seen["Outcome"]), len(seen["Reason"]); outcomes != 10 || reasons != 50 {
		t.Errorf("%d outcomes and %d reasons: is this test still right?", outcomes, reasons)
	}
}

func TestTheHookIsCalledWithoutLocks(t *testing.T) {
	var session *satchel.Session
	var flash *satchel.Flash
	told := 0
	scopes := start(t, satchel.Config{Secrets: []satchel.Secret{firstSecret}, OnEvent: func(context.Context, satchel.Event) {
		told++
		session.Get("user")
		session.Size()
		flash.Get("success")
		flash.Len()
	}})
	respond(scopes, page("__Host-session=x", "__Host-flash=y"), func(s *satchel.Session, f *satchel.Flash) {
		session, flash = s, f
		logIn(t)(s, f)
		s.Set("large", strings.Repeat("x", 5000))
	})
	if session.Set("user", "late") == nil {
		t.Error("a write after the response is taken")
	}
	if told < 5 { // two cookies refused and written, one value too large, one write too late
		t.Errorf("only %d events", told)
	}
}

func TestNoEventTellsAValue(t *testing.T) {
	var events journal
	var id string
	const sessionValue, flashValue, newValue = "V4lueOfTheSession", "V4lueOfTheFlash", "V4lueThatIsNew"
	scopes := start(t, satchel.Config{Secrets: []satchel.Secret{firstSecret}, OnEvent: events.note})
	foreign := start(t, satchel.Config{Secrets: []satchel.Secret{otherSecret}})
	fill := func(s *satchel.Session, f *satchel.Flash) {
		s.Set("k", sessionValue)
		f.Set("k", flashValue)
		id, _ = s.ID()
	}
	lines, forged := respond(scopes, page(), fill), respond(foreign, page(), fill)

	cookies := slices.Concat(forged, lines, respond(scopes, page(), logIn(t)), []string{"__Host-session=" + strings.Repeat("z", 5000)})
	r := page(cookies...)
	r.TLS = nil
	w := httptest.NewRecorder()
	scopes.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		session, flash := satchel.SessionFrom(r.Context()), satchel.FlashFrom(r.Context())
		session.Set("k", newValue)
		session.Set("large", strings.Repeat(newValue, 400))
		flash.KeepAll()
		w.Header().Set("Set-Cookie", "__Host-session="+sessionValue)
		w.Header().Set("Cache-Control", "public")
		w.WriteHeader(http.StatusOK)
		session.Set("k", newValue)
	})).ServeHTTP(w, r)

	for _, outcome := range []satchel.Outcome{
		satchel.Opened, satchel.Rejected, satchel.Written, satchel.Late, satchel.Overflow, satchel.Conflict, satchel.Insecure,
	} {
		if len(events.of(outcome)) == 0 {
			t.Errorf("nothing was %s: this test shows too little", outcome)
		}
	}
	secret := []string{sessionValue, flashValue, newValue, id, string(firstSecret), "zzzz"}
	for _, line := range slices.Concat(cookies, w.Result().Header["Set-Cookie"]) {
		_, value, _ := strings.Cut(line, "=")
		value, _, _ = strings.Cut(value, ";")
		secret = append(secret, strings.Split(value, ".")...)
	}
	for _, event := range events.events {
		text := fmt.Sprintf("%s %+v %#v %s %s", event, event, event, logged(asJSON, event), logged(asText, event))
		for _, word := range secret {
			if strings.Contains(text, word) {
				t.Errorf("%s\ntells %q", text, word)
			}
		}
	}
}

func TestNewTellsOnceWhatIsWeakened(t *testing.T) {
	var events journal
	config := satchel.Config{Profile: satchel.Play25, Secrets: []satchel.Secret{"k3!x"}, OnEvent: events.note}
	config.Development, config.InsecureDevelopmentAnywhere = true, true
	config.InsecureHTTP, config.InsecureUnsignedFlash, config.InsecureShortSecrets = true, true, true
	config.Session.InsecureScriptAccess, config.Flash.InsecureScriptAccess = true, true
	scopes := start(t, config)
	respond(scopes, page(), logIn(t))
	want := "satchel: insecure: setting: InsecureHTTP,InsecureUnsignedFlash,InsecureShortSecrets,InsecureDevelopmentAnywhere," +
		"Session.InsecureScriptAccess,Flash.InsecureScriptAccess"
	if told := events.of(satchel.Insecure); len(told) != 1 || told[0].String() != want {
		t.Errorf("New tells %v, want %s", told, want)
	}

	alone := map[string]satchel.Config{
		"InsecureHTTP":                 {InsecureHTTP: true},
		"InsecureUnsignedFlash":        {InsecureUnsignedFlash: true},
		"InsecureShortSecrets":         {Profile: satchel.Play25, InsecureShortSecrets: true},
		"InsecureDevelopmentAnywhere":  {Development: true, InsecureDevelopmentAnywhere: true},
		"Session.InsecureScriptAccess": {Session: satchel.CookieConfig{InsecureScriptAccess: true}},
		"Flash.InsecureScriptAccess":   {Flash: satchel.CookieConfig{InsecureScriptAccess: true}},
		"":                             {}, // nothing is told
	}
	for field, config := range alone {
		events = journal{}
		config.Secrets, config.OnEvent = []satchel.Secret{firstSecret}, events.note
		start(t, config)
		told := ""
		for _, e := range events.events {
			told += strings.Join(e.Keys, ",")
		}
		if told != field {
			t.Errorf("New tells %q, want %q", told, field)
		}
	}
}

func TestASecureCookieOverPlainHTTP(t *testing.T) {
	proxies := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("2001:db8::/32")}
	for _, test := range []struct {
		name        string
		request     *http.Request
		forwarded   []string
		profile     satchel.Profile
		unprotected bool // InsecureHTTP
		told        bool
	}{
		{name: "is told", request: plain("10.1.2.3:4000"), told: true},
		{name: "is told without port", request: plain("10.1.2.3"), forwarded: []string{"https"}, told: true},
		{name: "is told when a proxy says so", request: plain("10.1.2.3:4000"), forwarded: []string{"http"}, told: true},
		{name: "is told when anybody says that it is not", request: plain("192.0.2.1:4000"), forwarded: []string{"https"}, told: true},
		{name: "is not told over TLS", request: page()},
		{name: "is not told over TLS when a proxy says otherwise", request: page(), forwarded: []string{"http"}},
		{name: "is not told behind a proxy with TLS", request: plain("10.1.2.3:4000"), forwarded: []string{"https"}},
		{name: "is not told behind a proxy with an IPv6 address", request: plain("[2001:db8::7]:4000"), forwarded: []string{"https"}},
		{name: "is not told behind a proxy with a mapped address", request: plain("[::ffff:10.1.2.3]:4000"), forwarded: []string{"https"}},
		{name: "is not told of a cookie without Secure", request: plain("192.0.2.1:4000"), profile: satchel.Play},
		{name: "is not told where it is meant so", request: plain("192.0.2.1:4000"), unprotected: true},
	} {
		t.Run(test.name, func(t *testing.T) {
			var events journal
			scopes := start(t, satchel.Config{
				Secrets: []satchel.Secret{firstSecret}, Profile: test.profile, TrustedProxies: proxies,
				InsecureHTTP: test.unprotected, OnEvent: events.note,
			})
			test.request.Header["X-Forwarded-Proto"] = test.forwarded
			for range 3 {
				respond(scopes, test.request, logIn(t))
			}
			told := slices.DeleteFunc(events.of(satchel.Insecure), func(e satchel.Event) bool { return e.Reason != satchel.ReasonPlainHTTP })
			switch {
			case !test.told && len(told) > 0, test.told && len(told) != 1:
				t.Errorf("told: %v", told)
			case test.told && (told[0].Cookie != "__Host-session" || !strings.Contains(told[0].String(), "TrustedProxies")):
				t.Errorf("%v does not name the cookie or the remedy", told[0])
			}
		})
	}
}
