package keyring_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel/internal/keyring"
)

// first is a date of these tests, the others are hours later.
var first = time.Date(2026, time.December, 1, 0, 0, 0, 0, time.UTC)

func hours(n int) time.Time { return first.Add(time.Duration(n) * time.Hour) }

// named is a secret that its entry in a schedule is known by.
func named(letter string) string { return strings.Repeat(letter, 8) }

// letters writes a ring as the letter and the state of each key.
func letters(ring keyring.Ring) string {
	var list []string
	for _, key := range ring {
		list = append(list, string(key.Bytes()[:1])+" "+key.State().String())
	}
	return strings.Join(list, ", ")
}

// A rotation as an operator writes it: a goes, b comes, c is there and not in use yet.
var rotation = keyring.Schedule{
	{Secret: named("a"), RetiredFrom: hours(20)},
	{Secret: named("b"), ActiveFrom: hours(10), RetiredFrom: hours(40)},
	{Secret: named("c"), ActiveFrom: hours(30)},
}

func TestARotationGoesThroughItsStatesToTheNanosecond(t *testing.T) {
	for _, test := range []struct {
		name  string
		now   time.Time
		want  string
		until time.Time
	}{
		{"at no time", time.Time{}, "a active, b staged, c staged", hours(10)},
		{"before all dates", hours(0), "a active, b staged, c staged", hours(10)},
		{"just before b signs", hours(10).Add(-1), "a active, b staged, c staged", hours(10)},
		{"when b signs", hours(10), "b active, a retiring, c staged", hours(20)},
		{"just after b signs", hours(10).Add(1), "b active, a retiring, c staged", hours(20)},
		{"just before a ends", hours(20).Add(-1), "b active, a retiring, c staged", hours(20)},
		{"when a ends", hours(20), "b active, c staged, a retired", hours(30)},
		{"when c signs", hours(30), "c active, b retiring, a retired", hours(40)},
		{"when b ends", hours(40), "c active, a retired, b retired", time.Time{}},
		{"years later", hours(99999), "c active, a retired, b retired", time.Time{}},
		{"in another zone", hours(10).In(time.FixedZone("far", 14*3600)), "b active, a retiring, c staged", hours(20)},
	} {
		t.Run(test.name, func(t *testing.T) {
			ring, until := rotation.At(test.now)
			if got := letters(ring); got != test.want || !until.Equal(test.until) {
				t.Errorf("the ring is %s until %v, want %s until %v", got, until, test.want, test.until)
			}
		})
	}
}

