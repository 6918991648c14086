package cookie_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/satchel-go/satchel/internal/cookie"
)

// values returns all that a scanner finds.
func values(lines []string, name string) []string {
	var found []string
	scan := cookie.NewScanner(lines, cookie.NewNeedle(name))
	for value, ok := scan.Next(); ok; value, ok = scan.Next() {
		found = append(found, value)
	}
	return found
}

// scanTests look for cookies called session.
var scanTests = []struct {
	name  string
	lines []string
	want  []string
}{
	{"no header line", nil, nil},
	{"an empty line", []string{""}, nil},
	{"one cookie", []string{"session=abc"}, []string{"abc"}},
	{"the last of three", []string{"a=1; b=2; session=abc"}, []string{"abc"}},
	{"the first of three", []string{"session=abc; a=1; b=2"}, []string{"abc"}},
	{"an empty value", []string{"session=; a=1"}, []string{""}},
	{"an empty value at the end", []string{"session="}, []string{""}},
	{"equal signs belong to the value", []string{"session=a=b=="}, []string{"a=b=="}},
	{"no space behind the semicolon", []string{"a=1;session=abc"}, []string{"abc"}},
	{"spaces and tabs before the name are passed over", []string{" \t session=1; \t\t session=2"}, []string{"1", "2"}},
	{"semicolons without cookies", []string{";;; session=abc;; ;"}, []string{"abc"}},
	{"white space behind the value belongs to it", []string{"session=abc ; a=1"}, []string{"abc "}},
	{"every cookie of the name, in order", []string{"session=1; a=x; session=2; session=3"}, []string{"1", "2", "3"}},
	{"several lines, in order", []string{"session=1; a=x", "b=y", "session=2"}, []string{"1", "2"}},
	{"an empty line among others", []string{"", "session=1", "", "session=2"}, []string{"1", "2"}},
	{"a cookie does not reach over the end of a line", []string{"session", "=1"}, nil},

	{"quotes stay on the value", []string{`session="abc"`}, []string{`"abc"`}},
	{"quotes do not protect a semicolon", []string{`a="x; session=stolen"; session=mine`}, []string{`stolen"`, "mine"}},
	{"$Version switches no mode", []string{`$Version=1; session=a,session=b; $Path=/`}, []string{"a,session=b"}},
	{"a comma does not separate", []string{"a=1, session=abc"}, nil},
	{"a dollar sign makes another name", []string{"$session=abc"}, nil},

	{"a name in another case", []string{"Session=1; SESSION=2; sessioN=3"}, nil},
	{"a name that ends in the name", []string{"mysession=1; __Host-session=2; -session=3"}, nil},
	{"a name that begins with the name", []string{"session2=1; session-id=2; sessio=3"}, nil},
	{"the name inside a value", []string{"a=session=1; b= session=2; c=x session=3"}, nil},
	{"the name without an equal sign", []string{"session; session;a=session"}, nil},
	{"a space before the equal sign", []string{"session =abc; session\t=abc"}, nil},
	{"a line feed is no separator", []string{"a=1\nsession=abc", "a=1;\nsession=abc"}, nil},
	{"a carriage return and a form feed are not passed over", []string{"a=1;\rsession=abc; a=1;\fsession=abc"}, nil},
	{"spaces of Unicode are not passed over", []string{"a=1;\u00a0session=1; a=1;\u2003session=2; \ufeffsession=3"}, nil},
	{"a zero byte is not passed over", []string{"\x00session=1"}, nil},
	{"a name found right behind a name that did not count", []string{"xsession=session=1; session=2"}, []string{"2"}},
}

func TestScannerFinds(t *testing.T) {
	for _, test := range scanTests {
		t.Run(test.name, func(t *testing.T) {
			if got := values(test.lines, "session"); !slices.Equal(got, test.want) {
				t.Errorf("%q\n got %q\nwant %q", test.lines, got, test.want)
			}
		})
	}
}

