package rediscache

import (
	"strings"
	"sync"
	"sync/atomic"

	"github.com/redis/rueidis"

	"github.com/satchel-go/satchel"
)

// news tells when the server goes down and when it is back, once each.
type news struct {
	tell   func(satchel.Event)
	cause  atomic.Pointer[string] // of the last failure
	mu     sync.Mutex             // held while telling, so that the order is that of the facts
	isDown bool
}

func (n *news) down(cause string) {
	n.cause.Store(&cause)
	n.mu.Lock()
	defer n.mu.Unlock()
	if !n.isDown {
		n.isDown = true
		n.tell(satchel.Event{Outcome: satchel.Cache, Reason: satchel.ReasonUnavailable, Detail: "rediscache: " + cause})
	}
}

func (n *news) look(healthy bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.isDown && healthy {
		n.isDown = false
		n.tell(satchel.Event{Outcome: satchel.Cache, Reason: satchel.ReasonRecovered})
	}
}

// warnsOfEviction is called when somebody wants a deny list: the server is asked once,
// now or as soon as there is one, whether it drops keys when its memory is full.
func (l *link) warnsOfEviction() {
	l.evicts.Do(func() {
		l.spawn(func() {
			select {
			case <-l.connected:
				l.warnOfEviction(*l.client.Load())
			case <-l.ctx.Done():
			}
		})
	})
}

// warnOfEviction warns of a deny list that forgets, and so brings back sessions that were
// ended. Where INFO is forbidden, nobody is warned.
func (l *link) warnOfEviction(client rueidis.Client) {
	text, err := client.Do(l.ctx, client.B().Info().Section("memory").Build()).ToString()
	if err != nil {
		return
	}
	policy, limited := "", false
	for line := range strings.Lines(text) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), ":")
		switch name {
		case "maxmemory":
			limited = value != "0"
		case "maxmemory_policy":
			policy = value
		}
	}
	if limited && policy != "" && policy != "noeviction" {
		l.teller.tell(satchel.Event{Outcome: satchel.Insecure, Reason: satchel.ReasonEvicts, Detail: "maxmemory-policy " + policy})
	}
}
