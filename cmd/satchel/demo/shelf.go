package demo

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/satchel-go/satchel/cache"
)

// shelf is what the cache has for a session, for the page to show.
type shelf struct {
	Place   string // where the cache is
	Silent  bool   // it does not answer
	Key     string
	Names   []string
	Size    int    // bytes of JSON
	Ends    string // at what time
	Kept    string // how long after a change, in words
	Page    string // what this page asked, in words
	Process string // what this process asked so far, in words
}

// look reads the list, and counts what that was.
func (a *application) look(ctx context.Context) (shelf, error) {
	begin := time.Now()
	found, exists, err := a.items.read(ctx)
	// Where there is no session the store was not asked, and the page says nevertheless
	// whether it is there.
	silent := errors.Is(err, cache.ErrUnavailable) || err == nil && !exists && !a.store.answers(ctx)
	took := time.Since(begin)
	if err != nil && !silent {
		return shelf{}, err
	}
	s := shelf{Place: a.store.place, Silent: silent, Key: itemsKey, Kept: inWords(itemsTTL), Process: counted(a.caches.Stats())}
	switch {
	case exists:
		data, err := json.Marshal(found)
		if err != nil {
			return shelf{}, err
		}
		s.Names, s.Size, s.Ends = found.Names, len(data), found.Ends.UTC().Format("15:04 UTC")
		s.Page = "1 hit in " + inWords(took)
	case silent:
		s.Page = "no answer after " + inWords(took)
	default:
		s.Page = "1 miss in " + inWords(took)
	}
	return s, nil
}

// counted says what a process has asked for.
func counted(stats cache.Stats) string {
	parts := []string{amount(stats.Hits, "hit", "hits"), amount(stats.Misses, "miss", "misses")}
	if stats.Failed > 0 {
		parts = append(parts, amount(stats.Failed, "failure", "failures"))
	}
	return strings.Join(parts, ", ")
}

func amount(count uint64, one, many string) string {
	if count == 1 {
		return "1 " + one
	}
	return strconv.FormatUint(count, 10) + " " + many
}

// inWords shows a duration in the largest unit that it has one of.
func inWords(d time.Duration) string {
	switch {
	case d >= time.Hour:
		return amount(uint64(d/time.Hour), "hour", "hours")
	case d >= time.Second:
		return fmt.Sprintf("%.1f s", d.Seconds())
	case d >= time.Millisecond:
		return fmt.Sprintf("%d ms", d.Milliseconds())
	}
	return fmt.Sprintf("%d µs", d.Microseconds())
}
