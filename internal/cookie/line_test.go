package cookie_test

import (
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel/internal/cookie"
)

// now is the clock of these tests: 2023-11-14 22:13:20.123 UTC, in a zone that
// must not show.
var now = time.UnixMilli(1_700_000_000_123).In(time.FixedZone("", 9*60*60))

// set returns the whole line that sets value.
func set(line *cookie.Line, value string, now time.Time) string {
	text := append(line.AppendName(nil), value...)
	return string(line.AppendAttributes(text, now))
}

const deleted = "; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT"

func TestLineRendersAndDeletes(t *testing.T) {
	for _, test := range []struct {
		name       string
		attributes cookie.Attributes
		age        string // what stands between value and the other attributes
		suffix     string // what setting and deleting have in common
	}{
		{"a name alone", cookie.Attributes{Name: "s"}, "", ""},
		{"everything, in Play's order and spelling",
			cookie.Attributes{
				Name: "s", Path: "/app", Domain: "example.com", MaxAge: time.Hour, SameSite: "None",
				Secure: true, HTTPOnly: true, Partitioned: true,
			},
			"; Max-Age=3600; Expires=Tue, 14 Nov 2023 23:13:20 GMT",
			"; SameSite=None; Path=/app; Domain=example.com; Secure; HTTPOnly; Partitioned"},
		{"a session of Play's", cookie.Attributes{Name: "PLAY_SESSION", Path: "/", SameSite: "Lax", HTTPOnly: true},
			"", "; SameSite=Lax; Path=/; HTTPOnly"},
		{"a lifetime over the end of a year", cookie.Attributes{Name: "s", MaxAge: 60 * 24 * time.Hour},
			"; Max-Age=5184000; Expires=Sat, 13 Jan 2024 22:13:20 GMT", ""},
		{"a lifetime of one second", cookie.Attributes{Name: "s", MaxAge: time.Second},
			"; Max-Age=1; Expires=Tue, 14 Nov 2023 22:13:21 GMT", ""},
		{"a fraction of a second is cut, as in Play", cookie.Attributes{Name: "s", MaxAge: 1500 * time.Millisecond},
			"; Max-Age=1; Expires=Tue, 14 Nov 2023 22:13:21 GMT", ""},
		{"no lifetime", cookie.Attributes{Name: "s", Path: "/"}, "", "; Path=/"},
		{"the prefix __Secure- brings Secure", cookie.Attributes{Name: "__Secure-s", Path: "/app", Domain: "a.example"},
			"", "; Path=/app; Domain=a.example; Secure"},
		{"the prefix __Host- brings Secure and the path /", cookie.Attributes{Name: "__Host-s", Path: "/app"},
			"", "; Path=/; Secure"},
		{"the prefix __Host- brings a path where none is given", cookie.Attributes{Name: "__Host-s"},
			"", "; Path=/; Secure"},
		{"the prefix __Host-Http- does as well", cookie.Attributes{Name: "__Host-Http-s", HTTPOnly: true},
			"", "; Path=/; Secure; HTTPOnly"},
		{"a prefix in other letters, which browsers heed, brings Secure", cookie.Attributes{Name: "__hOST-s", Path: "/"},
			"", "; Path=/; Secure"},
		{"a name that only resembles a prefix", cookie.Attributes{Name: "Host-s", Path: "/app"}, "", "; Path=/app"},
		{"two underscores are no prefix", cookie.Attributes{Name: "__s", Path: "/app"}, "", "; Path=/app"},
	} {
		t.Run(test.name, func(t *testing.T) {
			line := cookie.NewLine(test.attributes)
			name := test.attributes.Name + "="
			if got, want := set(line, "v.w", now), name+"v.w"+test.age+test.suffix; got != want {
				t.Errorf("set:\n got %s\nwant %s", got, want)
			}
			if got, want := line.Delete(), name+deleted+test.suffix; got != want {
				t.Errorf("delete:\n got %s\nwant %s", got, want)
			}
		})
	}
}

func TestLineCountsTheExpiryFromEachNow(t *testing.T) {
	line := cookie.NewLine(cookie.Attributes{Name: "s", MaxAge: time.Minute})
	for date, at := range map[string]time.Time{
		"Tue, 14 Nov 2023 22:14:20 GMT": now,
		"Wed, 15 Nov 2023 00:00:59 GMT": now.Add(106*time.Minute + 39*time.Second),
		"Thu, 01 Jan 1970 00:01:00 GMT": time.Unix(0, 0),
	} {
		if got := set(line, "v", at); !strings.HasSuffix(got, "; Expires="+date) {
			t.Errorf("%s does not end with %s", got, date)
		}
	}
}

func TestLineAppendsWithoutTouchingWhatStands(t *testing.T) {
	line := cookie.NewLine(cookie.Attributes{Name: "s", Path: "/", MaxAge: time.Hour})
	room := make([]byte, 0, 128)
	if got := string(line.AppendName(append(room, "before "...))); got != "before s=" {
		t.Errorf("AppendName: %q", got)
	}
	allocations := testing.AllocsPerRun(100, func() {
		room = line.AppendAttributes(append(line.AppendName(room[:0]), 'v'), now)
	})
	if want := set(line, "v", now); allocations != 0 || string(room) != want {
		t.Errorf("%v allocations for %q, want 0 for %q", allocations, room, want)
	}
}

func TestNamedLineHasAnotherNameAndTheSameAttributes(t *testing.T) {
	a := cookie.Attributes{Name: "__Host-flash", Path: "/", Secure: true, HTTPOnly: true, SameSite: "Lax", MaxAge: time.Minute}
	named := cookie.NewLine(a).Named("__Host-flash-ab2y7")
	a.Name = "__Host-flash-ab2y7"
	want, now := cookie.NewLine(a), time.Now()
	if got := string(named.AppendAttributes(named.AppendName(nil), now)); got != string(want.AppendAttributes(want.AppendName(nil), now)) {
		t.Errorf("the line is %q", got)
	}
	if got := named.Delete(); got != want.Delete() {
		t.Errorf("the deletion is %q, want %q", got, want.Delete())
	}
}
