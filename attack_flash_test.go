package satchel_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
)

// Whatever responses have written at the same time, the next one that sets a message
// brings the slots back within their bounds, and nothing of them is lost.
func TestAStormOfSlotsEndsWithTheNextResponse(t *testing.T) {
	site := newSite(t, satchel.Config{FlashSlots: 4})
	var lines []string
	for i := range 40 { // at the same time: none of them knows of another
		lines = append(lines, cookieOf(t, site.scopes, fmt.Sprint("message ", i)))
	}
	for _, line := range lines {
		name, value, _ := strings.Cut(line, "=")
		site.plantText(name, value)
	}
	if held := site.flashCookies(); len(held) != 40 {
		t.Fatalf("the client holds %d cookies", len(held))
	}
	site.visit(func(_ *satchel.Session, f *satchel.Flash) { must(t, f.Info("the last")) })
	if held := site.flashCookies(); len(held) > 4 {
		t.Errorf("after one response the client holds %q", held)
	}
	site.visit(func(_ *satchel.Session, f *satchel.Flash) {
		if got := len(f.Messages()); got != 41 {
			t.Errorf("the page shows %d messages", got)
		}
	})
	if held := site.flashCookies(); held != nil {
		t.Errorf("after the page the client holds %q", held)
	}
}

// Old input is one text: of many that wait one is shown, and not all of them joined.
func TestAStormOfForms(t *testing.T) {
	for _, target := range []string{"", "/"} {
		site := newSite(t, satchel.Config{FlashSlots: 2})
		for i := range 6 {
			x := begin(t, site.scopes)
			must(t, errors.Join(x.Flash().SetTarget(target), x.Flash().SetForm(url.Values{"n": {fmt.Sprint(i)}})))
			line, _, _ := strings.Cut(commit(t, x).Get("Set-Cookie"), ";")
			name, value, _ := strings.Cut(line, "=")
			site.plantText(name, value)
		}
		site.visit(func(_ *satchel.Session, f *satchel.Flash) { must(t, f.Info("new")) })
		site.visit(func(_ *satchel.Session, f *satchel.Flash) {
			if got := f.Form()["n"]; len(got) != 1 || len(got[0]) != 1 {
				t.Errorf("for %q the form has %q", target, got)
			}
		})
	}
}

// Where a message gets a longer path and has no room for it, it is for any page; the others
// keep theirs, and nothing is dropped.
func TestAPathWithoutRoomIsForgotten(t *testing.T) {
	site := newSite(t, satchel.Config{})
	site.goTo("/save", "/a", strings.Repeat("s", 2850))
	site.goTo("/save", "/b", "short")
	site.events.take()
	request := site.request(http.MethodGet)
	request.URL.Path = "/a"
	request.Header.Set("Sec-Fetch-Dest", "document")
	_, _, err := site.send(request, redirectTo("/"+strings.Repeat("x", 60)))
	must(t, err)
	site.events.want(t, "opened "+flashName, "left "+flashName+" redirect", "written "+flashName+" changed success")
	site.wantShownAt("/any", satchel.Message{Level: "success", Text: strings.Repeat("s", 2850)})
	site.wantShownAt("/b", satchel.Message{Level: "success", Text: "short"})
}

