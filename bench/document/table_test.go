package document_test

import (
	"strings"
	"testing"

	"github.com/satchel-go/satchel/bench/document"
)

func TestATableHasItsWordsToTheLeftAndItsFiguresToTheRight(t *testing.T) {
	got := document.Table([]string{"what", "ns", "bytes"}, [][]string{{"read", "1", "2"}, {"write", "3", ""}})
	want := "| what | ns | bytes |\n| :--- | ---: | ---: |\n| read | 1 | 2 |\n| write | 3 |  |\n"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestATableForATerminalHasItsColumnsBelowEachOther(t *testing.T) {
	var out strings.Builder
	if err := document.Print(&out, [][]string{{"server", "µs"}, {"a", "14"}, {"a longer one", ""}}); err != nil {
		t.Fatal(err)
	}
	if want := "server        µs\na             14\na longer one  \n"; out.String() != want {
		t.Errorf("%q, want %q", out.String(), want)
	}
}
