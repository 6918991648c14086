package satchel_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
)

// The tests of a fleet let thousands of users walk over fifty nodes whose clocks differ,
// while somebody changes the keys. One virtual time drives all, and a seed all that is
// random but the library's own draws (ids, nonces, the jitter of a refresh), on which no
// visit depends: a failure names the seed, and the subtest of this name repeats it.
// SATCHEL_FLEET_SEEDS=50 tries the seeds from 1 to 50. "go test -v -run TestFleet ." shows
// the figures, one line for each run.

// The sizes of a fleet.
const (
	fleetNodes = 50
	someNodes  = 10 // where more show nothing
	fleetUsers = 4000
	someUsers  = 500
	fleetSkew  = 90 * time.Second // of a clock, either way
	oneDay     = 24 * time.Hour

	// toleratedSkew makes clocks differ by five minutes, which a token tolerates.
	toleratedSkew = 150 * time.Second
)

// fleet is the nodes, the users, and the time that passes for all.
type fleet struct {
	*testing.T
	figures

	random  *rand.Rand
	start   time.Time
	now     time.Time
	nodes   []*fleetNode
	users   []*fleetUser
	thieves []*fleetUser
	plan    []appointment

	// refuses tells what a node has to refuse; nil for nothing. It is the oracle: each
	// visit is compared with it, both ways.
	refuses func(*fleetNode, *fleetCookie) bool

	// signer tells the name of the key that a node has to sign with; nil for any.
	signer func(*fleetNode) string

	// resigns tells whether a page of a node writes such a cookie anew; nil for any.
	resigns func(*fleetNode, *fleetCookie) bool

	// starts tells whether a node notes the start of each session; nil for none.
	starts func(*fleetNode) bool

	skew     time.Duration      // of rush
	small    bool               // no more than some nodes and users
	careless bool               // what goes wrong is counted, and no failure
	mint     func() fleetCookie // a token of the stolen key
	crossOut bool               // users log out while their own slow requests are under way
	promises satchel.Guarantee
	replays  time.Duration        // so long after a logout somebody tries a copy of the cookie at most; 0 for never
	ended    map[string]bool      // logins that are over
	born     map[string]time.Time // logins
	logins   int
	drops    []drop
	failures int
}

// figures are what a run is worth.
type figures struct {
	visits, signIns, signOuts, resigned, crossed int
	resurrected, laid                            int             // ended sessions that were shown, and refused
	dropped                                      map[string]bool // by login
	forged, forgedOpened, forgedRefused          int
}

// drop is a visit of somebody who was logged in and is seen as logged out.
type drop struct {
	at   time.Time
	node *fleetNode
	user fleetUser // as it was
}

// appointment is something that happens later.
type appointment struct {
	at time.Time
	do func()
}

// eachSeed runs a scenario for some seeds, and logs its figures. Only the first one is of
// full size: for another order of what happens fewer nodes and users do, and the race
// detector makes each ten times as dear.
func eachSeed(t *testing.T, users int, scenario func(*fleet)) {
	t.Helper()
	last := 2
	if text := os.Getenv("SATCHEL_FLEET_SEEDS"); text != "" {
		var err error
		last, err = strconv.Atoi(text)
		must(t, err)
	}
	if testing.Short() {
		last = 1
	}
	for seed := 1; seed <= last; seed++ {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			start := time.Date(2026, time.March, 1, 0, 0, 0, 0, time.UTC)
			f := &fleet{
				T: t, random: rand.New(rand.NewPCG(uint64(seed), 5)), start: start, now: start,
				ended: map[string]bool{}, born: map[string]time.Time{}, figures: figures{dropped: map[string]bool{}},
			}
			f.small = seed > 1 || testing.Short()
			if f.small {
				users = someUsers
			}
			f.addUsers(users)
			scenario(f)
			f.Logf("%d nodes, %d users, %d visits, %d crossed, %d sign-ins, %d sign-outs, %d re-signed, %d dropped, "+
				"%d resurrected (%d refused), %d forged (%d opened, %d refused)", len(f.nodes), len(f.users), f.visits, f.crossed, f.signIns, f.signOuts, f.resigned,
				len(f.dropped), f.resurrected, f.laid, f.forged, f.forgedOpened, f.forgedRefused)
		})
	}
}