func TestAtAMomentTheRingOf(t *testing.T) {
	now := hours(5)
	for _, test := range []struct {
		name     string
		schedule keyring.Schedule
		want     string
	}{
		{"nothing is none", nil, ""},
		{"one secret signs", keyring.Schedule{{Secret: named("a")}}, "a active"},
		{"secrets without dates signs with the first", keyring.Schedule{{Secret: named("a")}, {Secret: named("b")}}, "a active, b retiring"},
		{"one date for two signs with the first", keyring.Schedule{
			{Secret: named("a")}, {Secret: named("b"), ActiveFrom: now}, {Secret: named("c"), ActiveFrom: now},
		}, "b active, a retiring, c retiring"},
		{"several dates signs with the latest, wherever it stands", keyring.Schedule{
			{Secret: named("a"), ActiveFrom: hours(1)}, {Secret: named("b"), ActiveFrom: hours(4)}, {Secret: named("c"), ActiveFrom: hours(3)},
		}, "b active, a retiring, c retiring"},
		{"a retired one with the latest date signs with the one before", keyring.Schedule{
			{Secret: named("a")}, {Secret: named("b"), ActiveFrom: hours(4), RetiredFrom: now},
		}, "a active, b retired"},
		{"a date that is retired before it begins never has it", keyring.Schedule{
			{Secret: named("a")}, {Secret: named("b"), ActiveFrom: hours(8), RetiredFrom: hours(2)},
		}, "a active, b retired"},
		{"an only key that is not active yet is none", keyring.Schedule{{Secret: named("a"), ActiveFrom: now.Add(1)}}, ""},
		{"an only key that is retired is none", keyring.Schedule{{Secret: named("a"), RetiredFrom: now}}, ""},
		{"an only key that is retired by hand is none", keyring.Schedule{{Secret: named("a"), State: keyring.Retired}}, ""},
		{"an only key that is retiring by hand is none", keyring.Schedule{{Secret: named("a"), State: keyring.Retiring}}, ""},
		{"an only key that is staged by hand is none", keyring.Schedule{{Secret: named("a"), State: keyring.Staged}}, ""},
		{"one that is active by hand outranks all dates", keyring.Schedule{
			{Secret: named("a"), ActiveFrom: hours(4)}, {Secret: named("b"), State: keyring.Active, ActiveFrom: hours(9), RetiredFrom: hours(1)},
		}, "b active, a retiring"},
		{"one that is staged by hand keeps it beyond its date", keyring.Schedule{
			{Secret: named("a")}, {Secret: named("b"), State: keyring.Staged, ActiveFrom: hours(1)},
		}, "a active, b staged"},
		{"one that is retiring by hand keeps it beyond its end", keyring.Schedule{
			{Secret: named("a"), State: keyring.Retiring, RetiredFrom: hours(1)}, {Secret: named("b")},
		}, "b active, a retiring"},
		{"one that is retired by hand has it at once", keyring.Schedule{
			{Secret: named("a"), State: keyring.Retired, RetiredFrom: hours(9)}, {Secret: named("b")},
		}, "b active, a retired"},
		{"all states has the signing one first, the retired ones last, and else the order of the list", keyring.Schedule{
			{Secret: named("a"), State: keyring.Retired},
			{Secret: named("b"), State: keyring.Staged},
			{Secret: named("c"), RetiredFrom: hours(1)},
			{Secret: named("d"), State: keyring.Retiring},
			{Secret: named("e"), State: keyring.Active},
			{Secret: named("f"), ActiveFrom: hours(9)},
			{Secret: named("g")},
		}, "e active, b staged, d retiring, f staged, g retiring, a retired, c retired"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if ring, _ := test.schedule.At(now); letters(ring) != test.want {
				t.Errorf("the ring is %s, want %s", letters(ring), test.want)
			}
		})
	}
}

func TestDatesOfAKeyWhoseStateIsSetByHandChangeNothing(t *testing.T) {
	schedule := keyring.Schedule{
		{Secret: named("a"), State: keyring.Active, RetiredFrom: hours(1)},
		{Secret: named("b"), State: keyring.Staged, ActiveFrom: hours(2)},
	}
	if ring, until := schedule.At(hours(0)); letters(ring) != "a active, b staged" || !until.IsZero() {
		t.Errorf("the ring is %s until %v", letters(ring), until)
	}
	if moment, ok := schedule.Gap(hours(0)); ok {
		t.Errorf("no key signs from %v on", moment)
	}
	if i := schedule.Hasty(time.Hour); i >= 0 {
		t.Errorf("entry %d ends too early", i)
	}
}

func TestAStateHasAName(t *testing.T) {
	want := []string{"by-dates", "staged", "active", "retiring", "retired", "State(5)"}
	for i, name := range want {
		if got := keyring.State(i).String(); got != name {
			t.Errorf("State(%d) is %q, want %q", i, got, name)
		}
	}
}

func TestDerivedKeysHaveTheStatesOfTheirSecrets(t *testing.T) {
	ring, _ := rotation.At(hours(20))
	derived := derive(t, ring, "session", 32)
	for i := range ring {
		if derived[i].State() != ring[i].State() || derived[i].ID() != ring[i].ID() {
			t.Errorf("key %d is %s %v, derived from %s %v", i, derived[i].ID(), derived[i].State(), ring[i].ID(), ring[i].State())
		}
	}
}

