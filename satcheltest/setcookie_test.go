package satcheltest_test

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/satchel-go/satchel/satcheltest"
)

// What a browser reads out of a line (RFC 6265bis section 5.6), seen by what it sends
// to the same address afterwards.
func TestJarReadsLines(t *testing.T) {
	long := strings.Repeat("v", 4096)
	for _, test := range []struct{ name, line, want, refused string }{
		{"a pair", "a=b", "a=b", ""},
		{"an equal sign in the value", "a=b=c", "a=b=c", ""},
		{"no equal sign: nameless", "b", "b", ""},
		{"an empty name", "=b", "b", ""},
		{"an empty value", "a=", "a=", ""},
		{"nothing", "", "", "neither name nor value"},
		{"nothing but an equal sign", " = ; Path=/", "", "neither name nor value"},
		{"spaces and tabs around", " \ta\t = \t b c \t; Path=/", "a=b c", ""},
		{"no other spaces", "a=\u00a0b\u00a0", "a=\u00a0b\u00a0", ""},
		{"quotes belong to the value", `a="b"`, `a="b"`, ""},
		{"a comma and bytes above 7F", "a=b,c\xff", "a=b,c\xff", ""},
		{"no decoding", "a=%3B", "a=%3B", ""},
		{"a tab inside", "a=b\tc", "a=b\tc", ""},
		{"a NUL", "a=b\x00c", "", "control character"},
		{"a line feed in an attribute", "a=b; Path=/\nx", "", "control character"},
		{"DEL", "a=b\x7f", "", "control character"},
		{"4096 bytes", "n=" + long[1:], "n=" + long[1:], ""},
		{"4097 bytes", "n=" + long, "", "more than 4096 bytes"},
		{"4096 bytes without a name", long, long, ""},
		{"4096 bytes with spaces around", "n=  " + long[1:] + "  ", "n=" + long[1:], ""},
		{"4096 bytes and long attributes", "n=" + long[1:] + "; Path=/" + long[:1000], "", ""},
		{"an attribute of 1024 bytes counts", "a=b; Path=/" + long[:1023], "", ""},
		{"a longer one is passed over", "a=b; Path=/" + long[:1024], "a=b", ""},
		{"a longer one does not undo the one before", "a=b; Path=/x; Path=/" + long[:1024], "", ""},
		{"a longer flag is none", "a=b; Secure=" + long[:1025] + "; SameSite=None", "", "SameSite=None needs Secure"},
		{"the last attribute wins", "a=b; Path=/x; Path=/", "a=b", ""},
		{"the last SameSite wins", "a=b; SameSite=None; SameSite=Lax", "a=b", ""},
		{"attributes in any case, with spaces", "a=b;  pATH = / ; sECURE ; samesite=NONE", "a=b", ""},
		{"unknown attributes", "a=b; Colour=red; ; =; Priority=High", "a=b", ""},
		{"letters that only Unicode folds", "a=b; \u017fecure; SameSite=None", "", "SameSite=None needs Secure"},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := newBrowser(t)
			err := b.receive("https://example.com/", test.line)
			if got := b.header("https://example.com/"); got != test.want {
				t.Errorf("sent %.80q, want %.80q", got, test.want)
			}
			if err == nil && test.refused != "" || err != nil && (test.refused == "" || !strings.Contains(err.Error(), test.refused)) {
				t.Errorf("error %v, want %q", err, test.refused)
			}
		})
	}
}

// Section 5.1.1. The clock stands one day before, since 400 days is the most that a
// cookie gets.
func TestJarReadsDates(t *testing.T) {
	day := time.Date(1994, time.November, 6, 8, 49, 37, 0, time.UTC)
	for _, test := range []struct {
		name, date string
		want       time.Time // zero: no date
	}{
		{"HTTP's form", "Sun, 06 Nov 1994 08:49:37 GMT", day},
		{"RFC 850", "Sunday, 06-Nov-94 08:49:37 GMT", day},
		{"asctime", "Sun Nov  6 08:49:37 1994", day},
		{"any order", "1994 08:49:37 nov 6", day},
		{"a year of two digits in front is a day", "94 08:49:37 nov 6", time.Time{}},
		{"months by three letters", "6 NOVEMBRE 1994 8:49:37", day},
		{"a day of three digits", "006 nov 1994 8:49:37", time.Time{}},
		{"any delimiters", "6/Nov,1994;8:49:37", time.Time{}}, // a semicolon ends the attribute
		{"many delimiters", "\t6~~Nov{}1994 `@8:49:37", day},
		{"junk behind the numbers", "6th Nov 1994AD 08:49:37pm", day},
		{"a date of the future wins nothing by zone", "6 Nov 1994 08:49:37 +0300", day},
		{"one digit for each", "1 jan 2000 1:2:3", time.Date(2000, 1, 1, 1, 2, 3, 0, time.UTC)},
		{"two digits from 70 on", "1 jan 70 0:0:0", time.Unix(0, 0).UTC()},
		{"two digits up to 69", "1 jan 69 0:0:0", time.Date(2069, 1, 1, 0, 0, 0, 0, time.UTC)},
		{"three digits are a year before 1601", "1 jan 100 0:0:0", time.Time{}},
		{"1601", "1 jan 1601 0:0:0", time.Date(1601, 1, 1, 0, 0, 0, 0, time.UTC)},
		{"1600", "31 dec 1600 0:0:0", time.Time{}},
		{"five digits", "1 jan 20000 0:0:0", time.Time{}},
		{"29 February", "29 feb 2024 0:0:0", time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC)},
		{"29 February of another year", "29 feb 2023 0:0:0", time.Time{}},
		{"31 April", "31 apr 2024 0:0:0", time.Time{}},
		{"day 0", "0 apr 2024 0:0:0", time.Time{}},
		{"day 32", "32 apr 2024 0:0:0", time.Time{}},
		{"hour 24", "1 apr 2024 24:0:0", time.Time{}},
		{"minute 60", "1 apr 2024 0:60:0", time.Time{}},
		{"second 60", "1 apr 2024 0:0:60", time.Time{}},
		{"no seconds", "1 apr 2024 10:20", time.Time{}},
		{"three digits in the time", "1 apr 2024 010:20:30", time.Time{}},
		{"a word that begins like no month", "1 xxx 2024 0:0:0", time.Time{}},
		{"a month across two names", "1 nfe 2024 0:0:0", time.Time{}},
		{"no year", "1 apr 0:0:0", time.Time{}},
		{"nothing", "", time.Time{}},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := newBrowser(t)
			b.Time = test.want.Add(-24 * time.Hour)
			must(t, b.receive("https://example.com/", "a=b; Expires="+test.date))
			if got := b.All()[0].Expires; !got.Equal(test.want) {
				t.Errorf("expires %v, want %v", got, test.want)
			}
		})
	}
}

