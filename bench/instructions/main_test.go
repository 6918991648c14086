package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// One cell, counted for a few requests, goes all the way into a page.
func TestACellIsCountedAndWritten(t *testing.T) {
	if _, err := findValgrind(); err != nil && os.Getenv("CI") == "" {
		t.Skip(err) // scripts/valgrind.sh installs it for "make test"
	}
	page := filepath.Join(t.TempDir(), "page.md")
	if err := os.WriteFile(page, []byte("# Speed\n<!-- measured: instructions -->\n<!-- end -->\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	o := options{only: "^untouched/floor$", millions: 1, passes: 1, functions: 1, write: true, page: page}
	if err := run(t.Context(), io.Discard, o); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"\n| untouched | floor | ", " · go1."} {
		if !strings.Contains(string(text), want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
}

func TestWhatCannotBeCountedIsAnError(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	t.Setenv("VALGRIND", "")
	if err := run(t.Context(), io.Discard, options{only: "untouched", millions: 1, passes: 1}); err == nil || !strings.Contains(err.Error(), "valgrind is not installed") {
		t.Errorf("without valgrind: %v", err)
	}
	if err := run(t.Context(), io.Discard, options{only: "untouched"}); err == nil || !strings.Contains(err.Error(), "-passes 0") {
		t.Errorf("without a pass: %v", err)
	}
	missing := options{only: "^untouched/floor$", millions: 1, passes: 1, write: true, page: filepath.Join(t.TempDir(), "page.md")}
	if err := run(t.Context(), io.Discard, missing); err == nil || !strings.Contains(err.Error(), "page.md") {
		t.Errorf("without a page, before valgrind is looked for: %v", err)
	}
	if err := run(t.Context(), io.Discard, options{only: "("}); err == nil {
		t.Error("the pattern is none, and there is no error")
	}
	if err := run(t.Context(), io.Discard, options{only: "no such cell", millions: 1, passes: 1}); err == nil || !strings.Contains(err.Error(), "-run") {
		t.Errorf("a pattern that nothing matches: %v", err)
	}
}

func TestServingTakesACellAndANumber(t *testing.T) {
	for name, c := range map[string]struct {
		arguments []string
		fault     string
	}{
		"a cell and a number":      {[]string{"read-one-key/native", "3"}, ""},
		"no number":                {[]string{"read-one-key/native"}, "takes a cell and a number"},
		"a word for the number":    {[]string{"read-one-key/native", "many"}, "number of requests"},
		"a cell that is not there": {[]string{"read-one-key/nobody", "3"}, "no cell"},
	} {
		t.Run(name, func(t *testing.T) {
			err := serve(c.arguments)
			if c.fault == "" && err != nil {
				t.Error(err)
			}
			if c.fault != "" && (err == nil || !strings.Contains(err.Error(), c.fault)) {
				t.Errorf("the error is %v, want one with %q", err, c.fault)
			}
		})
	}
}

func TestCheapRequestsAreServedMoreOften(t *testing.T) {
	for _, c := range []struct {
		each     float64
		millions int
		want     int
	}{
		{36_000, 252, 7000},
		{3600, 252, 70_000},
		{-200, 250, 500_000}, // less than the noise
		{1e6, 1, fewest},
	} {
		if got := enough(c.each, c.millions); got != c.want {
			t.Errorf("%v instructions each, %d million: %d requests, want %d", c.each, c.millions, got, c.want)
		}
	}
}