func TestTheGapIsTheFirstMomentAtWhichNoKeySigns(t *testing.T) {
	now := hours(5)
	never := time.Time{}
	for _, test := range []struct {
		name     string
		schedule keyring.Schedule
		want     time.Time
	}{
		{"now, without keys", nil, now},
		{"now, for a key that comes later", keyring.Schedule{{Secret: named("a"), ActiveFrom: now.Add(1)}}, now},
		{"now, for a key that has ended", keyring.Schedule{{Secret: named("a"), RetiredFrom: now}}, now},
		{"the end of the only key", keyring.Schedule{{Secret: named("a"), RetiredFrom: now.Add(1)}}, now.Add(1)},
		{"the end of the last key", keyring.Schedule{
			{Secret: named("a"), RetiredFrom: hours(7)}, {Secret: named("b"), ActiveFrom: hours(6), RetiredFrom: hours(9)},
		}, hours(9)},
		{"a hole between two keys", keyring.Schedule{
			{Secret: named("a"), RetiredFrom: hours(7)}, {Secret: named("b"), ActiveFrom: hours(8)},
		}, hours(7)},
		{"none where keys meet", keyring.Schedule{
			{Secret: named("a"), RetiredFrom: hours(7)}, {Secret: named("b"), ActiveFrom: hours(7)},
		}, never},
		{"none in the past", keyring.Schedule{
			{Secret: named("a"), RetiredFrom: hours(2)}, {Secret: named("b"), ActiveFrom: hours(3)},
		}, never},
	} {
		t.Run(test.name, func(t *testing.T) {
			moment, ok := test.schedule.Gap(now)
			if ok == test.want.IsZero() || !moment.Equal(test.want) {
				t.Errorf("Gap = %v, %t, want %v", moment, ok, test.want)
			}
		})
	}
}

func TestAKeyIsHastyThatEndsWithinTheMargin(t *testing.T) {
	const margin = 5 * time.Minute
	taken := hours(10) // when b takes over
	with := func(end time.Time) keyring.Schedule {
		return keyring.Schedule{{Secret: named("b"), ActiveFrom: taken}, {Secret: named("a"), RetiredFrom: end}}
	}
	for _, test := range []struct {
		name     string
		schedule keyring.Schedule
		want     int
	}{
		{"of ending to sign, by a nanosecond", with(taken.Add(margin - 1)), 1},
		{"not exactly at its end", with(taken.Add(margin)), -1},
		{"of ending to sign, at once", with(taken), 1},
		{"of ending to sign, by signing to its end", with(taken.Add(-1)), 1},
		{"not without an end", with(time.Time{}), -1},
		{"having signed for less than the margin", keyring.Schedule{
			{Secret: named("a"), RetiredFrom: hours(99)},
			{Secret: named("b"), ActiveFrom: taken, RetiredFrom: taken.Add(margin)},
			{Secret: named("c"), ActiveFrom: taken.Add(time.Second)},
		}, 1},
		{"once it signs again, when a later key has ended", keyring.Schedule{
			{Secret: named("a"), RetiredFrom: hours(20)},
			{Secret: named("b"), ActiveFrom: taken, RetiredFrom: hours(20).Add(-time.Second)},
			{Secret: named("c"), ActiveFrom: hours(20)},
		}, 0},
		{"not having signed at all", keyring.Schedule{
			{Secret: named("a")}, {Secret: named("b"), ActiveFrom: hours(30), RetiredFrom: hours(20)},
		}, -1},
		{"not by hand", keyring.Schedule{{Secret: named("a")}, {Secret: named("b"), State: keyring.Retired, RetiredFrom: taken}}, -1},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := test.schedule.Hasty(margin); got != test.want {
				t.Errorf("Hasty = %d, want %d", got, test.want)
			}
		})
	}
	if got := with(taken.Add(-1)).Hasty(0); got != -1 {
		t.Errorf("without a margin, entry %d is hasty", got)
	}
}

// The model asks the comments of State and Schedule for each moment anew, and knows
// nothing of what happens between two dates.

// signerOf returns the index of the entry that signs by the comment of Schedule.
func signerOf(s keyring.Schedule, now time.Time) int {
	if i := slices.IndexFunc(s, func(e keyring.Entry) bool { return e.State == keyring.Active }); i >= 0 {
		return i
	}
	var able []int
	for i, e := range s {
		begun, ended := !e.ActiveFrom.After(now), !e.RetiredFrom.IsZero() && !e.RetiredFrom.After(now)
		if e.State == keyring.ByDates && begun && !ended {
			able = append(able, i)
		}
	}
	slices.SortStableFunc(able, func(i, j int) int { return s[j].ActiveFrom.Compare(s[i].ActiveFrom) })
	if len(able) == 0 {
		return -1
	}
	return able[0]
}

