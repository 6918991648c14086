package satchel_test

import (
	"os"
	"strings"
	"testing"
)

// section is what stands between the two comments of a name in a page of the
// documentation, and what is around it.
type section struct{ before, text, after string }

func sectionOf(t *testing.T, path, name string) section {
	t.Helper()
	begin, end := "<!-- "+name+" -->\n", "<!-- /"+name+" -->\n"
	before, rest, opened := strings.Cut(read(t, path), begin)
	text, after, closed := strings.Cut(rest, end)
	if !opened || !closed {
		t.Fatalf("%s has no place for the table %s", path, name)
	}
	return section{before + begin, text, end + after}
}

// compareTable compares a section of a page with a table of what was seen, and writes it
// with UPDATE_DOCS=1.
func compareTable(t *testing.T, path, name, table string) {
	t.Helper()
	old := sectionOf(t, path, name)
	if old.text == table {
		return
	}
	if os.Getenv("UPDATE_DOCS") == "" {
		t.Errorf("the table %s in %s is not what was seen; write it with: UPDATE_DOCS=1 go test -run %s .\n%s", name, path, t.Name(), table)
		return
	}
	must(t, os.WriteFile(path, []byte(old.before+table+old.after), 0o644))
}
