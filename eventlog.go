package satchel

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// LogEvents returns a hook for Config.OnEvent that logs what needs attention, in the
// form of [Event.LogValue] under the key "event", and does not flood: for which Play's
// users switch its log off.
//
// Of each kind (outcome, reason and cookie) the first event is logged at once, then at
// most one after a minute, two, four and so on up to an hour; "passed_over" says how
// many went without a line meanwhile. Whatever a client sends, a kind has some thirty
// lines on the first day, and there are a few dozen kinds.
//
// The level is Warn for what an operator or a programmer can mend, and Info for what
// happens by itself: a session past its expiry, a client that has gone. Opened and
// Written, which happen all the time, are logged each, at level Debug, so that one can
// watch while programming.
//
// A nil logger means slog.Default(), as it is at each event. The hook is safe for
// concurrent use; call it from a hook of your own to count events as well.
func LogEvents(logger *slog.Logger) func(context.Context, Event) {
	l := &eventLog{logger: logger}
	return l.log
}

// The first pause between two lines of a kind, and the longest.
const (
	firstPause = time.Minute
	maxPause   = time.Hour
)

type eventLog struct {
	logger *slog.Logger // nil: the default one
	chatty bool         // development: a programmer looks for each of their mistakes
	mu     sync.Mutex
	kinds  map[kind]*silence
}

// kind is an event without what differs from request to request: a closed set.
type kind struct {
	outcome Outcome
	reason  Reason
	cookie  string
}

// silence is what follows a line of one kind.
type silence struct {
	until      time.Time
	next       time.Duration // the pause after the next line
	passedOver int
}

// log writes a line if one is due.
func (l *eventLog) log(ctx context.Context, e Event) {
	passedOver, due := l.admit(ctx, e, true)
	if !due {
		return
	}
	attrs := []slog.Attr{slog.Any("event", e)}
	if passedOver > 0 {
		attrs = append(attrs, slog.Int("passed_over", passedOver))
	}
	if level := e.level(); level < slog.LevelWarn {
		l.get().LogAttrs(ctx, level, "satchel event", attrs...)
	} else {
		l.get().LogAttrs(ctx, level, "satchel needs attention", attrs...)
	}
}

// admit tells whether a line is due, and counts the event if not. With take, the line
// is as good as written: its silence begins, and passedOver is what the one before has
// swallowed.
func (l *eventLog) admit(ctx context.Context, e Event, take bool) (passedOver int, due bool) {
	level := e.level()
	switch {
	case !l.get().Enabled(ctx, level):
		return 0, false
	case level < slog.LevelInfo, l.chatty && !e.fromOutside():
		return 0, true
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	k := kind{e.Outcome, e.Reason, e.Cookie}
	s := l.kinds[k]
	if s == nil {
		s = &silence{next: firstPause}
		if l.kinds == nil {
			l.kinds = map[kind]*silence{}
		}
		l.kinds[k] = s
	}
	now := time.Now()
	if now.Before(s.until) {
		s.passedOver++
		return 0, false
	}
	if take {
		passedOver = s.passedOver
		s.until, s.next, s.passedOver = now.Add(s.next), min(2*s.next, maxPause), 0
	}
	return passedOver, true
}

func (l *eventLog) get() *slog.Logger {
	if l.logger == nil {
		return slog.Default()
	}
	return l.logger
}

// level says how urgent an event is.
func (e Event) level() slog.Level {
	switch {
	case e.Outcome == Opened || e.Outcome == Written:
		return slog.LevelDebug
	case e.Reason == ReasonExpired || e.Reason == ReasonAbandoned:
		return slog.LevelInfo
	}
	return slog.LevelWarn
}

// fromOutside tells whether a client alone can cause an event, at every request.
func (e Event) fromOutside() bool {
	return e.Outcome == Rejected || e.Reason == ReasonNearMiss
}

// tell passes an event on to the hook or the log. It must not be called under a lock:
// a hook may read the scopes.
func (s *Scopes) tell(ctx context.Context, e Event) {
	if s.onEvent != nil {
		s.onEvent(ctx, e)
		return
	}
	s.log.log(ctx, e)
}

// wants tells whether an event would be heard: without a hook, most need not even be
// noted.
func (s *Scopes) wants(ctx context.Context, e Event) bool {
	if s.onEvent != nil {
		return true
	}
	_, due := s.log.admit(ctx, e, false)
	return due
}

// emit reports an event that happens outside any exchange.
func (s *Scopes) emit(ctx context.Context, e Event) {
	if s.wants(ctx, e) {
		s.tell(ctx, e)
	}
}
