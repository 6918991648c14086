package main

import (
	"math"
	"testing"
)

// costs makes points whose sizes double from 1024 bytes on, by a function of the size.
func costs(n int, cost func(bytes float64) float64) []*point {
	points := make([]*point, n)
	for i := range points {
		bytes := 1024 << i
		points[i] = &point{bytes: bytes, times: []float64{cost(float64(bytes))}}
	}
	return points
}

func TestTheSlopeIsThatOfTheLineThroughThePoints(t *testing.T) {
	if got, exists := slope(costs(5, func(b float64) float64 { return 700 + 0.25*b })); !exists || math.Abs(got-0.25) > 1e-9 {
		t.Errorf("the slope is %v, %v", got, exists)
	}
	same := &point{bytes: 100, times: []float64{1}}
	if _, exists := slope([]*point{same, same}); exists {
		t.Error("points of one size have a slope")
	}
}

func TestVerdicts(t *testing.T) {
	linear := func(b float64) float64 { return 700 + 0.25*b }
	upTo := func(bound float64, cost func(float64) float64) func(float64) float64 {
		return func(b float64) float64 { return cost(min(b, bound)) }
	}
	for name, c := range map[string]struct {
		series series
		words  string
	}{
		"a line":                     {series{points: costs(6, linear)}, isLinear},
		"a line through the origin":  {series{points: costs(6, func(b float64) float64 { return b })}, isLinear},
		"always the same":            {series{points: costs(6, func(float64) float64 { return 900 })}, isLinear},
		"n log n":                    {series{points: costs(6, func(b float64) float64 { return b * math.Log2(b) })}, isLinear},
		"a square":                   {series{points: costs(6, func(b float64) float64 { return b * b })}, isFaster},
		"a line and then a square":   {series{points: costs(6, func(b float64) float64 { return b + b*b/30_000 })}, isFaster},
		"a line up to the bound":     {series{points: costs(10, upTo(32<<10, linear)), bound: 32 << 10}, isBounded},
		"a line beyond the bound":    {series{points: costs(10, linear), bound: 32 << 10}, isNotBounded},
		"a square below a bound":     {series{points: costs(10, upTo(32<<10, func(b float64) float64 { return b * b })), bound: 32 << 10}, isFaster},
		"one point":                  {series{points: costs(1, linear)}, cannotBeJudged},
		"one point within the bound": {series{points: costs(4, linear), bound: 1024}, cannotBeJudged},
		"another rule":               {series{points: costs(1, linear), noVerdict: "of its own"}, "of its own"},
	} {
		words, good := verdict(&c.series)
		if words != c.words || good != (c.words == isLinear || c.words == isBounded || c.words == "of its own") {
			t.Errorf("%s: %q, %v; want %q", name, words, good, c.words)
		}
	}
}

// A machine that is busy makes a pass slower, and none faster.
func TestTheCostIsTheLeastOfThePasses(t *testing.T) {
	if got := (&point{times: []float64{120, 100, 900}}).nanoseconds(); got != 100 {
		t.Errorf("the cost is %v", got)
	}
	r := &rates{one: []float64{90, 100}, two: []float64{180, 40}}
	if got := r.efficiency(); got != 0.9 {
		t.Errorf("the efficiency is %v", got)
	}
}
