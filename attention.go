package satchel

import (
	"context"
	"log/slog"
	"sync"
)

// attention is what happens to events where Config.OnEvent is nil: what an operator
// has to know goes to slog.Default, once for each kind. Silence would hide why
// logins do not stick (plain HTTP, another secret); a line for each refused cookie
// would let anybody fill the log, for which Play's users switch its log off.
type attention struct {
	mu   sync.Mutex
	said map[kind]bool
}

// kind is an event without what differs from request to request. There are a few
// dozen at most.
type kind struct {
	outcome Outcome
	reason  Reason
	cookie  string
}

// deserves tells whether an event is worth a line. In development everything is
// but refusals, which the cookie of another program on localhost causes at every
// request.
func (a *attention) deserves(e Event, chatty bool) bool {
	switch {
	case e.Outcome == Opened || e.Outcome == Written:
		return false
	case chatty && e.Outcome != Rejected:
		return true
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	k := kind{e.Outcome, e.Reason, e.Cookie}
	if a.said[k] {
		return false
	}
	if a.said == nil {
		a.said = map[kind]bool{}
	}
	a.said[k] = true
	return true
}

// tell passes an event on to the hook or the log. It must not be called under a
// lock: a hook may read the scopes.
func (s *Scopes) tell(ctx context.Context, e Event) {
	if s.onEvent != nil {
		s.onEvent(ctx, e)
		return
	}
	slog.Default().WarnContext(ctx, "satchel needs attention", slog.Any("event", e))
}

// wants tells whether an event would be heard.
func (s *Scopes) wants(e Event) bool {
	return s.onEvent != nil || s.attention.deserves(e, s.chatty)
}

// emit reports an event that happens outside any exchange.
func (s *Scopes) emit(ctx context.Context, e Event) {
	if s.wants(e) {
		s.tell(ctx, e)
	}
}
