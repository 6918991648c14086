package satchel_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
)

// fleetDenyList is a deny list that all nodes ask.
type fleetDenyList map[string]bool

func (l fleetDenyList) Deny(_ context.Context, keys []string, _ time.Time) error {
	for _, key := range keys {
		l[key] = true
	}
	return nil
}

func (l fleetDenyList) Shared() bool { return true }

func (l fleetDenyList) Denied(_ context.Context, keys []string) (bool, error) {
	return slices.ContainsFunc(keys, func(key string) bool { return l[key] }), nil
}

// Whoever logs out is out: for a slow response that sets the cookie again, and for a copy
// of it, on each node, while the keys change.
func TestFleetKeepsEndedSessionsEnded(t *testing.T) {
	for _, test := range []struct {
		name     string
		users    int
		list     func(*fleet) satchel.DenyList
		promises satchel.Guarantee
	}{
		{"by a list that all nodes ask", fleetUsers / 4, func(*fleet) satchel.DenyList { return fleetDenyList{} }, satchel.Revoked},
		{"by the list of one process", someUsers, func(f *fleet) satchel.DenyList {
			list := satchel.NewMemoryDenyList(0)
			list.Clock = func() time.Time { return f.now }
			return list
		}, satchel.RevokedHere},
	} {
		t.Run(test.name, func(t *testing.T) {
			eachSeed(t, test.users, func(f *fleet) {
				stages := [4]satchel.Config{withSecrets(oldKey), withKeys(stagedKeys...), withKeys(activatedKeys...), withSecrets(newKey)}
				list := test.list(f)
				for i := range stages {
					stages[i].Revocation.DenyList = list
				}
				f.crossOut, f.replays, f.promises = true, 2*oneDay, test.promises
				f.deploy(fleetNodes, fleetSkew, stages[0])
				f.rotate(func(config satchel.Config) { f.rollOut(2*time.Hour, config) }, stages)
				if f.laid == 0 {
					f.Error("nothing came back of a session that was ended: the list shows nothing")
				}
			})
		})
	}
}

// The list forgets what is over by the limits; nothing of it comes back.
func TestFleetKeepsEndedSessionsEndedWhenTheListForgets(t *testing.T) {
	limits := satchel.Limits{Absolute: 4 * time.Hour}
	eachSeed(t, someUsers, func(f *fleet) {
		list := satchel.NewMemoryDenyList(0)
		list.Clock = func() time.Time { return f.now }
		config := withSecrets(oldKey)
		config.Limits, config.Revocation.DenyList = limits, list
		f.crossOut, f.replays, f.promises = true, limits.Absolute+time.Hour, satchel.RevokedHere
		f.refuses = func(n *fleetNode, c *fleetCookie) bool { return n.clock().Sub(c.start) >= limits.Absolute }
		f.deploy(someNodes, toleratedSkew, config)
		f.settle(time.Hour)
		f.run(2*oneDay, 24*len(f.users))
		if left := list.Len(); f.laid == 0 || left > f.signIns/4 {
			f.Errorf("%d refused, %d still on the list of %d sessions", f.laid, left, f.signIns)
		}
	})
}
