package main

import "github.com/satchel-go/satchel/bench/timing"

// quantity is something that could grow.
type quantity struct {
	name  string
	unit  string
	of    func(reading) float64 // in units
	part  float64               // it grows if it gets larger by more than this part
	above float64               // and by more than this, in units; zero for what is shown and not judged
}

// quantities is the table. A bound in parts alone would call two goroutines more a leak, and
// one in units alone, the breathing of a large heap.
//
// Objects are what the heap has already been judged by; and what is resident follows the
// heap's peak between two collections, which chance makes.
var quantities = []quantity{
	{"heap in use", "MB", func(r reading) float64 { return float64(r.Heap) / megabyte }, 0.05, 1},
	{"objects", "thousand", func(r reading) float64 { return float64(r.Objects) / 1000 }, 0, 0},
	{"goroutines", "", func(r reading) float64 { return float64(r.Goroutines) }, 0, 5},
	{"resident", "MB", func(r reading) float64 { return float64(r.Resident) / megabyte }, 0, 0},
}

const megabyte = 1 << 20

// growth is what became of a quantity.
type growth struct {
	quantity

	thirds [3]float64 // medians
	grows  bool
}

// judge compares the last third with the second. There have to be three readings at least.
func judge(readings []reading) []growth {
	growths := make([]growth, len(quantities))
	for i, q := range quantities {
		g := growth{quantity: q}
		for third := range g.thirds {
			var values []float64
			for _, r := range readings[third*len(readings)/3 : (third+1)*len(readings)/3] {
				values = append(values, q.of(r))
			}
			g.thirds[third] = timing.Median(values)
		}
		more := g.thirds[2] - g.thirds[1]
		g.grows = q.above > 0 && more > q.above && more > q.part*g.thirds[1]
		growths[i] = g
	}
	return growths
}

func flat(growths []growth) bool {
	for _, g := range growths {
		if g.grows {
			return false
		}
	}
	return true
}