// As few lines are dropped as have to be, from the top.
func TestNoMoreLinesAreDroppedThanNeeded(t *testing.T) {
	scopes, events := newScopes(t, satchel.Config{})
	x := begin(t, scopes)
	for i := range 80 {
		must(t, x.Flash().Add("info", fmt.Sprintf("%02d %s", i, strings.Repeat("x", 27))))
	}
	must(t, x.Flash().Warning("the last that waits"))
	line, _, _ := strings.Cut(commit(t, x).Get("Set-Cookie"), ";")
	events.take()
	x = begin(t, scopes, line)
	must(t, x.Flash().Error(strings.Repeat("m", 1000)))
	header := http.Header{}
	must(t, x.Commit(http.StatusFound, header))
	events.want(t, "opened "+flashName, "left "+flashName+" redirect", "overflow "+flashName+" dropped info", "written "+flashName+" changed info,error")
	line, _, _ = strings.Cut(header.Get("Set-Cookie"), ";")
	if size := len(line) - 1; size > satchel.MaxCookieSize || size < satchel.MaxCookieSize-60 {
		t.Errorf("the cookie has %d bytes", size)
	}
	got := begin(t, scopes, line).Flash().Messages()
	if len(got) < 40 || !strings.HasPrefix(got[0].Text, fmt.Sprintf("%02d ", 82-len(got))) || !strings.HasPrefix(got[len(got)-3].Text, "79 ") ||
		got[len(got)-2].Text != "the last that waits" {
		t.Errorf("%d lines are left, from %.5q", len(got), got[0].Text)
	}
}

// What is there twice, for the same page, is kept once.
func TestEqualMessagesTakeNoRoomTwice(t *testing.T) {
	now := time.Unix(1800000000, 0)
	site := newSite(t, satchel.Config{Clock: func() time.Time { return now }})
	for range 3 {
		site.goTo("/save", "/items", "saved")
		now = now.Add(time.Second)
	}
	for _, value := range []string{"1", "2"} {
		request := site.request(http.MethodPost)
		_, _, err := site.send(request, func(w http.ResponseWriter, r *http.Request) {
			must(t, satchel.FlashFrom(r.Context()).SetForm(url.Values{"n": {value}}))
			http.Redirect(w, r, "/", http.StatusSeeOther)
		})
		must(t, err)
		now = now.Add(time.Second)
	}
	if got := site.pairsHeld(flashName, site.scopes.DecodeFlash); len(got) != 2 {
		t.Errorf("the client holds %q", got)
	}
}

// An event names a key once, however many of its messages gave way.
func TestWhatGaveWayIsNamedOnce(t *testing.T) {
	now := time.Unix(1800000000, 0)
	site := newSite(t, satchel.Config{Clock: func() time.Time { return now }})
	for i := range 3 {
		site.visit(func(_ *satchel.Session, f *satchel.Flash) { must(t, f.Success(fmt.Sprint(i)+strings.Repeat("x", 800))) })
		now = now.Add(time.Second)
	}
	site.events.take()
	site.visit(func(_ *satchel.Session, f *satchel.Flash) { must(t, f.Info(strings.Repeat("i", 2700))) })
	site.events.want(t, "opened "+flashName, "left "+flashName+" unread", "overflow "+flashName+" dropped success", "written "+flashName+" changed info,success")
}

// Beside Play, what is carried has to be what Play can read.
func TestWhatIsCarriedBesidePlayIsPlain(t *testing.T) {
	for name, config := range map[string]satchel.Config{
		"Play": {Profile: satchel.Play, FlashPolicy: satchel.NextPage}, "Play 2.5": {Profile: satchel.Play25, FlashPolicy: satchel.NextPage},
	} {
		t.Run(name, func(t *testing.T) {
			scopes, _ := newScopes(t, config)
			x := begin(t, scopes, cookieLine(t, scopes, nil, pair("success", "saved")))
			must(t, errors.Join(x.Flash().Success("hop"), x.Flash().Info("new")))
			header := http.Header{}
			must(t, x.Commit(http.StatusFound, header))
			line, _, _ := strings.Cut(header.Get("Set-Cookie"), ";")
			_, value, _ := strings.Cut(line, "=")
			token, err := scopes.DecodeFlash(value)
			want := []satchel.Pair{{Key: "success", Value: "saved\nhop"}, {Key: "info", Value: "new"}}
			if err != nil || !slices.Equal(token.Pairs, want) {
				t.Errorf("the cookie has %q, %v", token.Pairs, err)
			}
		})
	}
}

