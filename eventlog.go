package satchel

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"time"
)

// LogEvents returns a hook for Config.OnEvent that logs what needs attention, in the
// form of [Event.LogValue] under the key "event", and does not flood: for which Play's
// users switch its log off.
//
// Of each kind (outcome, reason and cookie) the first event is logged at once, then at
// most one after a minute, two, four and so on up to an hour; after an hour of quiet it
// begins anew. "passed_over" says how many went without a line meanwhile. Whatever
// clients send, a kind has at most some 80 lines a day, 29 if it never rests, and there
// are a few dozen kinds. What becomes of the key ring ([Keys]) has a line each time.
//
// The level is Warn for what an operator or a programmer can mend, and Info for what
// happens by itself: a session past its expiry, a client that has gone. [Opened],
// [Written] and [Left], which happen all the time, are logged each, at level Debug, so
// that one can watch while programming.
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
	level := e.level()
	passedOver, due := 0, true
	if level >= slog.LevelInfo {
		passedOver, due = l.begin(e) // also for a logger that is not interested: then it is asked more rarely
	}
	if !due || !l.get().Enabled(ctx, level) {
		return
	}
	attrs := []slog.Attr{slog.Any("event", e)}
	if passedOver > 0 {
		attrs = append(attrs, slog.Int("passed_over", passedOver))
	}
	if level < slog.LevelWarn {
		l.get().LogAttrs(ctx, level, "satchel event", attrs...)
	} else {
		l.get().LogAttrs(ctx, level, "satchel needs attention", attrs...)
	}
}

// due tells whether an event would have a line now, and counts it if not. It calls
// nobody: a lock may be held.
func (l *eventLog) due(e Event) bool {
	if l.always(e) {
		return true
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	s := l.kinds[kind{e.Outcome, e.Reason, e.Cookie}]
	if s == nil || !time.Now().Before(s.until) {
		return true
	}
	s.passedOver++
	return false
}

// begin begins the silence that follows a line, if one is due, and returns how many
// events the silence before has swallowed.
func (l *eventLog) begin(e Event) (passedOver int, due bool) {
	if l.always(e) {
		return 0, true
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	k := kind{e.Outcome, e.Reason, e.Cookie}
	s := l.kinds[k]
	if s == nil {
		if l.kinds == nil {
			l.kinds = map[kind]*silence{}
		}
		s = new(silence)
		l.kinds[k] = s
	}
	now := time.Now()
	if now.Before(s.until) {
		s.passedOver++
		return 0, false
	}
	passedOver = s.passedOver
	if now.Sub(s.until) > maxPause {
		s.next = firstPause
	}
	s.until, s.next, s.passedOver = now.Add(s.next), min(2*s.next, maxPause), 0
	return passedOver, true
}

// always tells of events that are not held back: what New says once of a
// configuration, what becomes of the key ring, and in development the
// mistakes of the program.
func (l *eventLog) always(e Event) bool {
	return e.Reason == ReasonSetting || e.Outcome == Keys || l.chatty && !e.fromOutside()
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
	case e.Outcome == Opened || e.Outcome == Written || e.Outcome == Left:
		return slog.LevelDebug
	case slices.Contains(ordinary, e.Reason):
		return slog.LevelInfo
	}
	return slog.LevelWarn
}

// ordinary are the reasons that nobody can mend, or has to.
var ordinary = []Reason{
	ReasonExpired, ReasonIdle, ReasonTooOld, ReasonRevoked, ReasonRetired, ReasonAbandoned, ReasonReloaded, ReasonSwitched,
	ReasonRecovered,
}

// fromOutside tells whether a client alone can cause an event, at every request.
func (e Event) fromOutside() bool {
	return e.Outcome == Rejected || slices.Contains(outside, e.Reason)
}

// outside are the reasons of other outcomes that need no mistake of the program.
var outside = []Reason{ReasonDuplicate, ReasonFlood, ReasonNearMiss, ReasonNotLoopback, ReasonAbandoned}

// tell passes an event on to the hook or the log. It must not be called under a lock:
// a hook may read the scopes, and so may the handler of a logger.
func (s *Scopes) tell(ctx context.Context, e Event) {
	if s.onEvent != nil {
		s.onEvent(ctx, e)
		return
	}
	s.log.log(ctx, e)
}

// wants tells whether an event would be heard: without a hook, most need not even be
// noted.
func (s *Scopes) wants(e Event) bool {
	return s.hearsAll() || e.level() >= slog.LevelInfo && s.log.due(e)
}

// hearsAll tells whether somebody hears of what happens all the time too, for those who
// would report it: most programs have no hook.
func (s *Scopes) hearsAll() bool { return s.onEvent != nil }

// emit reports an event that happens outside any exchange.
func (s *Scopes) emit(ctx context.Context, e Event) {
	if s.wants(e) {
		s.tell(ctx, e)
	}
}
