package satchel_test

import (
	"testing"
	"time"

	"github.com/satchel-go/satchel"
)

// The keys of a rotation, in their order.
const (
	oldKey   satchel.Secret = "old-Xk3Zc5bYw9uRfHgLaPdTn4Gx6Ei1Qv0Ky7Wu2Mz8Bo5C"
	newKey   satchel.Secret = "new-Ls9Vn4Dk6Pt1Fy8Gm3CuAe7Ro2Ti5Hw9Ex0Nv4Bz6Qj1"
	spareKey satchel.Secret = "spare-Hn2Wd8Ym5Tb7Kc1Rp4Zs9Jx3Fq6Lv0Ga8Eu5Io2Ct7Pw"
)

// The stages of a rotation by hand.
var (
	stagedKeys    = []satchel.Key{{Secret: oldKey, State: satchel.KeyActive}, {Secret: newKey, State: satchel.KeyStaged}}
	activatedKeys = []satchel.Key{{Secret: oldKey, State: satchel.KeyRetiring}, {Secret: newKey, State: satchel.KeyActive}}
)

func withKeys(keys ...satchel.Key) satchel.Config { return satchel.Config{Keys: keys} }

func withSecrets(secrets ...satchel.Secret) satchel.Config { return satchel.Config{Secrets: secrets} }

// quietFor is how long an old key opens nothing on any node before it goes.
const quietFor = 12 * time.Hour

// rotate goes through the four configurations of a rotation: the old key, the new one
// staged, the new one active, the old one gone; the last one when the counts of all nodes
// allow it. Nobody is dropped but who has not come for as long as they were waited for.
func (f *fleet) rotate(update func(satchel.Config), stages [4]satchel.Config) {
	old, fresh := nameOf(f.T, oldKey), nameOf(f.T, newKey)
	f.signer = func(n *fleetNode) string { return []string{old, old, fresh, fresh}[n.version-1] }
	f.refuses = func(n *fleetNode, c *fleetCookie) bool { return n.version == 4 && c.key == old }
	f.resigns = func(n *fleetNode, c *fleetCookie) bool { return n.version == 3 && c.key == old }
	f.settle(oneDay)
	for stage := 1; stage <= 2; stage++ {
		update(stages[stage])
		f.run(time.Hour, f.perHour())
	}
	f.untilQuiet(old, quietFor)
	decided, opened := f.now, map[string]time.Time{}
	for _, u := range f.users {
		opened[u.name] = u.opened
	}
	update(stages[3])
	f.run(oneDay, 8*f.perHour())
	for i := range f.drops {
		name := f.drops[i].user.name
		if absent := decided.Sub(opened[name]); absent < quietFor-time.Second {
			f.Errorf("%s is dropped, whom a node had seen %v before it was decided that the old key goes", name, absent)
		}
	}
}

func TestFleetRotatesByHandInThreeDeployments(t *testing.T) {
	for _, test := range []struct {
		name   string
		users  int
		skew   time.Duration
		stages [4]satchel.Config
	}{
		{"the old key goes", fleetUsers, fleetSkew,
			[4]satchel.Config{withKeys(satchel.Key{Secret: oldKey}), withKeys(stagedKeys...), withKeys(activatedKeys...), withSecrets(newKey)}},
		{"the old key is named as retired, with clocks as far apart as tokens tolerate", fleetUsers / 4, toleratedSkew,
			[4]satchel.Config{withSecrets(oldKey), withKeys(stagedKeys...), withKeys(activatedKeys...),
				withKeys(satchel.Key{Secret: newKey}, satchel.Key{Secret: oldKey, State: satchel.KeyRetired})}},
		{"by the short form", fleetUsers / 4, fleetSkew,
			[4]satchel.Config{withSecrets(oldKey), withSecrets(oldKey, newKey), withSecrets(newKey, oldKey), withSecrets(newKey)}},
	} {
		t.Run(test.name, func(t *testing.T) {
			eachSeed(t, test.users, func(f *fleet) {
				f.deploy(fleetNodes, test.skew, test.stages[0])
				f.rotate(func(config satchel.Config) { f.rollOut(2*time.Hour, config) }, test.stages)
			})
		})
	}
}

// The programs go on running, and read their files anew.
func TestFleetRotatesByRewritingItsFilesOfKeys(t *testing.T) {
	eachSeed(t, fleetUsers/4, func(f *fleet) {
		f.deploy(someNodes, fleetSkew, withSecrets(oldKey))
		for _, n := range f.nodes {
			n.rewrite(satchel.Key{Secret: oldKey, State: satchel.KeyActive})
			n.update(satchel.Config{KeyFile: n.path})
			n.version = 1
		}
		update := func(config satchel.Config) {
			for _, n := range f.nodes {
				f.after(f.upTo(time.Hour), func() { n.rewrite(config.Keys...) })
			}
			f.run(time.Hour+time.Minute, len(f.users))
		}
		f.rotate(update, [4]satchel.Config{{}, withKeys(stagedKeys...), withKeys(activatedKeys...),
			withKeys(satchel.Key{Secret: newKey, State: satchel.KeyActive}, satchel.Key{Secret: oldKey, State: satchel.KeyRetired})})
	})
}