// Keys that look like the library's and are none show nothing, and end with the others.
func TestStrangeKeysShowNothing(t *testing.T) {
	signed, _ := newScopes(t, satchel.Config{})
	unsigned, _ := newScopes(t, satchel.Config{InsecureUnsignedFlash: true})
	for _, key := range []string{"satchel.message x - success", "satchel.message 1", "satchel.message  ", "satchel.other"} {
		for _, scopes := range []*satchel.Scopes{signed, unsigned} {
			x := begin(t, scopes, cookieLine(t, scopes, nil, pair(key, "text")))
			if got := collect(x.Flash().All()); got != nil {
				t.Errorf("%q shows %q", key, got)
			}
			if got := written(commit(t, x)); got != "flash=deleted" {
				t.Errorf("%q becomes %q", key, got)
			}
		}
	}
	x := begin(t, unsigned, cookieLine(t, unsigned, nil, pair("satchel.message - - success", "text")))
	if got := x.Flash().Messages(); got != nil {
		t.Errorf("an unsigned flash shows %q by a key of the signed one", got)
	}
}

// As in Play, the age of a cookie is the browser's, and the token's with its tolerance.
func TestTheAgeOfPlaysFlash(t *testing.T) {
	now := time.Unix(1800000000, 0)
	scopes, _ := newScopes(t, satchel.Config{FlashPolicy: satchel.NextRequest, Clock: func() time.Time { return now },
		Flash: satchel.CookieConfig{MaxAge: time.Minute}})
	line := cookieLine(t, scopes, nil, pair("info", "seen"))
	now = now.Add(2 * time.Minute)
	if got := begin(t, scopes, line).Flash().Get("info"); got != "seen" {
		t.Errorf("it shows %q", got)
	}
}

// Asking alone looks for names that resemble ours.
func TestAskingNoticesNearMisses(t *testing.T) {
	scopes, events := newScopes(t, satchel.Config{})
	x := begin(t, scopes, "__host-flash=planted")
	_ = x.Flash()
	commit(t, x)
	events.want(t, "conflict "+flashName+" near-miss __host-flash")
}

// DiscardAll deletes what the request carried, and no cookie of another name.
func TestDiscardAllInSlotsDeletesNoOthers(t *testing.T) {
	scopes, _ := newScopes(t, satchel.Config{FlashSlots: 4})
	x := begin(t, scopes, flashName+".aaaaa=forged; "+flashName+"-theme=dark")
	must(t, x.Flash().DiscardAll())
	if got := commit(t, x)["Set-Cookie"]; got != nil {
		t.Errorf("the response sets %q", got)
	}
	x = begin(t, scopes, flashName+"=forged")
	must(t, x.Flash().DiscardAll())
	if got := written(commit(t, x)); got != "flash=deleted" {
		t.Errorf("with a refused cookie of the flash's own name the response sets %q", got)
	}
}

// A handler that writes in one branch only has not read in the other.
func TestDataIsNoPageUnlessTheHandlerReads(t *testing.T) {
	for _, test := range []struct {
		name, contentType string
		deed              func(*satchel.Flash)
		delivered         bool
	}{
		{"data, asked for", "application/json", func(*satchel.Flash) {}, false},
		{"data, read", "application/json", func(f *satchel.Flash) { f.Get("success") }, true},
		{"data, its size looked at", "application/json", func(f *satchel.Flash) { f.Size() }, false},
		{"a page, asked for", "text/html", func(*satchel.Flash) {}, true},
		{"a page, its size looked at", "text/html", func(f *satchel.Flash) { f.Size() }, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			site := newSite(t, satchel.Config{})
			site.plant(nil, pair("success", "saved"))
			_, _, err := site.send(site.request(http.MethodPost), func(w http.ResponseWriter, r *http.Request) {
				test.deed(satchel.FlashFrom(r.Context()))
				w.Header().Set("Content-Type", test.contentType)
				_, _ = io.WriteString(w, "{}")
			})
			must(t, err)
			if held := site.flashCookies(); (held == nil) != test.delivered {
				t.Errorf("the client holds %q", held)
			}
		})
	}
}

