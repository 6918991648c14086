package bench_test

import (
	"encoding/base64"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel/bench"
)

func TestEveryNamedCellIsTheOneOfTheTable(t *testing.T) {
	names, err := bench.CellNames()
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, cell := range cells(t) {
		if !strings.HasPrefix(cell.Name(), "refusal-") {
			want = append(want, cell.Name())
		}
	}
	if !slices.Equal(names, want) {
		t.Errorf("the names are %q, want %q", names, want)
	}
	for _, name := range []string{"read-one-key/native", "flash-take/floor", "page/page-by-scopes", "encode/jwx", "decode/native"} {
		cell, err := bench.CellNamed(name)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if cell.Name() != name {
			t.Errorf("%s is asked for, and %s comes", name, cell.Name())
		}
	}
}

func TestANameOfNoCellIsAnErrorThatSaysHowNamesLook(t *testing.T) {
	for _, name := range []string{"", "read-one-key", "read-one-key/nobody", "read-one-key/native-unsigned"} {
		if _, err := bench.CellNamed(name); err == nil || !strings.Contains(err.Error(), "OPERATION/SUBJECT") {
			t.Errorf("%q: %v", name, err)
		}
	}
}

// Two processes that count the same cell have to make the same cookies.
func TestTheClockOfANamedCellStands(t *testing.T) {
	cell, err := bench.CellNamed("change-one-key/play")
	if err != nil {
		t.Fatal(err)
	}
	cell.Serve()
	_, _, lines := cell.Answer()
	_, token, _ := strings.Cut(lines[0], ".")
	claims, _, _ := strings.Cut(token, ".")
	text, err := base64.RawURLEncoding.DecodeString(claims)
	if written := strconv.FormatInt(time.Date(2026, time.January, 1, 12, 0, 0, 0, time.UTC).Unix(), 10); err != nil || !strings.Contains(string(text), written) {
		t.Errorf("%s is not in %s (%v)", written, text, err)
	}
}
