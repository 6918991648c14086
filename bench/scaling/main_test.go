package main

import (
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

func TestMain(m *testing.M) {
	slog.SetDefault(slog.New(slog.DiscardHandler)) // as main does
	os.Exit(m.Run())
}

// A short run is no measurement, but everything in it has to work, and to get its line.
func TestEverySeriesIsMeasuredAndWritten(t *testing.T) {
	page := filepath.Join(t.TempDir(), "page.md")
	if err := os.WriteFile(page, []byte("# Speed\n<!-- measured: scaling -->\n<!-- end -->\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if _, err := run(&out, options{passes: 1, slice: time.Microsecond, write: true, page: page}); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{
		"pairs of 20 bytes: read | sealed", "one long value: change | native", "tiny pairs: set all | play25",
		"other cookies before: untouched | native", "other cookies behind: read | native",
		"hostile: forged tokens | native", "hostile: flash of per cent signs | unsigned flash", "hostile: braces behind the MAC | play",
		"users in turn: read | play25", "managers | native", "read, one manager",
	} {
		if strings.Count(string(text), "\n| "+line+" | ") != 1 || !strings.Contains(out.String(), strings.ReplaceAll(line, " |", ",")) {
			t.Errorf("%q is missing", line)
		}
	}
	if !strings.Contains(string(text), " · go1.") {
		t.Error("the page does not say on what machine")
	}
	if line := regexp.MustCompile(`(?m)^ *read, one manager +\d+ +\d+ +\d\.\d\d$`); !line.MatchString(out.String()) {
		t.Error("the processors are not printed")
	}
}

// The page has the two ends of a series, what lies beyond its bound included.
func TestALineOfThePageHasTheEndsOfItsSeriesAndItsVerdict(t *testing.T) {
	of := func(bytes int, nanoseconds, allocations float64) *point {
		return &point{bytes: bytes, times: []float64{nanoseconds}, allocations: allocations}
	}
	bounded := &series{name: "junk", subject: "native", bound: 2000, points: []*point{of(1000, 1500, 2), of(2000, 3000, 2), of(9000, 3010, 2)}}
	unjudged := &series{name: "users", subject: "play", noVerdict: "the same", points: []*point{of(150, 900, 3), of(150, 1100, 4)}}
	text := summary([]*series{bounded, unjudged}, nil)
	for _, line := range []string{
		"| junk | native | 1000 → 9000 | 1.50 → 3.01 µs | 2 | 1.50 ns | 1.00 × | linear, then constant |\n",
		"| users | play | 150 | 0.90 → 1.10 µs | 3 → 4 | – | – | the same |\n",
	} {
		if !strings.Contains(text, line) {
			t.Errorf("%q is not in\n%s", line, text)
		}
	}
}

func TestOnlyTheSeriesThatMatchAreMeasured(t *testing.T) {
	page := filepath.Join(t.TempDir(), "page.md")
	if err := os.WriteFile(page, []byte("<!-- measured: scaling -->\n<!-- end -->\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := run(io.Discard, options{passes: 1, slice: time.Microsecond, only: "^managers", write: true, page: page}); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), "managers | native") || strings.Contains(string(text), "hostile") || strings.Contains(string(text), "processor") {
		t.Errorf("the page has\n%s", text)
	}
}

func TestOptionsThatMakeNoSenseAreErrors(t *testing.T) {
	for name, o := range map[string]options{
		"a pattern that is none": {passes: 1, slice: time.Microsecond, only: "("},
		"no pass":                {slice: time.Microsecond},
		"no time":                {passes: 1},
		"nothing matches":        {passes: 1, slice: time.Microsecond, only: "nothing of this name"},
	} {
		if _, err := run(io.Discard, o); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestAPageThatIsNotThereIsAnErrorBeforeAnythingIsMeasured(t *testing.T) {
	var out strings.Builder
	o := options{passes: 1, slice: time.Microsecond, only: "^managers", write: true, page: filepath.Join(t.TempDir(), "page.md")}
	if _, err := run(&out, o); err == nil || out.Len() > 0 {
		t.Errorf("the error is %v, behind\n%s", err, &out)
	}
}

func TestSizesDoubleUpToTheLargestThatFits(t *testing.T) {
	subjects, err := formats()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range subjects {
		for _, sh := range shapes() {
			sizes := doublings(s, sh)
			largest := sizes[len(sizes)-1]
			text, err := s.cookie(sh.pairs(largest))
			if err != nil || len(text) < 4000 {
				t.Errorf("%s of %s: the largest has %d bytes (%v)", sh.name, s.name, len(text), err)
			}
			for i := 1; i < len(sizes); i++ {
				if sizes[i]/2 != sizes[i-1] {
					t.Errorf("%s of %s: %v do not double", sh.name, s.name, sizes)
				}
			}
		}
	}
}
