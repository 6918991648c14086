package cookie_test

import (
	"net/http"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel/internal/cookie"
)

// FuzzScanner compares the scanner with the plain way to read a Cookie header:
// cut it at the limit, split it at semicolons, trim, compare.
func FuzzScanner(f *testing.F) {
	for _, test := range scanTests {
		lines := append(slices.Clone(test.lines), "", "")
		f.Add(lines[0], lines[1], "session", uint16(0))
		f.Add(lines[0], lines[1], "a", uint16(cookie.ScanLimit-len(lines[0])/2))
	}
	f.Fuzz(func(t *testing.T, first, second, name string, padding uint16) {
		if name == "" || strings.ContainsAny(name, "=; \t") {
			return // no cookie's name
		}
		lines := []string{strings.Repeat(";", int(padding)%(cookie.ScanLimit+16)) + first, second}
		if got, want := values(lines, name), splitValues(lines, name); !slices.Equal(got, want) {
			t.Errorf("%q\n got %q\nwant %q", lines, got, want)
		}
	})
}

func splitValues(lines []string, name string) []string {
	var found []string
	left := cookie.ScanLimit
	for _, line := range lines {
		complete := len(line) <= left
		pieces := strings.Split(line[:min(len(line), left)], ";")
		left -= min(len(line), left)
		if !complete {
			pieces = pieces[:len(pieces)-1]
		}
		for _, piece := range pieces {
			if value, is := strings.CutPrefix(strings.TrimLeft(piece, " \t"), name+"="); is {
				found = append(found, value)
			}
		}
	}
	return found
}

// FuzzFaults checks that attributes without a fault arrive at a reader of
// Set-Cookie as they were meant, for setting and for deleting.
func FuzzFaults(f *testing.F) {
	add := func(a cookie.Attributes) {
		f.Add(a.Name, a.Path, a.Domain, int64(a.MaxAge), uint8(slices.Index(sameSites, a.SameSite)), a.Secure, a.HTTPOnly, a.Partitioned)
	}
	for _, attributes := range good {
		add(attributes)
	}
	for _, test := range bad {
		for _, attributes := range test.settings {
			add(attributes)
		}
	}
	f.Fuzz(func(t *testing.T, name, path, domain string, maxAge int64, sameSite uint8, secure, httpOnly, partitioned bool) {
		a := cookie.Attributes{
			Name: name, Path: path, Domain: domain, MaxAge: time.Duration(maxAge),
			SameSite: sameSites[int(sameSite)%len(sameSites)], Secure: secure, HTTPOnly: httpOnly, Partitioned: partitioned,
		}
		if len(a.Faults()) > 0 {
			return
		}
		line := cookie.NewLine(a)
		compare(t, set(line, "v", now), a, "v", int(a.MaxAge/time.Second))
		compare(t, line.Delete(), a, "", -1) // net/http writes -1 where the line says 0
	})
}

var sameSites = []string{"", "Lax", "Strict", "None"}

func compare(t *testing.T, line string, a cookie.Attributes, value string, maxAge int) {
	t.Helper()
	got, err := http.ParseSetCookie(line)
	if err != nil {
		t.Fatalf("%q: %v", line, err)
	}
	want := http.Cookie{
		Name: a.Name, Value: value, Path: a.Path, Domain: a.Domain, MaxAge: maxAge,
		SameSite: map[string]http.SameSite{
			"Lax": http.SameSiteLaxMode, "Strict": http.SameSiteStrictMode, "None": http.SameSiteNoneMode,
		}[a.SameSite],
		Secure: a.Secure, HttpOnly: a.HTTPOnly, Partitioned: a.Partitioned,
	}
	if strings.ContainsAny(a.Path, `"\`) {
		// net/http does not read such a path; browsers do (RFC 6265bis section 5.6).
		want.Path, got.Unparsed = "", nil
	}
	if expires := got.Expires; (maxAge != 0) == expires.IsZero() || maxAge > 0 && !expires.Equal(now.Add(a.MaxAge).Truncate(time.Second)) {
		t.Errorf("%q expires at %v", line, expires)
	}
	got.Raw, got.RawExpires, got.Expires = "", "", time.Time{}
	if !reflect.DeepEqual(*got, want) {
		t.Errorf("%q\n got %+v\nwant %+v", line, *got, want)
	}
}

func TestFuzzTargetsHaveSeeds(t *testing.T) {
	for _, target := range []string{"FuzzScanner", "FuzzFaults", "FuzzLookalike", "FuzzNames"} {
		if seeds, err := os.ReadDir("testdata/fuzz/" + target); err != nil || len(seeds) == 0 {
			t.Errorf("%s has %d seeds: %v", target, len(seeds), err)
		}
	}
}
