package bench_test

import (
	"strings"
	"testing"
)

// Cells has seen to it that each is refused for its own reason.
func TestEachRefusalHasACell(t *testing.T) {
	sizes, count := map[string]int{}, 0
	for _, cell := range cells(t) {
		if name, is := strings.CutPrefix(cell.Operation.Name, "refusal-"); is {
			sizes[name] = cell.CookieSize()
			count++
		}
	}
	if count != 15 {
		t.Errorf("there are %d refusals", count)
	}
	for name, size := range sizes {
		switch name {
		case "truncated", "oversized", "empty":
		default:
			if size != sizes["none"] {
				t.Errorf("%s has %d bytes, the valid one %d: their times cannot be compared", name, size, sizes["none"])
			}
		}
	}
}
