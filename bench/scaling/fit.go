package main

// slope is that of the straight line with the least squares, in nanoseconds a byte. With
// fewer than two sizes there is none.
func slope(points []*point) (perByte float64, exists bool) {
	n := float64(len(points))
	var x, y float64
	for _, p := range points {
		x += float64(p.bytes) / n
		y += p.nanoseconds() / n
	}
	var products, squares float64
	for _, p := range points {
		d := float64(p.bytes) - x
		products += d * (p.nanoseconds() - y)
		squares += d * d
	}
	if squares == 0 {
		return 0, false
	}
	return products / squares, true
}

// The verdicts.
const (
	isLinear       = "linear"
	isBounded      = "linear, then constant"
	isFaster       = "GROWS FASTER than the bytes"
	isNotBounded   = "NOT BOUNDED"
	cannotBeJudged = "too few sizes"
)

const (
	// mostGrowth is what a byte may cost after the last doubling beside one before it.
	// With something quadratic it comes to 2: the doubling costs four times as much. With a
	// cost that is the same for all sizes it is less than 1.
	mostGrowth = 1.2

	// mostBeyond is the cost behind the bound beside the one at it. The header that ends
	// there and the one that goes on differ in an event that is told.
	mostBeyond = 1.25
)

// growth compares what a byte costs at the largest size and at the one before, which is
// half of it in most series.
func growth(points []*point) float64 {
	perByte := func(p *point) float64 { return p.nanoseconds() / float64(p.bytes) }
	return perByte(points[len(points)-1]) / perByte(points[len(points)-2])
}

// verdict judges a series by its last doubling and by what lies behind its bound.
func verdict(s *series) (words string, good bool) {
	within := s.within()
	switch {
	case s.noVerdict != "":
		return s.noVerdict, true
	case len(within) < 2:
		return cannotBeJudged, false
	case growth(within) > mostGrowth:
		return isFaster, false
	}
	last := within[len(within)-1]
	for _, p := range s.beyond() {
		if p.nanoseconds() > mostBeyond*last.nanoseconds() {
			return isNotBounded, false
		}
	}
	if s.bound > 0 {
		return isBounded, true
	}
	return isLinear, true
}
