package satchel

import (
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"

	"github.com/satchel-go/satchel/internal/token"
)

// The dates of a session, in seconds. They are pairs, not claims of the token, since a
// Play application keeps all pairs when it writes the session anew, and no claims.
const (
	startedKey = ReservedPrefix + "started" // its first pair was set; gives way to renewedKey
	renewedKey = ReservedPrefix + "renewed" // Renew was called
	activeKey  = ReservedPrefix + "active"  // it was written; where the format has no date itself
)

// isDate tells whether a key is one of those, which are nobody's change.
func isDate(key string) bool { return key == startedKey || key == renewedKey || key == activeKey }

// sessionLimits are the limits of sessions, made ready.
type sessionLimits struct {
	idle, absolute time.Duration
	refreshAfter   time.Duration
	epoch          time.Time
	skew           time.Duration // for dates in the future
	dated          bool          // the format has the date of its writing
	startNeeded    bool          // each session has its start
	idNeeded       bool          // each session has an id
	inUse          bool          // there is a limit, or something that each session needs
}

// newSessionLimits resolves the defaults.
func (c *Config) newSessionLimits(skew time.Duration) *sessionLimits {
	l := &sessionLimits{
		idle:         c.Limits.Idle,
		absolute:     c.Limits.Absolute,
		refreshAfter: c.Limits.RefreshAfter,
		epoch:        c.Revocation.Epoch,
		skew:         skew,
		dated:        c.Profile != Play25,
		idNeeded:     c.Revocation.DenyList != nil,
	}
	if l.refreshAfter == 0 {
		l.refreshAfter = l.idle / 10
	}
	l.startNeeded = l.absolute > 0 || !l.epoch.IsZero() || c.Revocation.NotBefore != nil
	l.inUse = l.idle > 0 || l.startNeeded || l.idNeeded
	return l
}

// check finds the dates of a session and tells whether it is over.
func (l *sessionLimits) check(r *reading, now time.Time) (err error) {
	if r.started, r.active, err = datesOf(&r.token); err != nil {
		return err
	}
	started, active := r.started, r.active
	switch {
	case started.After(now.Add(l.skew)) || active.After(now.Add(l.skew)):
		return ErrPremature // nobody began it then: whoever forged it, with a key of old, wants it to last
	case l.absolute > 0 && !started.IsZero() && now.Sub(started) >= l.absolute:
		return ErrTooOld
	case l.idle > 0 && !active.IsZero() && now.Sub(active) >= l.idle:
		return ErrIdle
	case !l.epoch.IsZero() && !now.Before(l.epoch) && started.Before(l.epoch.Truncate(time.Second)):
		return ErrRevoked
	}
	return nil
}

// datesOf returns when the session of a token began, and when the token was written. A
// session that somebody else began, or that began before there were limits, has no start
// of its own: it counts from the writing. What Play 2.5 wrote has no date at all: the zero
// time, which no limit ends, and which is before each epoch.
func datesOf(t *token.Token) (started, active time.Time, err error) {
	active = t.IssuedAt
	if active.IsZero() {
		active = t.NotBefore
	}
	for i := range t.Pairs {
		key := t.Pairs[i].Key
		if !reserved(key) || !isDate(key) {
			continue
		}
		date, ok := parseSeconds(t.Pairs[i].Value)
		switch {
		case !ok:
			return time.Time{}, time.Time{}, ErrMalformed
		case key == activeKey && active.IsZero():
			active = date
		case key != activeKey && date.After(started):
			started = date
		}
	}
	if started.IsZero() {
		started = active
	}
	return started, active, nil
}

// startOf returns the pair with the start of a session.
func startOf(list []token.Pair) (seconds string, known bool) {
	pairs := bag{list: list}
	if seconds, known = pairs.lookup(renewedKey); known {
		return seconds, true
	}
	return pairs.lookup(startedKey)
}

// parseSeconds reads what formatSeconds writes.
func parseSeconds(text string) (time.Time, bool) {
	seconds, err := strconv.ParseInt(text, 10, 64)
	if err != nil || seconds <= 0 || seconds > maxSeconds {
		return time.Time{}, false
	}
	return time.Unix(seconds, 0), true
}

// maxSeconds is the year 9999, beyond which nobody dates a session.
const maxSeconds = 253402300799

func formatSeconds(date time.Time) string { return strconv.FormatInt(date.Unix(), 10) }

// missing returns the pairs that the configuration wants in each session, and that this
// one has not.
func (s *Session) missing(now time.Time) []token.Pair {
	l := s.config().limits
	var add []token.Pair
	if l.startNeeded && !s.has(startedKey) && !s.has(renewedKey) {
		start := now
		if issued := s.issued(); !issued.IsZero() {
			start = issued // the best that is known of one that somebody else began
		}
		add = append(add, token.Pair{Key: startedKey, Value: formatSeconds(start)})
	}
	if l.idNeeded && !s.has(sessionID) {
		add = append(add, token.Pair{Key: sessionID, Value: s.nextID()})
	}
	if l.idle > 0 && !l.dated && !s.has(activeKey) {
		add = append(add, token.Pair{Key: activeKey, Value: formatSeconds(now)})
	}
	return add
}

func (s *Session) has(key string) bool {
	_, found := s.pairs.lookup(key)
	return found
}

// complete adds what is missing, all of it or, where there is no room, nothing.
func (s *Session) complete() *SizeError {
	c := s.config()
	if !c.limits.inUse {
		return nil
	}
	now := s.exchange.scopes.clock()
	add := s.missing(now)
	if len(add) == 0 {
		return nil
	}
	weight := s.pairs.weigh(c)
	for _, pair := range add {
		weight += c.format.Weigh(pair)
	}
	if size := c.size(now, weight); size > MaxCookieSize {
		return c.sizeError(now, size, s.pairs.list, add...)
	}
	for _, pair := range add {
		s.pairs.set(pair.Key, pair.Value)
	}
	s.pairs.weight = int32(weight) //nolint:gosec // no more than a cookie
	return nil
}

// refreshDue tells whether a page should write the session anew: it has been used, or it
// lacks what each session should have.
func (s *Session) refreshDue(status int) bool {
	l := s.config().limits
	if !l.inUse || !s.exchange.navigation || status == http.StatusSwitchingProtocols || status == http.StatusNotModified {
		return false
	}
	now := s.exchange.scopes.clock()
	if len(s.missing(now)) > 0 {
		return true
	}
	//nolint:gosec,forbidigo // no secret: it spreads writes
	return l.idle > 0 && now.Sub(s.issued()) >= l.refreshAfter+rand.N(l.refreshAfter/4+1)
}

// RequireRecent returns [ErrNotRecent] unless [Session.Renew] was called within the time
// before now: ask for the password again before something that matters (ASVS 5.0
// requirement 7.5.1), and call Renew with the keys to keep when it was right. It works
// without any limit in the Config. A session in which nobody has called Renew is never
// recent.
func (s *Session) RequireRecent(within time.Duration) error {
	s.exchange.mu.Lock()
	defer s.exchange.unlock()
	s.load()
	text, found := s.pairs.lookup(renewedKey)
	if !found {
		return ErrNotRecent
	}
	renewed, ok := parseSeconds(text)
	age := s.exchange.scopes.clock().Sub(renewed)
	if !ok || age >= within || age < -s.config().clockSkew {
		return ErrNotRecent
	}
	return nil
}
