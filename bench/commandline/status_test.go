package commandline_test

import (
	"errors"
	"testing"

	"github.com/satchel-go/satchel/bench/commandline"
)

func TestAnErrorIsNotTheSameAsABadResult(t *testing.T) {
	fault := errors.New("a fault for a test")
	for _, c := range []struct {
		good bool
		err  error
		want int
	}{{true, nil, 0}, {false, nil, 1}, {false, fault, 2}, {true, fault, 2}} {
		if got := commandline.Status("program", c.good, c.err); got != c.want {
			t.Errorf("good %v, %v: %d, want %d", c.good, c.err, got, c.want)
		}
	}
}
