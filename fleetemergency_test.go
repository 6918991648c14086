package satchel_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
)

// steal gives a secret to twenty thieves, who make sessions of other people with it and
// carry on with what comes back.
func (f *fleet) steal(secret satchel.Secret, name string) {
	scopes, err := satchel.New(satchel.Config{Secrets: []satchel.Secret{secret}, Clock: func() time.Time { return f.now }})
	must(f.T, err)
	f.mint = func() fleetCookie {
		f.logins++
		data := loginData{f.users[f.random.IntN(len(f.users))].name, fmt.Sprintf("forged %d", f.logins), "black"}
		value, err := scopes.EncodeSession(satchel.Pair{Key: "user", Value: data.user},
			satchel.Pair{Key: "login", Value: data.login}, satchel.Pair{Key: "color", Value: data.color})
		must(f.T, err)
		return fleetCookie{value: value, loginData: data, key: name, issued: f.now.Truncate(time.Second)}
	}
	for range 20 {
		f.thieves = append(f.thieves, &fleetUser{name: "a thief", thief: true, cookie: f.mint()})
	}
}

// forge lets a thief try something.
func (f *fleet) forge() {
	u := f.thieves[f.random.IntN(len(f.thieves))]
	if f.random.IntN(4) == 0 {
		u.cookie = f.mint()
	}
	f.request(u, f.anyNode(), act(f.random.IntN(int(changePair)+1)))
}

// The key that signs is stolen. Each node that is updated ends what it has signed, forged
// or not, and nothing else. With a spare key that was staged before, that is all; without
// one, the nodes that are not updated yet do not know the new key, and see whoever has a
// cookie of it as logged out until they are.
func TestFleetEndsExactlyWhatAStolenKeyHasSigned(t *testing.T) {
	for _, test := range []struct {
		name  string
		spare bool
	}{{"a spare key was staged", true}, {"no other key was known", false}} {
		t.Run(test.name, func(t *testing.T) {
			eachSeed(t, fleetUsers/2, func(f *fleet) {
				old, stolen, spare := nameOf(t, oldKey), nameOf(t, newKey), nameOf(t, spareKey)
				before := activatedKeys
				if test.spare {
					before = append(before[:2:2], satchel.Key{Secret: spareKey, State: satchel.KeyStaged})
				}
				after := []satchel.Key{{Secret: oldKey, State: satchel.KeyRetiring}, {Secret: newKey, State: satchel.KeyRetired}, {Secret: spareKey, State: satchel.KeyActive}}
				survivors, strangers := map[string]bool{}, 0
				f.signer = func(n *fleetNode) string { return []string{old, stolen, spare}[n.version-1] }
				f.refuses = func(n *fleetNode, c *fleetCookie) bool {
					switch {
					case c.key == spare && n.version < 3 && !test.spare:
						strangers++
						return true
					case c.key == old && n.version == 3:
						survivors[c.login] = true
					}
					return c.key == stolen && n.version == 3
				}
				f.deploy(fleetNodes, fleetSkew, withSecrets(oldKey))
				f.settle(oneDay)
				f.rollOut(0, satchel.Config{Keys: before})
				f.run(5*time.Hour, 5*f.perHour())
				f.steal(newKey, stolen)
				f.run(time.Hour, 2*f.perHour())
				opened := f.forgedOpened
				f.rollOut(5*time.Minute, satchel.Config{Keys: after})
				done := f.forgedOpened
				f.run(oneDay, 12*f.perHour())
				for _, thief := range f.thieves {
					if thief.cookie.key != stolen {
						f.Errorf("a thief has a cookie of the key %s", thief.cookie.key)
					}
				}
				if f.forgedOpened != done {
					f.Errorf("%d forged tokens were opened after the last update", f.forgedOpened-done)
				}
				if opened == 0 || done == opened || len(survivors) == 0 || len(f.dropped) == 0 || (strangers > 0) == test.spare {
					f.Error("the scenario shows nothing")
				}
				f.Logf("%d sessions of the other key live on; %d visits at nodes that did not know the new key yet; %d forged tokens opened before the first update, %d before the last",
					len(survivors), strangers, opened, done)
			})
		})
	}
}

// The key is on its way out when it turns out to be stolen. What was signed anew before
// lives on, forged or not; the epoch ends it, and with it all sessions of before.
func TestFleetEndsWhatWasSignedAnewByTheEpoch(t *testing.T) {
	eachSeed(t, fleetUsers/2, func(f *fleet) {
		stolen, fresh := nameOf(t, oldKey), nameOf(t, newKey)
		var epoch time.Time
		f.starts = func(n *fleetNode) bool { return n.version == 4 }
		f.signer = func(n *fleetNode) string { return []string{stolen, fresh, fresh, fresh}[n.version-1] }
		f.refuses = func(n *fleetNode, c *fleetCookie) bool {
			start := c.start
			if start.IsZero() {
				start = c.issued
			}
			return c.key == stolen && n.version >= 3 || n.version == 4 && !n.clock().Before(epoch) && start.Before(epoch)
		}
		retired := []satchel.Key{{Secret: newKey}, {Secret: oldKey, State: satchel.KeyRetired}}
		f.deploy(fleetNodes, fleetSkew, withSecrets(oldKey))
		f.settle(oneDay)
		f.rollOut(0, satchel.Config{Keys: activatedKeys})
		f.steal(oldKey, stolen)
		f.run(6*time.Hour, 6*f.perHour())
		f.rollOut(5*time.Minute, satchel.Config{Keys: retired})
		before, dropped := f.forgedOpened, len(f.dropped)
		f.run(3*time.Hour, 3*f.perHour())
		livedOn := f.forgedOpened - before
		epoch = f.now.Add(10 * time.Minute).Truncate(time.Second)
		f.rollOut(5*time.Minute, satchel.Config{Keys: retired, Revocation: satchel.Revocation{Epoch: epoch}})
		f.run(epoch.Sub(f.now)+fleetSkew, f.perHour())
		after := f.forgedOpened
		f.run(oneDay, 8*f.perHour())
		if livedOn == 0 || f.forgedOpened != after {
			f.Errorf("forged tokens were opened %d times after the key was retired, %d times after the epoch", livedOn, f.forgedOpened-after)
		}
		late := map[string]bool{}
		for i := range f.drops {
			if login := f.drops[i].user.cookie.login; f.born[login].After(epoch) {
				late[login] = true // begun on a node whose clock is slow
			}
		}
		f.Logf("%d sessions ended with the key; forged ones that had been signed anew were opened %d times after that; %d ended with the epoch, "+
			"of which %d had begun after it on a node whose clock is slow", dropped, livedOn, len(f.dropped)-dropped, len(late))
	})
}
