package timing

import (
	"slices"

	"golang.org/x/perf/benchmath"
)

// confidence is that of the intervals, as benchstat has it.
const confidence = 0.95

// Summarise returns the median of some values and its interval of confidence, 95 % or
// more, without a guess about how they are distributed. The interval has no end with fewer
// than six values. The order of the values stays.
func Summarise(values []float64) benchmath.Summary {
	sample := benchmath.NewSample(slices.Clone(values), &benchmath.DefaultThresholds) // it sorts what it gets
	return benchmath.AssumeNothing.Summary(sample, confidence)
}

// Median returns the value in the middle, or between the two there.
func Median(values []float64) float64 { return Summarise(values).Center }

// Time is the median of the row's times, in nanoseconds, and its interval.
func (r *Row) Time() benchmath.Summary { return Summarise(r.Times) }

// Ratio returns the row's time as a multiple of its measure's: the median of the passes.
func (r *Row) Ratio() float64 {
	return r.compared(func(own, measure float64) float64 { return own / measure })
}

// Above returns by how many nanoseconds the row's time exceeds its measure's: the median
// of the passes.
func (r *Row) Above() float64 {
	return r.compared(func(own, measure float64) float64 { return own - measure })
}

func (r *Row) compared(compare func(own, measure float64) float64) float64 {
	values := make([]float64, len(r.Times))
	for pass, own := range r.Times {
		values[pass] = compare(own, r.Measure.Times[pass])
	}
	return Median(values)
}