// Whatever stands outside has invited caches to, nobody else gets the answer that a page
// fetched ahead has.
func TestTheRefusalOfAPageAheadIsNotStored(t *testing.T) {
	scopes, _ := newScopes(t, satchel.Config{})
	w, r := httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "https://example.com/", http.NoBody)
	r.Header.Set("Cookie", cookieLine(t, scopes, nil, pair("success", "saved")))
	r.Header.Set("Sec-Purpose", "prefetch")
	for name, value := range map[string]string{
		"Cache-Control": "public, max-age=600", "CDN-Cache-Control": "public", "Surrogate-Control": "max-age=600", "X-Accel-Expires": "600",
	} {
		w.Header().Set(name, value)
	}
	scopes.Handler(http.NotFoundHandler()).ServeHTTP(w, r)
	for name, want := range map[string]string{
		"Cache-Control": "max-age=600, no-store", "CDN-Cache-Control": "no-store", "Surrogate-Control": "no-store", "X-Accel-Expires": "0",
	} {
		if got := w.Result().Header.Get(name); got != want || w.Code != http.StatusServiceUnavailable {
			t.Errorf("status %d, %s is %q", w.Code, name, got)
		}
	}
}

// A message for this page only is nobody else's either.
func TestAMessageOfNowIsNotStored(t *testing.T) {
	site := newSite(t, satchel.Config{})
	response, _, err := site.send(site.request(http.MethodPost), func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "public, max-age=60")
		must(t, satchel.FlashFrom(r.Context()).Now("info", "Hello Bob"))
		must(t, satchel.FlashFrom(r.Context()).Now("info", "Hello Ann"))
		_, _ = io.WriteString(w, satchel.FlashFrom(r.Context()).Get("info"))
	})
	must(t, err)
	if got := response.Header; got.Get("Cache-Control") != "max-age=60, no-store" || got.Get("CDN-Cache-Control") != "no-store" || got["Set-Cookie"] != nil {
		t.Errorf("the header is %v", got)
	}
}

// A page that shows nothing, since the message is for another one, stays as public as it
// is.
func TestAPageThatShowsNothingMayBeStored(t *testing.T) {
	site := newSite(t, satchel.Config{})
	site.goTo("/save", "/items", "saved")
	response, _, err := site.send(site.request(http.MethodGet), func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "max-age=60")
		_, _ = io.WriteString(w, satchel.FlashFrom(r.Context()).Get("success"))
	})
	must(t, err)
	if got := response.Header.Get("Cache-Control"); got != "max-age=60" {
		t.Errorf("Cache-Control is %q", got)
	}
}

// Set is for data, and Add for messages.
func TestAValueReplacesOneThatWaits(t *testing.T) {
	for _, slots := range []int{0, 3} {
		for _, target := range []string{"", "/"} {
			site := newSite(t, satchel.Config{FlashSlots: slots})
			for _, value := range []string{"41", "42"} {
				_, _, err := site.send(site.request(http.MethodPost), func(w http.ResponseWriter, r *http.Request) {
					flash := satchel.FlashFrom(r.Context())
					must(t, flash.SetTarget(target))
					must(t, flash.Set("id", value))
					http.Redirect(w, r, "/", http.StatusSeeOther)
				})
				must(t, err)
			}
			site.visit(func(_ *satchel.Session, f *satchel.Flash) {
				if got := f.Get("id"); got != "42" {
					t.Errorf("%d slots, for %q: the id is %q", slots, target, got)
				}
			})
		}
	}
}

// A writer that comes every four minutes does not keep what was there before.
func TestLinesOfOneKeyAgeApart(t *testing.T) {
	now := time.Unix(1800000000, 0)
	scopes, _ := newScopes(t, satchel.Config{Clock: func() time.Time { return now }})
	line := ""
	for i := range 5 {
		x := begin(t, scopes, line)
		must(t, x.Flash().Success(fmt.Sprint("message ", i)))
		header := http.Header{}
		must(t, x.Commit(http.StatusFound, header))
		line, _, _ = strings.Cut(header.Get("Set-Cookie"), ";")
		now = now.Add(2 * time.Minute)
	}
	want := []satchel.Message{{"success", "message 3"}, {"success", "message 4"}}
	if got := begin(t, scopes, line).Flash().Messages(); !slices.Equal(got, want) {
		t.Errorf("it shows %q", got)
	}
}

