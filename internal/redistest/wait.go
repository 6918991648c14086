package redistest

import (
	"testing"
	"time"
)

// waitFor calls ready until it returns "", for at most 30 seconds, and otherwise fails
// the test with what ready says is missing.
func waitFor(tb testing.TB, what string, ready func() (missing string)) {
	tb.Helper()
	missing := ""
	for start := time.Now(); time.Since(start) < startTimeout; time.Sleep(20 * time.Millisecond) {
		if missing = ready(); missing == "" {
			return
		}
	}
	tb.Fatalf("redistest: %s is not ready after %v: %s", what, startTimeout, missing)
}
