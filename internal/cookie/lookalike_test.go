package cookie_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/satchel-go/satchel/internal/cookie"
)

// lookalikeTests are names beside one of ours, and whether somebody could take them
// for it.
var lookalikeTests = []struct {
	why, ours, name string
	want            bool
}{
	{"the name itself", "__Host-session", "__Host-session", false},
	{"the prefix in small letters", "__Host-session", "__host-session", true},
	{"the name in capitals", "__Host-session", "__HOST-SESSION", true},
	{"another prefix", "__Host-session", "__Secure-session", true},
	{"the prefix for servers only", "__Host-session", "__Host-Http-session", true},
	{"a blank behind the name", "__Host-session", "__Host-session ", true},
	{"a space of Unicode before the name", "__Host-session", "\u2000__Host-session", true},
	{"a space of Latin-1 before the name", "__Host-session", "\x85__Host-session", true},
	{"a space of no width in the name", "__Host-session", "__Host-\u200bsession", true},
	{"a form feed before the name", "__Host-session", "\f__Host-session", true},
	{"the name in quotes", "__Host-session", `"__Host-session"`, true},
	{"a dollar sign before the name", "__Host-session", "$__Host-session", true},
	{"dots for underscores, as PHP reads them", "__Host-session", "..Host-session", true},
	{"an escaped letter", "__Host-session", "__%48ost-session", true},
	{"an escaped letter at the end", "__Host-session", "__Host-sessio%6E", true},
	{"all letters escaped twice", "__Host-session", "__Host-%2573ession", false},
	{"the same name without the prefix", "__Host-session", "session", false},
	{"the same letters without anything between", "__Host-session", "hostsession", false},
	{"a usual name of the same words", "__Host-session", "host_session", false},
	{"another usual name", "__Host-session", "secure-session", false},
	{"a usual name in capitals", "__Host-session", "HTTP_SESSION", false},
	{"two underscores and no prefix", "__Host-session", "__session", false},
	{"a longer name", "__Host-session", "__Host-session2", false},
	{"a name that ends in the name", "__Host-session", "my__Host-session", false},
	{"nothing", "__Host-session", "", false},
	{"signs without a letter", "__Host-session", "__-", false},

	{"a plain name itself", "PLAY_SESSION", "PLAY_SESSION", false},
	{"a plain name in small letters", "PLAY_SESSION", "play_session", true},
	{"a plain name with a prefix", "PLAY_SESSION", "__Host-PLAY_SESSION", true},
	{"a plain name in quotes", "PLAY_SESSION", `"PLAY_SESSION"`, true},
	{"a plain name with a hyphen", "PLAY_SESSION", "PLAY-SESSION", false},
	{"a plain name behind underscores", "session", "__session", false},
	{"the other cookie of Play", "PLAY_SESSION", "PLAY_FLASH", false},
	{"a word that begins with a prefix's letters", "s", "hosts", false},
	{"a short name in capitals", "s", "S", true},
	{"a short name with a prefix", "s", "__Host-s", true},
	{"a name longer than any", "s", strings.Repeat(" ", 400) + "S", false},
	{"ours has nothing that counts", "!!!", "!!", false},
}

func TestLookalike(t *testing.T) {
	for _, test := range lookalikeTests {
		t.Run(test.why, func(t *testing.T) {
			of, found := cookie.NewLookalikes("other", test.ours).Find(test.name)
			if found != test.want || found && of != test.ours {
				t.Errorf("%q beside %q: %v of %q, want %v", test.name, test.ours, found, of, test.want)
			}
		})
	}
}

// Names of common software beside ours must not cry wolf at every request.
func TestOrdinaryNamesResembleNothing(t *testing.T) {
	for _, profile := range [][]string{{"__Host-session", "__Host-flash"}, {"PLAY_SESSION", "PLAY_FLASH"}} {
		ours := cookie.NewLookalikes(profile...)
		for _, name := range []string{
			"JSESSIONID", "PHPSESSID", "SESSION", "session", "Session", "_session", "__session", "session_id", "sessionid",
			"connect.sid", "csrftoken", "XSRF-TOKEN", "_ga", "_gid", "AWSALB", "laravel_session", "PLAY_LANG", "flash", "_flash",
			"__Secure-next-auth.session-token", "__Host-next-auth.csrf-token", ".AspNetCore.Session", "secure_session",
			"http_session", "host_session", "Host-Session", "play-session", "play_flash_2", "theme", "",
		} {
			if of, found := ours.Find(name); found {
				t.Errorf("%q resembles %q", name, of)
			}
		}
	}
}

func TestIsVersion(t *testing.T) {
	for name, want := range map[string]bool{
		"$Version": true, "$version": true, "$Version\t": true,
		"Version": false, "$Versions": false, "$Path": false, "": false, "$" + strings.Repeat(" ", 400) + "Version": false,
	} {
		if got := cookie.IsVersion(name); got != want {
			t.Errorf("%q: %v, want %v", name, got, want)
		}
	}
}

// listed shows what Names gives; a star is a name with a value.
func listed(lines []string) []string {
	var list []string
	names := cookie.NewNames(lines)
	for name, hasValue, ok := names.Next(); ok; name, hasValue, ok = names.Next() {
		if hasValue {
			name += "*"
		}
		list = append(list, name)
	}
	return list
}