// Where there is no room, the oldest lines go and the others stay.
func TestTheOldestLinesGiveWay(t *testing.T) {
	for name, config := range map[string]satchel.Config{"one cookie": {}, "slots": {FlashSlots: 2}, "unsigned": {InsecureUnsignedFlash: true}} {
		t.Run(name, func(t *testing.T) {
			site := newSite(t, config)
			for i := range 80 {
				site.visit(func(_ *satchel.Session, f *satchel.Flash) {
					must(t, f.Success(fmt.Sprintf("%02d %s", i, strings.Repeat("x", 60))))
				})
			}
			site.visit(func(_ *satchel.Session, f *satchel.Flash) {
				got := f.Messages()
				if len(got) < 20 || !strings.HasPrefix(got[len(got)-1].Text, "79 ") {
					t.Errorf("the page shows %d messages, the last %q", len(got), got[len(got)-1])
				}
			})
		})
	}
}

// An unsigned flash is anybody's: making room in it costs no more than reading it.
func TestMakingRoomInAnUnsignedFlashIsCheap(t *testing.T) {
	scopes, _ := newScopes(t, satchel.Config{InsecureUnsignedFlash: true})
	var pairs []string
	for i := range 250 {
		pairs = append(pairs, fmt.Sprintf("key%03d=%s", i, strings.Repeat("v", 5)))
	}
	line := flashName + "=" + strings.Join(pairs, "&")
	allocations := testing.AllocsPerRun(3, func() {
		x := begin(t, scopes, line)
		must(t, x.Flash().Error(strings.Repeat("m", 1000)))
		must(t, x.Commit(http.StatusFound, http.Header{}))
	})
	if allocations > 1500 {
		t.Errorf("%v allocations", allocations)
	}
}

// Many messages for paths, and a URI of a megabyte: it is read once.
func TestALongURIIsReadOnce(t *testing.T) {
	scopes, _ := newScopes(t, satchel.Config{})
	line := ""
	for i := range 30 {
		x := begin(t, scopes, line)
		must(t, x.Flash().SetTarget(fmt.Sprint("/", i)))
		must(t, x.Flash().Info("for one"))
		line, _, _ = strings.Cut(commit(t, x).Get("Set-Cookie"), ";")
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	x, err := scopes.Begin(t.Context(), satchel.Request{Method: http.MethodGet, Host: "example.com", TLS: true,
		URI: "/" + strings.Repeat("%20", 300_000), Header: http.Header{"Cookie": {line}}})
	must(t, err)
	_ = x.Flash().Len()
	runtime.ReadMemStats(&after)
	if bytes := after.TotalAlloc - before.TotalAlloc; bytes > 8<<20 {
		t.Errorf("%d bytes", bytes)
	}
}

// What the program says that no path of this host is.
func TestSetTargetRefusesWhatIsNoPath(t *testing.T) {
	scopes, _ := newScopes(t, satchel.Config{})
	flash := begin(t, scopes).Flash()
	for _, text := range []string{"items", "https://example.com/items", "//evil.example/items", "?x=1"} {
		if err := flash.SetTarget(text); err == nil || !strings.Contains(err.Error(), "one slash") {
			t.Errorf("SetTarget(%q) gives %v", text, err)
		}
	}
	for _, text := range []string{"/100%", "/a b", "/é?x=1", "/items#top"} {
		must(t, flash.SetTarget(text))
	}
}

func TestAddOfOddTexts(t *testing.T) {
	site := newSite(t, satchel.Config{})
	site.visit(func(_ *satchel.Session, f *satchel.Flash) {
		for _, text := range []string{"", "a\r\nb", "a", "b\rc", "", "\n"} {
			must(t, f.Add("error", text))
		}
	})
	site.wantFlash("error=a\nb\nc")
}
