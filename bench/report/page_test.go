package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/satchel-go/satchel/bench"
)

// The page of the repository has every section that this program writes.
func TestThePageOfTheRepositoryTakesAllSections(t *testing.T) {
	content, err := os.ReadFile("../../docs/performance.md")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "images"), 0o750); err != nil {
		t.Fatal(err)
	}
	page := filepath.Join(dir, "performance.md")
	if err := os.WriteFile(page, content, 0o600); err != nil {
		t.Fatal(err)
	}
	written, err := writePage(page, "some machine", rowsOf(read(), bench.Operation{Name: changeOneKey}))
	if err != nil {
		t.Fatal(err)
	}
	if len(written) != 3 {
		t.Errorf("written are %v", written)
	}
	for _, path := range written[1:] {
		if !strings.Contains(string(content), "(images/"+filepath.Base(path)+")") {
			t.Errorf("the page does not show %s", path)
		}
	}
	got, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"\nsome machine\n", "| `golang-jwt` |", "codec -->\n\n" + notMeasured} {
		if !strings.Contains(string(got), want) {
			t.Errorf("the page has no %q", want)
		}
	}
}

func TestComparisonTable(t *testing.T) {
	rows := rowsOf(bench.Operation{Name: "untouched", Limit: bench.Limit{Above: 250}}, read())
	text := comparisonTable(rows, requestColumns[:3], readOneKey)
	lines := strings.Split(text, "\n")
	if len(lines) != len(subjects)+3 {
		t.Fatalf("there are %d lines:\n%s", len(lines), text)
	}
	for at, want := range map[int]string{
		0: "|  | untouched | read | change |",
		1: "| :--- | ---: | ---: | ---: |",
		2: "| `floor-kept-mac` | 580 ns · 4 | 580 ns · 0.68 × · 4 | – |",
		3: "| `floor` | 850 ns · 4 | 850 ns · 1 × · 4 | – |",
		5: "| **`play25`** | **1.19 µs · 4** | **1.19 µs · 1.40 × · 4** | – |",
	} {
		if got := strings.ReplaceAll(lines[at], space, " "); got != want {
			t.Errorf("line %d is\n%s\nwant\n%s", at, got, want)
		}
	}
	if last := lines[len(lines)-2]; !strings.HasPrefix(last, "| `scs & Redis` |") {
		t.Errorf("the slowest is not the last: %s", last)
	}
}

func TestASubjectWithoutACellStandsWithTheNearestOne(t *testing.T) {
	columns := []column{{title: "read", operation: readOneKey}, {title: "set", operation: "flash-set", instead: "unsigned"}}
	rows := rowsOf(read(), bench.Operation{Name: "unsigned"})[:len(subjects)+1]
	text := strings.ReplaceAll(comparisonTable(rows, columns, readOneKey), space, " ")
	if !strings.Contains(text, "| `floor` | 850 ns · 1 × · 4 | 850 ns · 1 × · 4¹ |") {
		t.Error(text)
	}
	if nobody := comparisonTable(rows, []column{{title: "encode", operation: "encode"}}, "encode"); nobody != "" {
		t.Error(nobody)
	}
}

func TestCertainty(t *testing.T) {
	rows := rowsOf(read())
	if got := strings.ReplaceAll(certainty(rows), space, " "); !strings.Contains(got, "the widest is ± 200 %") {
		t.Error(got)
	}
	rows[0].Times = rows[0].Times[:3]
	if got := certainty(rows); !strings.HasPrefix(got, "There were too few passes") {
		t.Error(got)
	}
}
