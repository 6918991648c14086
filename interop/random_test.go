package interop_test

import (
	"cmp"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/interop/internal/live"
)

// randomRounds is how many values each side writes and the other one reads, for each of the
// two scopes; more than 300 of them are not empty. Half of the rounds begin on Play.
const randomRounds = 350

// firstSeed is that of the first round; each one after it has the next. RANDOM_SEED
// tries others, and repeats the round of a failure, which names its seed.
func firstSeed(t *testing.T) uint64 {
	seed, err := strconv.ParseUint(cmp.Or(os.Getenv("RANDOM_SEED"), "1"), 10, 64)
	if err != nil {
		t.Fatalf("RANDOM_SEED: %v", err)
	}
	return seed
}

// eachRound calls the function until the first failure, with the two sides in both orders.
func eachRound(t *testing.T, onPlay, inGo seat, round func(roll dice, first, second seat)) {
	from := firstSeed(t)
	for seed := from; seed < from+randomRounds; seed++ {
		first, second := onPlay, inGo
		if seed%2 == 0 {
			first, second = inGo, onPlay
		}
		round(dice{rand.New(rand.NewPCG(seed, 0))}, first, second)
		if t.Failed() {
			t.Fatalf("RANDOM_SEED=%d repeats it", seed)
		}
	}
	t.Logf("seeds %d to %d", from, from+randomRounds-1)
}

// One side writes a session and a flash; the other one reads both, changes the session and
// sends another flash; the first one reads that. Maps have no order, so that the two sides
// write their pairs in different ones.
func TestRandomScopesTravelBothWays(t *testing.T) {
	t.Parallel()
	plays.Each(t, func(t *testing.T, play *live.Play) {
		onPlay, inGo, config := seats(t, play, satchel.Config{})
		scopes, err := satchel.New(config)
		if err != nil {
			t.Fatal(err)
		}
		// Play takes 8 KiB of a request's header by default (play.server.max-header-size).
		fitsSession, fitsFlash := roomIn(satchel.MaxCookieSize, scopes.EncodeSession), roomIn(3000, scopes.EncodeFlash)
		eachRound(t, onPlay, inGo, func(roll dice, first, second seat) {
			written, there := roll.pairs(fitsSession), roll.pairs(fitsFlash)
			first.ReplaceSession(written)
			first.SetFlash(there)
			if roll.IntN(4) == 0 {
				second.KeepFlash() // read by that side, and written anew
			}
			session, flash := second.Scopes()
			second.reads(session, written)
			second.reads(flash, there)

			removed, set, after := roll.changed(written, fitsSession)
			back := roll.pairs(fitsFlash)
			if len(removed) > 0 {
				second.RemoveFromSession(removed...)
			}
			second.SetSession(set)
			second.SetFlash(back)
			session, flash = first.Scopes()
			first.reads(session, after)
			first.reads(flash, back)
		})
	})
}