func TestScannerStopsAtItsLimit(t *testing.T) {
	const limit = 32 << 10
	// fill returns a foreign cookie that takes n bytes with the semicolon.
	fill := func(n int) string { return "a=" + strings.Repeat("x", n-len("a=;")) + ";" }
	const found = "session=abc"
	for _, test := range []struct {
		name  string
		lines []string
		want  []string
	}{
		{"a value that ends at the limit", []string{fill(limit-len(found)) + found}, []string{"abc"}},
		{"a value cut by the limit is none", []string{fill(limit-len(found)+1) + found}, nil},
		{"a value cut right behind the equal sign is none", []string{fill(limit-len("session=")) + found}, nil},
		{"a value that nothing but the limit ends may go on", []string{fill(limit-len(found)) + found + ";"}, nil},
		{"a value before the cut cookie counts", []string{"session=1;" + fill(limit) + found}, []string{"1"}},
		{"the limit counts all lines together",
			[]string{"session=1;" + fill(limit-10-len(found)), found, "session=2"}, []string{"1", "abc"}},
		{"a second line cut in its value", []string{fill(limit - 9), found}, nil},
		{"lines behind a cut one", []string{fill(limit + 1), found}, nil},
		{"a megabyte of semicolons before it", []string{strings.Repeat(";", 1<<20) + found}, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := values(test.lines, "session"); !slices.Equal(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestScannerAmongThousandsOfCookies(t *testing.T) {
	var header strings.Builder
	for i := range 3000 {
		fmt.Fprintf(&header, "c%d=x; ", i)
	}
	header.WriteString("session=abc")
	lines := []string{header.String()}
	if len(lines[0]) > cookie.ScanLimit {
		t.Fatalf("the header has %d bytes and reaches beyond the limit", len(lines[0]))
	}
	if got := values(lines, "session"); !slices.Equal(got, []string{"abc"}) {
		t.Errorf("got %q", got)
	}
	if got := values(lines, "c2999"); !slices.Equal(got, []string{"x"}) {
		t.Errorf("got %q", got)
	}
}

func TestScannerAllocatesNothing(t *testing.T) {
	lines := []string{strings.Repeat("a=session; ", 2000) + "session=1; session=2", "session=3"}
	needle := cookie.NewNeedle("session")
	found := 0
	allocations := testing.AllocsPerRun(100, func() {
		found = 0
		scan := cookie.NewScanner(lines, needle)
		for _, ok := scan.Next(); ok; _, ok = scan.Next() {
			found++
		}
	})
	if allocations != 0 || found != 3 {
		t.Errorf("%v allocations and %d cookies, want 0 and 3", allocations, found)
	}
}

func TestValidValueTakesCookieOctetsOnly(t *testing.T) {
	// RFC 6265bis section 4.1.1, written out.
	const octets = "!#$%&'()*+-./0123456789:<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~"
	for c := range 256 {
		value := "a" + string([]byte{byte(c)}) + "z"
		if want := strings.Contains(octets, value[1:2]); cookie.ValidValue(value) != want {
			t.Errorf("ValidValue(%q) = %v", value, !want)
		}
	}
	for _, test := range []struct {
		name, value string
		want        bool
	}{
		{"nothing", "", true},
		{"all octets", octets, true},
		{"a bad byte at the beginning", " abc", false},
		{"a bad byte at the end", "abc\"", false},
		{"text beyond ASCII", "é", false},
	} {
		if got := cookie.ValidValue(test.value); got != test.want {
			t.Errorf("%s: ValidValue(%q) = %v", test.name, test.value, got)
		}
	}
}

func TestScannerFindsAllNamesWithAPrefix(t *testing.T) {
	lines := []string{"flash=1; flash-a=2; flashy=3; xflash-a=4;flash", " flash-b=\"5;flash-c=6; other=flash-d=7"}
	scan := cookie.NewScanner(lines, cookie.NewPrefixNeedle("flash"))
	var got []string
	for rest, ok := scan.Next(); ok; rest, ok = scan.Next() {
		got = append(got, rest)
	}
	if want := []string{"=1", "-a=2", "y=3", "", "-b=\"5", "-c=6"}; !slices.Equal(got, want) {
		t.Errorf("the rests are %q, want %q", got, want)
	}
}
