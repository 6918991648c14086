package satchel_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
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

// DiscardAll deletes what the request carried, and no cookie of another name.
func TestDiscardAllInSlotsDeletesNoOthers(t *testing.T) {
	scopes, _ := newScopes(t, satchel.Config{FlashSlots: 4})
	x := begin(t, scopes, flashName+".aaaaa=forged; "+flashName+"-theme=dark")
	must(t, x.Flash().DiscardAll())
	if got := commit(t, x)["Set-Cookie"]; got != nil {
		t.Errorf("the response sets %q", got)
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
	for _, text := range []string{"/100%", "/a b", "/é?x=1"} {
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
