package main

import (
	"strings"
	"testing"
)

const (
	heap       = "heap in use"
	goroutines = "goroutines"
)

// series are readings of one quantity, the others being still.
func series(quantity string, of func(i int) float64) []reading {
	readings := make([]reading, moments)
	for i := range readings {
		readings[i] = reading{Heap: 10 * megabyte, Goroutines: 20, Resident: 30 * megabyte, Objects: 1000}
		switch quantity {
		case heap:
			readings[i].Heap = uint64(of(i) * megabyte)
		case goroutines:
			readings[i].Goroutines = int(of(i))
		}
	}
	return readings
}

func TestWhatGrowsIsFound(t *testing.T) {
	for name, c := range map[string]struct {
		quantity string
		of       func(i int) float64
		grows    bool
	}{
		"a heap that stays":                          {heap, func(int) float64 { return 10 }, false},
		"a heap that leaks all along":                {heap, func(i int) float64 { return 5 + float64(i)/10 }, true},
		"a heap that fills in the first third":       {heap, func(i int) float64 { return min(30, 5+float64(i)*2) }, false},
		"a heap that breathes":                       {heap, func(i int) float64 { return 10 + 5*float64(i%2) }, false},
		"a heap with one peak at the end":            {heap, func(i int) float64 { return 10 + 90*float64(i/(moments-1)) }, false},
		"a small heap that grows by half a megabyte": {heap, func(i int) float64 { return 1 + float64(i)/80 }, false},
		"a large heap that grows by two percent":     {heap, func(i int) float64 { return 100 + float64(i)/10 }, false},
		"a large heap that grows by a tenth":         {heap, func(i int) float64 { return 100 + float64(i)/2 }, true},
		"a heap that shrinks":                        {heap, func(i int) float64 { return 100 - float64(i) }, false},
		"goroutines that stay":                       {goroutines, func(int) float64 { return 20 }, false},
		"goroutines that stay behind":                {goroutines, func(i int) float64 { return 10 + float64(i) }, true},
		"five goroutines more":                       {goroutines, func(i int) float64 { return 10 + 5*float64(i/40) }, false},
		"six goroutines more":                        {goroutines, func(i int) float64 { return 10 + 6*float64(i/40) }, true},
	} {
		t.Run(name, func(t *testing.T) {
			readings := series(c.quantity, c.of)
			growths := judge(readings)
			if flat(growths) == c.grows {
				t.Errorf("flat is %v: %+v", flat(growths), growths)
			}
			for _, g := range growths {
				if g.grows && g.name != c.quantity {
					t.Errorf("%s grows", g.name)
				}
			}
			text := markdown("", readings, growths)
			if strings.Contains(text, "GROWS") != c.grows {
				t.Error(text)
			}
		})
	}
}

func TestASparklineBeginsAtZero(t *testing.T) {
	for want, of := range map[string]func(i int) float64{
		strings.Repeat("█", moments):                                    func(i int) float64 { return 100 + float64(i%2) },
		strings.Repeat("▁", moments/2) + strings.Repeat("█", moments/2): func(i int) float64 { return float64(i / (moments / 2)) },
		strings.Repeat("▁", moments):                                    func(int) float64 { return 0 },
	} {
		if got := sparkline(series(goroutines, of), quantities[2].of); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}
