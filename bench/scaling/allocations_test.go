//go:build !race

// A sync.Pool drops items at random under the race detector, hence the build constraint.

package main

import "testing"

// What a request allocates is the part of its cost that is the same on every machine: an
// attacker's bytes must not add to it.
func TestHostileBytesAllocateNothing(t *testing.T) {
	for _, s := range hostile(t) {
		if s.subject != "native" {
			continue // parses what came; see below
		}
		first := s.points[0]
		for _, p := range s.points {
			if p.count(); p.allocations > first.allocations || p.allocated > first.allocated {
				t.Errorf("%s: %s make %v allocations of %v bytes, %s make %v of %v",
					s.name, p.label, p.allocations, p.allocated, first.label, first.allocations, first.allocated)
			}
		}
	}
}

// Beyond the bound nothing is allocated, whatever was before it.
func TestAllocationsHaveABoundAndAreLinearUpToIt(t *testing.T) {
	// mostOfAByte is what a byte of pairs may allocate. There is no good in it being so
	// much; it is to become no more.
	const mostOfAByte = 40
	for _, s := range hostile(t) {
		for _, p := range s.points {
			p.count()
		}
		within := s.within()
		last := within[len(within)-1]
		if last.allocated > mostOfAByte*float64(last.bytes) {
			t.Errorf("%s: %d bytes allocate %v", s.name, last.bytes, last.allocated)
		}
		for _, p := range s.beyond() {
			if p.allocations > last.allocations+2 || p.allocated > 1.1*last.allocated {
				t.Errorf("%s: %s make %v allocations of %v bytes, %s make %v of %v",
					s.name, p.label, p.allocations, p.allocated, last.label, last.allocations, last.allocated)
			}
		}
	}
}

func hostile(t *testing.T) []*series {
	t.Helper()
	all, err := hostileSeries()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// How many other cookies there are adds no allocation.
func TestOtherCookiesAllocateNothing(t *testing.T) {
	others, err := otherSeries()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range others {
		for _, p := range s.points {
			if p.count(); p.allocations != s.points[0].allocations {
				t.Errorf("%s: %v allocations with %s", s.name, p.allocations, p.label)
			}
		}
	}
}

// Nothing is kept of a user, and nothing made for a new one.
func TestAllocationsDoNotDependOnTheNumberOfUsers(t *testing.T) {
	subjects, err := formats()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range subjects {
		var all []*point
		for _, users := range []int{1, 1000} {
			p, err := usersInTurn(s, users)
			if err != nil {
				t.Fatal(err)
			}
			p.count()
			all = append(all, p)
		}
		if all[0].allocations != all[1].allocations || all[0].allocated != all[1].allocated {
			t.Errorf("%s: one user allocates %v times, %v bytes; a thousand %v times, %v bytes",
				s.name, all[0].allocations, all[0].allocated, all[1].allocations, all[1].allocated)
		}
	}
}

// One value is one value, however long.
func TestALongValueAllocatesNoMoreOftenThanAShortOne(t *testing.T) {
	all, err := sizeSeries()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range all {
		if s.name != "one long value: read" {
			continue
		}
		for _, p := range s.points {
			if p.count(); p.allocations > s.points[0].allocations {
				t.Errorf("%s: %v allocations for %s", s.subject, p.allocations, p.label)
			}
		}
	}
}
