package satchel

import (
	"fmt"
	"time"
)

// Limits are the functional timeouts of sessions: the documentation of Play has them as
// something that each application builds by a timestamp in the session. They are checked
// on the server, by dates inside the token, to the second and without tolerance: what is
// over is an empty session and an event. The cookie in the browser goes by MaxAge.
//
// A copy of the cookie is good for as long as the limits say, too, and no longer. The
// functions NIST… and OWASP… return what these publications recommend.
type Limits struct {
	// Idle is how long a session lives without being used, in whole seconds, at least 2.
	// A page counts as use if its handler asked for the session: then the cookie is
	// written anew, once RefreshAfter has passed, and only for a navigation, so that
	// polls neither prolong the session nor bring it back after a logout. Writing to the
	// session counts in any case. Default: 0, without limit.
	Idle time.Duration

	// Absolute is how long a session lives at most, in whole seconds: from
	// Session.Renew, or, without that, from its first pair. Default: 0, without limit.
	Absolute time.Duration

	// RefreshAfter is how old a cookie gets before a page writes it anew; up to a
	// quarter more, at random, so that the tabs of a browser that come back together do
	// not all write. A session may end so much earlier than Idle says. Default: a tenth
	// of Idle.
	RefreshAfter time.Duration

	_ [0]func()
}

// NISTAAL1 returns the limits of NIST SP 800-63B-4 for authenticator assurance level 1:
// 30 days in all.
func NISTAAL1() Limits { return Limits{Absolute: 30 * day} }

// NISTAAL2 returns the limits of NIST SP 800-63B-4 for authenticator assurance level 2:
// an hour of inactivity, 24 hours in all.
func NISTAAL2() Limits { return Limits{Idle: time.Hour, Absolute: day} }

// NISTAAL3 returns the limits of NIST SP 800-63B-4 for authenticator assurance level 3:
// 15 minutes of inactivity, 12 hours in all.
func NISTAAL3() Limits { return Limits{Idle: 15 * time.Minute, Absolute: 12 * time.Hour} }

// OWASPHighValue returns the upper ends of what the OWASP Session Management Cheat Sheet
// gives for applications of high value: 5 minutes of inactivity, 8 hours in all.
func OWASPHighValue() Limits { return Limits{Idle: 5 * time.Minute, Absolute: 8 * time.Hour} }

// OWASPLowRisk returns the upper ends of what the OWASP Session Management Cheat Sheet
// gives for applications of low risk: 30 minutes of inactivity, 8 hours in all.
func OWASPLowRisk() Limits { return Limits{Idle: 30 * time.Minute, Absolute: 8 * time.Hour} }

const day = 24 * time.Hour

// limitFaults reports the faults of Config.Limits.
func (c *Config) limitFaults(faults *faults) {
	l := &c.Limits
	for _, limit := range []struct {
		name  string
		value time.Duration
	}{{"Idle", l.Idle}, {"Absolute", l.Absolute}} {
		if limit.value < 0 || limit.value%time.Second != 0 || limit.value == time.Second {
			faults.add("Limits."+limit.name, fmt.Sprintf("%v is not in whole seconds, two at least; 0 is no limit", limit.value))
		}
	}
	switch {
	case l.RefreshAfter < 0:
		faults.add("Limits.RefreshAfter", l.RefreshAfter.String()+" is negative")
	case l.RefreshAfter > 0 && l.Idle == 0:
		faults.add("Limits.RefreshAfter", "goes with Idle only")
	case l.RefreshAfter > l.Idle/2:
		faults.add("Limits.RefreshAfter", l.RefreshAfter.String()+" is more than half of Idle: pages that are used would time out")
	}
	if l.Absolute > 0 && l.Idle > l.Absolute {
		faults.add("Limits.Idle", "is more than Absolute, and never reached")
	}
}