// One deployment, long before; the rest is dates. Whoever has a page between the switch
// and the end of the old key, by the slowest clock and the fastest, stays logged in.
func TestFleetRotatesByDates(t *testing.T) {
	for _, test := range []struct {
		name string
		skew time.Duration
		late bool // some nodes get the dates just before the first clock switches
	}{
		{"clocks differ", fleetSkew, false},
		{"some nodes are late, and clocks are as far apart as tokens tolerate", toleratedSkew, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			eachSeed(t, fleetUsers/2, func(f *fleet) {
				old, fresh := nameOf(t, oldKey), nameOf(t, newKey)
				change := f.start.Add(2 * oneDay)
				end := change.Add(3 * oneDay)
				dated := withKeys(satchel.Key{Secret: oldKey, RetiredFrom: end}, satchel.Key{Secret: newKey, ActiveFrom: change})
				f.signer = func(n *fleetNode) string {
					if n.clock().Before(change) {
						return old
					}
					return fresh
				}
				f.refuses = func(n *fleetNode, c *fleetCookie) bool { return c.key == old && !n.clock().Before(end) }
				f.resigns = func(n *fleetNode, c *fleetCookie) bool { // a slow page was opened before
					return c.key == old && n.clock().After(change.Add(2*time.Minute))
				}
				f.deploy(fleetNodes, test.skew, withSecrets(oldKey))
				f.settle(oneDay)
				for i, n := range f.nodes {
					delay := f.upTo(20 * time.Hour)
					if test.late && i%10 == 0 {
						delay = change.Sub(f.now) - test.skew - time.Second - f.upTo(time.Hour)
					}
					f.after(delay, func() { n.update(dated) })
				}
				for _, moment := range []time.Time{change, end} {
					f.run(moment.Sub(f.now)-10*time.Minute, 20*f.perHour())
					f.run(20*time.Minute, len(f.users)) // dense, while the clocks switch
				}
				f.run(oneDay, 8*f.perHour())
				for i := range f.drops {
					d := &f.drops[i]
					if d.user.paged.After(change.Add(test.skew)) && d.user.paged.Before(end.Add(-test.skew)) {
						f.Errorf("%s is dropped, who had a page %v after the switch", d.user.name, d.user.paged.Sub(change))
					}
				}
				if len(f.drops) == 0 {
					f.Error("nobody stayed away: the end of the old key shows nothing")
				}
			})
		})
	}
}

// Two deployments there, two back. The reader of the other form ends by a date, and with
// it the sessions of those who had no page in the meantime.
func TestFleetGoesFromSignedToSealedAndBack(t *testing.T) {
	eachSeed(t, fleetUsers/2, func(f *fleet) {
		firstEnd, lastEnd := f.start.Add(5*oneDay), f.start.Add(9*oneDay)
		form := func(sealed bool, until time.Time) satchel.Config {
			config := withSecrets(oldKey)
			config.Sealed, config.Readers = sealed, []satchel.SessionReader{{Sealed: !sealed, Until: until}}
			return config
		}
		sealed := func(c *fleetCookie) bool { return c.value[0] != 'e' } // a JWT begins with {"
		f.refuses = func(n *fleetNode, c *fleetCookie) bool {
			switch n.version {
			case 3:
				return !sealed(c) && !n.clock().Before(firstEnd)
			case 5:
				return sealed(c) && !n.clock().Before(lastEnd)
			default:
				return false
			}
		}
		f.resigns = func(n *fleetNode, c *fleetCookie) bool { return sealed(c) != (n.version == 3 || n.version == 4) }
		f.deploy(fleetNodes, fleetSkew, withSecrets(oldKey))
		f.settle(oneDay)
		f.rollOut(2*time.Hour, form(false, lastEnd))
		f.rollOut(2*time.Hour, form(true, firstEnd))
		f.run(firstEnd.Sub(f.now)+oneDay, 20*f.perHour())
		there := len(f.dropped)
		f.rollOut(2*time.Hour, form(true, lastEnd))
		f.rollOut(2*time.Hour, form(false, lastEnd))
		f.run(lastEnd.Sub(f.now)+oneDay, 20*f.perHour())
		if there == 0 || there == len(f.dropped) {
			f.Errorf("%d sessions, then %d ended with a reader, which shows nothing", there, len(f.dropped)-there)
		}
	})
}