// modelOf writes the ring of a moment as letters does.
func modelOf(s keyring.Schedule, now time.Time) string {
	signer := signerOf(s, now)
	if signer < 0 {
		return ""
	}
	var front, middle, back []string
	for i, e := range s {
		letter := e.Secret[:1]
		switch {
		case i == signer:
			front = append(front, letter+" active")
		case e.State == keyring.Retired, e.State == keyring.ByDates && !e.RetiredFrom.IsZero() && !e.RetiredFrom.After(now):
			back = append(back, letter+" retired")
		case e.State == keyring.Staged, e.State == keyring.ByDates && e.ActiveFrom.After(now):
			middle = append(middle, letter+" staged")
		default:
			middle = append(middle, letter+" retiring")
		}
	}
	return strings.Join(slices.Concat(front, middle, back), ", ")
}

// ticks is how many nanoseconds the schedules of the model last: few enough to look at
// each of them, and for dates to meet.
const ticks = 16

func randomSchedule(random *rand.Rand) keyring.Schedule {
	date := func() time.Time {
		if random.IntN(3) == 0 {
			return time.Time{}
		}
		return first.Add(time.Duration(random.IntN(ticks)))
	}
	var s keyring.Schedule
	for i := range random.IntN(6) {
		e := keyring.Entry{Secret: named(string(rune('a' + i))), ActiveFrom: date(), RetiredFrom: date()}
		switch random.IntN(8) {
		case 0:
			e.State = []keyring.State{keyring.Staged, keyring.Retiring, keyring.Retired}[random.IntN(3)]
		case 1:
			// One at most, as the configuration has it.
			if !slices.ContainsFunc(s, func(e keyring.Entry) bool { return e.State == keyring.Active }) {
				e.State = keyring.Active
			}
		}
		s = append(s, e)
	}
	return s
}

func TestRandomSchedulesAreWhatTheModelSays(t *testing.T) {
	for seed := range uint64(1000) {
		s := randomSchedule(rand.New(rand.NewPCG(seed, 1)))
		describe := func() string { return fmt.Sprintf("seed %d, %+v", seed, s) }
		moments := []time.Time{{}}
		for i := range ticks + 2 {
			moments = append(moments, first.Add(time.Duration(i-1)))
		}
		gap, gapFound := time.Time{}, false
		for i, now := range slices.Backward(moments) {
			ring, until := s.At(now)
			if got, want := letters(ring), modelOf(s, now); got != want {
				t.Fatalf("%s\nat %v the ring is %q, want %q", describe(), now, got, want)
			}
			if !until.IsZero() && !until.After(now) {
				t.Fatalf("%s\nat %v the ring holds until %v", describe(), now, until)
			}
			for _, later := range moments[i:] {
				if (until.IsZero() || later.Before(until)) && modelOf(s, later) != letters(ring) {
					t.Fatalf("%s\nat %v the ring holds until %v, and is another one at %v", describe(), now, until, later)
				}
			}
			if signerOf(s, now) < 0 {
				gap, gapFound = now, true
			}
			if moment, ok := s.Gap(now); ok != gapFound || !moment.Equal(gap) {
				t.Fatalf("%s\nat %v the gap is %v, %t, want %v", describe(), now, moment, ok, gap)
			}
		}
	}
}

func TestHastyKeysOfRandomSchedulesAreWhatTheModelSays(t *testing.T) {
	hasty := 0
	for seed := range uint64(1000) {
		s := randomSchedule(rand.New(rand.NewPCG(seed, 2)))
		margin := time.Duration(seed % 6)
		want := -1
		for i, e := range s {
			if e.State != keyring.ByDates || e.RetiredFrom.IsZero() || want >= 0 {
				continue
			}
			for back := time.Duration(1); back <= margin; back++ {
				if signerOf(s, e.RetiredFrom.Add(-back)) == i {
					want = i
				}
			}
		}
		if got := s.Hasty(margin); got != want {
			t.Fatalf("seed %d, %+v\nwith a margin of %v entry %d is hasty, want %d", seed, s, margin, got, want)
		}
		if want >= 0 {
			hasty++
		}
	}
	if hasty < 100 {
		t.Errorf("%d of 1000 schedules are hasty, which proves little", hasty)
	}
}
