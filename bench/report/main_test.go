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

	"golang.org/x/perf/benchfmt"

	"github.com/satchel-go/satchel/bench"
)

// The hostile requests have a warning each, which would stand among the failures.
func TestMain(m *testing.M) {
	slog.SetDefault(slog.New(slog.DiscardHandler))
	os.Exit(m.Run())
}

// benchstat reads with the same package.
func TestRawResultsHaveALineForEachCellAndPass(t *testing.T) {
	rows := rowsOf(read(), bench.Operation{Name: "untouched"})
	path := filepath.Join(t.TempDir(), "results.txt")
	if err := writeRaw(path, rows); err != nil {
		t.Fatal(err)
	}
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	reader := benchfmt.NewReader(file, path)
	times := map[string][]float64{}
	for reader.Scan() {
		result, is := reader.Result().(*benchfmt.Result)
		if !is {
			t.Fatalf("this is no result: %v", reader.Result())
		}
		seconds, _ := result.Value("sec/op")
		base, parts := result.Name.Parts()
		name := string(base) + string(parts[0]) + string(parts[1])
		times[name] = append(times[name], seconds)
		if allocs, _ := result.Value("allocs/op"); allocs != 4 || result.Iters != 1000 || result.GetConfig("goos") == "" {
			t.Fatalf("the result is %+v", result)
		}
	}
	if len(times) != len(rows) {
		t.Errorf("there are %d names for %d rows", len(times), len(rows))
	}
	if got := times["Request/read-one-key/floor"]; len(got) != 7 || got[4] != 2550e-9 {
		t.Errorf("the floor has %v", got)
	}
}

func TestEveryRowGetsALine(t *testing.T) {
	var out strings.Builder
	if err := printTable(&out, rowsOf(read())); err != nil {
		t.Fatal(err)
	}
	text := strings.ReplaceAll(out.String(), space, " ")
	for _, line := range []string{
		` read-one-key +floor +850 ns +± 200% +4 +320 +\n`,
		`\n +native +1\.22 µs +± 200% +4 +320 +1\.44 × +≤ 1\.5 ×, 4 +ok *\n`,
		`\n +play +1\.31 µs +± 200% +4 +320 +1\.54 × +≤ 1\.5 ×, 4 +MISSED *\n`,
		`\n +jwx +14\.9 µs +± 200% +4 +320 +18 × +\n`,
		`\n2 of 5 targets are kept\n$`,
	} {
		if !regexp.MustCompile(line).MatchString(text) {
			t.Errorf("nothing matches %s in\n%s", line, text)
		}
	}
}

func TestAPageIsNotWrittenWithHalfATable(t *testing.T) {
	dir := t.TempDir()
	o := options{passes: 1, slice: time.Microsecond, raw: filepath.Join(dir, "raw.txt"), page: filepath.Join(dir, "no page"), only: "^untouched$"}
	if err := run(o, io.Discard); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(o.raw); err != nil {
		t.Error(err)
	}
}

// What would be lost has taken minutes.
func TestAPageThatWouldNotBeWrittenIsAnErrorBeforeAnythingIsMeasured(t *testing.T) {
	dir := t.TempDir()
	half := filepath.Join(dir, "half.md")
	if err := os.WriteFile(half, []byte("<!-- measured: machine -->\n<!-- end -->\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		passes int
		page   string
		fault  string
	}{
		"no page":           {10, filepath.Join(dir, "no page"), "no page"},
		"a section missing": {10, half, `"<!-- measured: summary -->"`},
		"too few passes":    {9, half, "-passes 9 is too few for the page, which needs 10; give -page= to leave it alone"},
	} {
		t.Run(name, func(t *testing.T) {
			var out strings.Builder
			err := run(options{passes: c.passes, slice: time.Microsecond, page: c.page}, &out)
			if err == nil || !strings.Contains(err.Error(), c.fault) || out.Len() > 0 {
				t.Errorf("the error is %v, behind\n%s", err, &out)
			}
		})
	}
}

func TestWrongFlagsAreNamed(t *testing.T) {
	for flag, o := range map[string]options{
		"-passes": {slice: time.Microsecond},
		"-slice":  {passes: 1},
		"-run":    {passes: 1, slice: time.Microsecond, only: "no such operation"},
		"-raw":    {passes: 1, slice: time.Microsecond, only: "^untouched$", raw: "no/such/folder/raw.txt"},
	} {
		if err := run(o, io.Discard); err == nil || !strings.HasPrefix(err.Error(), flag) {
			t.Errorf("%s: the error is %v", flag, err)
		}
	}
}

func TestUnits(t *testing.T) {
	for nanoseconds, want := range map[float64]string{
		0: "0 ns", 11.4: "11 ns", 999.4: "999 ns", 999.6: "1.00 µs", 1816: "1.82 µs", 9996: "10.0 µs", 99960: "100 µs", 1.5e6: "1.50 ms", 2e9: "2.00 s",
	} {
		if got := strings.ReplaceAll(duration(nanoseconds), space, " "); got != want {
			t.Errorf("%v is %q, want %q", nanoseconds, got, want)
		}
	}
	for nanoseconds, want := range map[float64]string{257: "+257 ns", -0.2: "+0 ns", -3: "−3 ns"} {
		if got := strings.ReplaceAll(difference(nanoseconds), space, " "); got != want {
			t.Errorf("%v is %q, want %q", nanoseconds, got, want)
		}
	}
}