// wrongf reports what must not happen; a fault that hits all users is told ten times.
func (f *fleet) wrongf(format string, args ...any) {
	f.Helper()
	if f.careless {
		return
	}
	if f.failures++; f.failures <= 10 {
		f.Errorf("after %v: "+format, append([]any{f.now.Sub(f.start)}, args...)...)
	}
}

// after makes an appointment.
func (f *fleet) after(delay time.Duration, do func()) {
	at := f.now.Add(delay)
	i, _ := slices.BinarySearchFunc(f.plan, at, func(a appointment, at time.Time) int {
		if a.at.After(at) {
			return 1
		}
		return -1 // behind those of the same time
	})
	f.plan = slices.Insert(f.plan, i, appointment{at, do})
}

// run lets time pass, with so many visits on the way.
func (f *fleet) run(length time.Duration, visits int) {
	end := f.now.Add(length)
	for {
		next := end
		if visits > 0 {
			next = f.now.Add(time.Duration(f.random.ExpFloat64() * float64(length) / float64(visits)))
		}
		last := !next.Before(end)
		if last {
			next = end
		}
		for len(f.plan) > 0 && !f.plan[0].at.After(next) {
			first := f.plan[0]
			f.plan = f.plan[1:]
			if first.at.After(f.now) {
				f.now = first.at
			}
			first.do()
		}
		if next.After(f.now) {
			f.now = next
		}
		if last {
			return
		}
		f.visit()
	}
}

// deploy starts all nodes with this configuration, which has no users yet.
func (f *fleet) deploy(nodes int, skew time.Duration, config satchel.Config) {
	if f.small {
		nodes = someNodes
	}
	for i := range nodes {
		n := &fleetNode{fleet: f, number: i, skew: f.upTo(2*skew) - skew}
		f.nodes = append(f.nodes, n)
		n.update(config)
	}
}

// rollOut updates the nodes in random order, each at a time of its own, while visits go
// on; then they all have it.
func (f *fleet) rollOut(window time.Duration, config satchel.Config) {
	for _, n := range f.nodes {
		f.after(f.upTo(window), func() { n.update(config) })
	}
	f.run(window, len(f.users))
}

// anyNode draws a node, as a load balancer does.
func (f *fleet) anyNode() *fleetNode { return f.nodes[f.random.IntN(len(f.nodes))] }

// perHour is how many visits there are when nothing special goes on: three a day by each
// user.
func (f *fleet) perHour() int { return len(f.users) / 8 }

// upTo draws a duration below the limit.
func (f *fleet) upTo(limit time.Duration) time.Duration {
	return time.Duration(f.random.Int64N(int64(limit) + 1))
}

// quiet tells whether the counts of all nodes say that a key has opened nothing for so
// long: what an operator looks at before the key goes.
func (f *fleet) quiet(id string, length time.Duration) bool {
	for _, n := range f.nodes {
		if n.scopes == nil {
			continue
		}
		if f.now.Sub(n.since) < length {
			return false // its counts begin with its process
		}
		for _, use := range n.scopes.KeyUse() {
			if use.ID == id && n.clock().Sub(use.LastOpened) < length {
				return false
			}
		}
	}
	return true
}

// untilQuiet runs until then, hour by hour.
func (f *fleet) untilQuiet(id string, length time.Duration) {
	for range 30 * 24 {
		if f.quiet(id, length) {
			return
		}
		f.run(time.Hour, f.perHour())
	}
	f.Fatal("the old key is still in use after 30 days")
}
