package main

import "time"

// series is a cost that is looked at while something grows: points in the order of
// their sizes.
type series struct {
	name    string
	subject string
	points  []*point

	// bound is the length of a header beyond which more of it must cost nothing; 0 where
	// the length has to do with no bound.
	bound int

	// noVerdict is for what has another rule than "linear in the bytes"; it says which.
	noVerdict string
}

// within are the points up to the bound.
func (s *series) within() []*point {
	end := len(s.points)
	for s.bound > 0 && end > 0 && s.points[end-1].bytes > s.bound {
		end--
	}
	return s.points[:end]
}

func (s *series) beyond() []*point { return s.points[len(s.within()):] }

// measure times all points of all series one after the other, again and again: a machine
// that is slow for a while is slow for all of them.
func measure(all []*series, passes int, slice time.Duration) {
	for _, s := range all {
		for _, p := range s.points {
			p.prepare(slice)
		}
	}
	for range passes {
		for _, s := range all {
			for _, p := range s.points {
				p.time()
			}
		}
	}
}
