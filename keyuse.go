package satchel

import (
	"context"
	"sync/atomic"
	"time"
)

// KeyUse is how much a key has been used since this process began: when a retiring key
// opens nothing any more, on any node, it can go.
type KeyUse struct {
	// ID is the name that events have.
	ID string

	// State is the state of now, never KeyByDates.
	State KeyState

	// Opened and Signed count cookies, both scopes together; Refused counts those that
	// a retired key had signed.
	Opened, Signed, Refused uint64

	// LastOpened is when it opened a cookie last, to the second; zero for never.
	LastOpened time.Time

	_ struct{} // no literal without field names: fields will be added
}

// KeyUse returns the keys of now, the signing one first, with how much they have been
// used. Send it to where the metrics of all nodes come together.
func (s *Scopes) KeyUse() []KeyUse {
	set := s.keys.at(s.clock())
	s.announce(context.Background())
	uses := make([]KeyUse, len(set.ring))
	for i, key := range set.ring {
		count := set.counts[i]
		uses[i] = KeyUse{
			ID:      key.ID(),
			State:   KeyState(key.State()),
			Opened:  count.opened.Load(),
			Signed:  count.signed.Load(),
			Refused: count.refused.Load(),
		}
		if last := count.lastOpened.Load(); last != 0 {
			uses[i].LastOpened = time.Unix(last, 0)
		}
	}
	return uses
}

// keyCount is what is counted of one key.
type keyCount struct {
	opened, signed, refused atomic.Uint64
	lastOpened              atomic.Int64 // in seconds
}

// noticeOpened counts a cookie that was read.
func (k *keySet) noticeOpened(id string, now time.Time) {
	if count := k.count(id); count != nil {
		count.opened.Add(1)
		if seconds := now.Unix(); count.lastOpened.Load() != seconds {
			count.lastOpened.Store(seconds)
		}
	}
}

// noticeSigned counts a cookie that was written.
func (k *keySet) noticeSigned(id string) {
	if count := k.count(id); count != nil {
		count.signed.Add(1)
	}
}

// noticeRefused counts a cookie that a retired key had signed.
func (k *keySet) noticeRefused(id string) {
	if count := k.count(id); count != nil {
		count.refused.Add(1)
	}
}

// count returns the counts of a key; nil for one of a reader, and for none.
func (k *keySet) count(id string) *keyCount {
	if i := k.index(id); i >= 0 {
		return k.counts[i]
	}
	return nil
}

// index finds a key, or returns -1; a ring is too short for a map.
func (k *keySet) index(id string) int {
	for i := range k.ring {
		if k.ring[i].ID() == id {
			return i
		}
	}
	return -1
}
