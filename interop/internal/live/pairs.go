package live

import (
	"fmt"
	"maps"
	"testing"
)

// Pairs is the content of a scope.
type Pairs map[string]string

// ReadHere compares what Go read with what Play had written, fails the test if they
// differ, and counts one exchange. Nothing written is nothing exchanged: empty pairs are
// compared and not counted.
func (p *Play) ReadHere(tb testing.TB, got, want Pairs) {
	tb.Helper()
	if !maps.Equal(got, want) {
		tb.Errorf("written by Play %s, read here: got %q, want %q", p.Version(), got, want)
		return
	}
	if len(want) > 0 {
		p.readHere.Add(1)
	}
}

// ReadByPlay is [Play.ReadHere] in the other direction.
func (p *Play) ReadByPlay(tb testing.TB, got, want Pairs) {
	tb.Helper()
	if !maps.Equal(got, want) {
		tb.Errorf("written here, read by Play %s: got %q, want %q", p.Version(), got, want)
		return
	}
	if len(want) > 0 {
		p.readByPlay.Add(1)
	}
}

func (p *Play) hasExchanged() bool { return p.readHere.Load()+p.readByPlay.Load() > 0 }

func (p *Play) tally() string {
	return fmt.Sprintf("exchanges with Play %s: %d written by Play and read here, %d written here and read by Play",
		p.Version(), p.readHere.Load(), p.readByPlay.Load())
}
