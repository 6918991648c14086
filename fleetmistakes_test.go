package satchel_test

import (
	"testing"
	"time"

	"github.com/satchel-go/satchel"
)

// mistakes are orders that drop sessions.
var mistakes = []struct {
	name string
	play func(*fleet)
}{
	{"a key signs before all nodes know it", func(f *fleet) { f.rush(withSecrets(oldKey), withKeys(activatedKeys...)) }},
	{"one secret is replaced by another", func(f *fleet) { f.rush(withSecrets(oldKey), withSecrets(newKey)) }},
	{"the old key goes at once", func(f *fleet) {
		f.rush(withSecrets(oldKey), withKeys(stagedKeys...), withKeys(activatedKeys...), withSecrets(newKey))
	}},
	{"one node is forgotten", func(f *fleet) {
		f.rush(withSecrets(oldKey))
		forgotten := f.nodes[0]
		for _, keys := range [][]satchel.Key{stagedKeys, activatedKeys} {
			f.nodes = f.nodes[1:]
			f.rollOut(time.Minute, withKeys(keys...))
			f.nodes = append([]*fleetNode{forgotten}, f.nodes...)
			f.run(time.Hour, len(f.users))
		}
	}},
	{"the dates arrive after the switch", func(f *fleet) {
		f.rush(withSecrets(oldKey))
		f.rollOut(2*time.Hour, withKeys(satchel.Key{Secret: oldKey}, satchel.Key{Secret: newKey, ActiveFrom: f.now.Add(30 * time.Minute)}))
	}},
	{"the encrypted form is written before all nodes read it", func(f *fleet) {
		sealed := withSecrets(oldKey)
		sealed.Sealed, sealed.Readers = true, []satchel.SessionReader{{Until: f.start.Add(9 * oneDay)}}
		f.rush(withSecrets(oldKey), sealed)
	}},
	{"clocks are further apart than tokens tolerate", func(f *fleet) {
		f.skew = 4 * toleratedSkew
		f.rush(withSecrets(oldKey))
	}},
}

// rush deploys one configuration after the other, without a look at any count.
func (f *fleet) rush(configs ...satchel.Config) {
	f.deploy(someNodes, f.skew, configs[0])
	f.settle(time.Hour)
	for i := range configs[1:] {
		f.rollOut(2*time.Hour, configs[i+1])
	}
	f.run(10*time.Minute, len(f.users))
}

// What the documentation warns of does drop sessions: so the simulation can see a drop.
func TestFleetSeesWhatMistakesDrop(t *testing.T) {
	for _, test := range mistakes {
		t.Run(test.name, func(t *testing.T) {
			eachSeed(t, someUsers, func(f *fleet) {
				f.careless, f.skew = true, fleetSkew
				test.play(f)
				if len(f.dropped) == 0 {
					f.Error("nobody is dropped: the simulation is blind")
				}
			})
		})
	}
}

// Without a list, a slow request that writes brings a session back after the logout, and a
// copy of the cookie stays good: the simulation can see that, too.
func TestFleetSeesWhatComesBackWithoutADenyList(t *testing.T) {
	eachSeed(t, someUsers, func(f *fleet) {
		f.careless, f.crossOut, f.replays = true, true, oneDay
		f.deploy(someNodes, fleetSkew, withSecrets(oldKey))
		f.settle(time.Hour)
		f.run(oneDay, 8*f.perHour())
		if f.resurrected == 0 {
			f.Error("no session came back: the simulation is blind")
		}
	})
}
