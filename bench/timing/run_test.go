package timing_test

import (
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel/bench/timing"
)

func TestARunNeedsAPassAndASlice(t *testing.T) {
	if err := timing.Check(1, time.Nanosecond); err != nil {
		t.Error(err)
	}
	for flag, err := range map[string]error{
		"-passes 0 ":  timing.Check(0, time.Second),
		"-passes -3 ": timing.Check(-3, time.Second),
		"-slice 0s ":  timing.Check(1, 0),
		"-slice -1s ": timing.Check(1, -time.Second),
	} {
		if err == nil || !strings.HasPrefix(err.Error(), flag) {
			t.Errorf("%s: the error is %v", flag, err)
		}
	}
}
