package main

import (
	"fmt"
	"math"

	"github.com/satchel-go/satchel/bench"
	"github.com/satchel-go/satchel/bench/timing"
)

// space does not break: a unit stays with its number.
const space = "\u00a0"

// duration writes nanoseconds with three digits that count, as "268 ns", "1.82 µs".
func duration(nanoseconds float64) string {
	value, unit := nanoseconds, "ns"
	for _, larger := range []string{"µs", "ms", "s"} {
		if math.Abs(value) < 999.5 {
			break
		}
		value, unit = value/1000, larger
	}
	digits := 0
	if size := math.Abs(value); unit != "ns" {
		switch {
		case size < 9.995:
			digits = 2
		case size < 99.95:
			digits = 1
		}
	}
	return fmt.Sprintf("%.*f%s%s", digits, value, space, unit)
}

// multiple writes how many times as long something takes.
func multiple(ratio float64) string {
	if ratio < 9.95 {
		return fmt.Sprintf("%.2f%s×", ratio, space)
	}
	return fmt.Sprintf("%.0f%s×", ratio, space)
}

// comparison writes how a row stands beside its measure.
func comparison(r *timing.Row, v timing.Verdict) string {
	if r.Operation.Limit.Above > 0 {
		return difference(v.Value)
	}
	return multiple(v.Value)
}

func difference(nanoseconds float64) string {
	if nanoseconds > -0.5 {
		return "+" + duration(math.Abs(nanoseconds))
	}
	return "−" + duration(-nanoseconds)
}

// targetOf writes what an operation may cost.
func targetOf(o bench.Operation) string {
	limit := o.Limit
	if limit.Above > 0 {
		return fmt.Sprintf("≤ +%s, +%d", duration(limit.Above), limit.Allocs)
	}
	return fmt.Sprintf("≤ %.1f%s×, %d", limit.Ratio, space, limit.Allocs)
}