// Sections 5.5, 5.6.1, 5.6.2 and 5.7 step 6.
func TestJarLimitsLifetimes(t *testing.T) {
	const day = 24 * time.Hour
	date := func(d time.Duration) string { return "; Expires=" + epoch.Add(d).Format(http.TimeFormat) }
	for _, test := range []struct {
		name, attributes string
		want             time.Duration // 0: until the browser closes; negative: never
	}{
		{"none", "", 0},
		{"Max-Age", "; Max-Age=60", time.Minute},
		{"Expires", date(time.Hour), time.Hour},
		{"Max-Age wins", "; Max-Age=60" + date(time.Hour), time.Minute},
		{"Max-Age wins from behind", date(-time.Hour) + "; Max-Age=60", time.Minute},
		{"the last Max-Age", "; Max-Age=60; Max-Age=120", 2 * time.Minute},
		{"a faulty one does not count as the last", "; Max-Age=60; Max-Age=x", time.Minute},
		{"the last Expires", date(time.Hour) + date(2*time.Hour), 2 * time.Hour},
		{"a faulty Expires", date(time.Hour) + "; Expires=soon", time.Hour},
		{"400 days of Max-Age", "; Max-Age=34560000", 400 * day},
		{"more of Max-Age", "; Max-Age=34560001", 400 * day},
		{"more digits than a number has", "; Max-Age=" + strings.Repeat("9", 400), 400 * day},
		{"more of Expires", date(401 * day), 400 * day},
		{"zero", "; Max-Age=0", -1},
		{"leading zeros", "; Max-Age=0060", time.Minute},
		{"negative", "; Max-Age=-5", -1},
		{"minus zero", "; Max-Age=-0", -1},
		{"only a minus", "; Max-Age=-", 0},
		{"a plus", "; Max-Age=+5", 0},
		{"a fraction", "; Max-Age=5.0", 0},
		{"an empty one", "; Max-Age=", 0},
		{"the past", date(-time.Second), -1},
		{"now", date(0), -1},
		{"negative Max-Age against a future date", "; Max-Age=-1" + date(time.Hour), -1},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := newBrowser(t)
			must(t, b.receive("https://example.com/", "a=b"+test.attributes))
			all := b.All()
			if test.want < 0 {
				if len(all) > 0 {
					t.Errorf("the jar holds %v", all)
				}
				return
			}
			if len(all) != 1 {
				t.Fatalf("the jar holds %v", all)
			}
			if test.want == 0 {
				if !all[0].Expires.IsZero() {
					t.Errorf("expires %v, want none", all[0].Expires)
				}
				return
			}
			if got := all[0].Expires.Sub(epoch); got != test.want {
				t.Errorf("expires after %v, want %v", got, test.want)
			}
			b.Time = epoch.Add(test.want - time.Nanosecond)
			if b.header("https://example.com/") == "" {
				t.Error("it is gone before its time")
			}
			b.Time = epoch.Add(test.want)
			if got := b.header("https://example.com/"); got != "" || len(b.All()) > 0 {
				t.Errorf("%q is sent after its time", got)
			}
		})
	}
}

func TestJarKeepsTheTimeOfSynctest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		jar := new(satcheltest.Jar)
		u := address(t, "https://example.com/")
		must(t, jar.Receive(u, http.Header{"Set-Cookie": {"a=b; Max-Age=60"}}, satcheltest.SameSite))
		time.Sleep(59 * time.Second)
		if got := jar.CookieHeader(u, satcheltest.SameSite); got != "a=b" {
			t.Errorf("after 59 s it sends %q", got)
		}
		time.Sleep(time.Second)
		if got := jar.CookieHeader(u, satcheltest.SameSite); got != "" {
			t.Errorf("after 60 s it sends %q", got)
		}
	})
}
