package document_test

import (
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
