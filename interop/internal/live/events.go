package live

import (
	"context"
	"fmt"
	"strings"
	"sync"

	"github.com/satchel-go/satchel"
)

// events are what a manager told, for the log of a test that fails.
type events struct {
	mu   sync.Mutex
	told []satchel.Event
}

func (e *events) add(_ context.Context, event satchel.Event) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.told = append(e.told, event)
}

// String returns a line for each.
func (e *events) String() string {
	e.mu.Lock()
	defer e.mu.Unlock()
	var lines strings.Builder
	for _, event := range e.told {
		fmt.Fprintf(&lines, "%v\n", event)
	}
	return lines.String()
}