func TestNamesLists(t *testing.T) {
	for _, test := range []struct {
		why   string
		lines []string
		want  []string
	}{
		{"no line", nil, nil},
		{"an empty line", []string{""}, nil},
		{"all names in all lines", []string{"a=1; b=2", "c=3"}, []string{"a*", "b*", "c*"}},
		{"blanks before a name as not of it", []string{" \t a=1;\tb=2"}, []string{"a*", "b*"}},
		{"blanks behind a name as of it", []string{"a =1"}, []string{"a *"}},
		{"a name without a value", []string{"a; b="}, []string{"a", "b*"}},
		{"what a nameless cookie seems to be", []string{"=a=1; =b; ="}, []string{"a", "b", ""}},
		{"nothing between semicolons", []string{";; a=1 ;;"}, []string{"a*"}},
		{"what stands behind a comma as value", []string{"$Version=1,a=2"}, []string{"$Version*"}},
		{"no more than 64 cookies", []string{strings.Repeat("a=1;", 100)}, slices.Repeat([]string{"a*"}, 64)},
		{"nothing behind 64 semicolons", []string{strings.Repeat(";", 64) + "a=1"}, nil},
		{"nothing behind 32 KiB", []string{"a=" + strings.Repeat("x", 32<<10-3) + ";b=1", "c=1"}, []string{"a*"}},
		{"a name cut at 32 KiB", []string{"a=" + strings.Repeat("x", 32<<10-4) + ";bb=1", "c=1"}, []string{"a*", "b"}},
	} {
		t.Run(test.why, func(t *testing.T) {
			if got := listed(test.lines); !slices.Equal(got, test.want) {
				t.Errorf("%.60q\n got %q\nwant %q", test.lines, got, test.want)
			}
		})
	}
}

func TestLookingAtNamesAllocatesNothing(t *testing.T) {
	lines := []string{strings.Repeat("theme=dark; __HOST-SESSION=1; $Version=1; sessio%6e=2; ", 100)}
	ours := cookie.NewLookalikes("__Host-session", "__Host-flash")
	found := 0
	allocations := testing.AllocsPerRun(100, func() {
		found = 0
		names := cookie.NewNames(lines)
		for name, _, ok := names.Next(); ok; name, _, ok = names.Next() {
			if _, is := ours.Find(name); is || cookie.IsVersion(name) {
				found++
			}
		}
	})
	if allocations != 0 || found != 32 {
		t.Errorf("%v allocations and %d names, want 0 and 32", allocations, found)
	}
}

// FuzzLookalike checks against the plain way to compare: strings.Map keeps what
// counts, and the name itself is never one.
func FuzzLookalike(f *testing.F) {
	for _, test := range lookalikeTests {
		f.Add(test.ours, test.name)
	}
	f.Fuzz(func(t *testing.T, ours, name string) {
		of, got := cookie.NewLookalikes(ours).Find(name)
		if got && of != ours {
			t.Errorf("%q resembles %q", name, of)
		}
		if len(name) > 256 || strings.Contains(ours+name, "%") {
			return // no panic is all that is asked
		}
		plain := func(s string) string {
			return strings.Map(func(r rune) rune {
				switch {
				case strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_", r):
					return r
				case r == '.':
					return '_'
				}
				return -1
			}, s)
		}
		core := cookie.WithoutPrefix(ours)
		want := core == ours && plain(ours) != "" && strings.EqualFold(plain(name), plain(ours))
		for _, prefix := range []string{"__Host-", "__Secure-", "__Http-", "__Host-Http-"} {
			want = want || strings.EqualFold(plain(name), plain(prefix+core))
		}
		if want = want && name != ours; got != want {
			t.Errorf("%q beside %q: %v, want %v", name, ours, got, want)
		}
	})
}

// FuzzNames compares with the plain way to read a header.
func FuzzNames(f *testing.F) {
	for _, test := range scanTests {
		lines := append(slices.Clone(test.lines), "", "")
		f.Add(lines[0], lines[1])
	}
	f.Fuzz(func(t *testing.T, first, second string) {
		if len(first)+len(second) > cookie.ScanLimit || strings.Count(first+second, ";") > 60 {
			first, second = first[:min(len(first), 30)], second[:min(len(second), 30)] // 64 pieces are looked at
		}
		var want []string
		for _, piece := range append(strings.Split(first, ";"), strings.Split(second, ";")...) {
			piece = strings.TrimLeft(piece[:min(len(piece), 320)], " \t")
			if piece == "" {
				continue
			}
			nameless := piece[0] == '='
			parts := strings.SplitN(strings.TrimPrefix(piece, "="), "=", 2)
			if len(parts) == 2 && !nameless {
				parts[0] += "*"
			}
			want = append(want, parts[0])
		}
		if got := listed([]string{first, second}); fmt.Sprint(got) != fmt.Sprint(want[:min(len(want), 64)]) {
			t.Errorf("%q and %q\n got %q\nwant %q", first, second, got, want)
		}
	})
}
