package main

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel/bench"
)

// A short run is no measurement, but everything in it has to work.
func TestEveryOperationGetsALineForEachNumberOfGoroutines(t *testing.T) {
	operations := bench.CacheOperations(t)
	var out strings.Builder
	if err := printTable(&out, measure(t, operations, regexp.MustCompile(""), 2, time.Microsecond)); err != nil {
		t.Fatal(err)
	}
	for _, operation := range operations {
		lines := regexp.MustCompile(`(?m)^`+operation.Name+` +(\d+) .*\d+ ns .*\d+ +$`).FindAllStringSubmatch(out.String(), -1)
		if len(lines) != len(bench.CacheGoroutines()) {
			t.Errorf("%s has %d lines in\n%s", operation.Name, len(lines), &out)
		}
	}
}

func TestOnlyWhatMatchesIsMeasured(t *testing.T) {
	nothing := func(int, int) error { return nil }
	rows := measure(t, []bench.CacheOperation{{Name: "one", Ours: nothing}, {Name: "two", Ours: nothing}},
		regexp.MustCompile("tw"), 3, time.Microsecond)
	if len(rows) != len(bench.CacheGoroutines()) || rows[0].name != "two" || len(rows[0].ours.times) != 3 {
		t.Errorf("%d rows, the first is %+v", len(rows), rows[0])
	}
}

// A pass in which the machine was slow is slow for both.
func TestARatioIsTheMedianOfThosePassByPass(t *testing.T) {
	r := &row{bare: &side{times: []float64{100, 1000, 10}}, ours: &side{times: []float64{200, 2100, 15}}}
	if got := r.ratio(); got != 2 {
		t.Errorf("the ratio is %v", got)
	}
}

func TestAProgramCleansUpInReverseOrderAndSaysWhetherItFailed(t *testing.T) {
	var order []string
	note := func(what string) func() { return func() { order = append(order, what) } }
	if !runProgram(func(tb testing.TB) { tb.Cleanup(note("first")); tb.Cleanup(note("second")) }) {
		t.Error("it has failed")
	}
	if runProgram(func(tb testing.TB) {
		tb.Cleanup(note("after a failure"))
		tb.Fatal("this line belongs to a test")
		note("never")()
	}) {
		t.Error("it has not failed")
	}
	if got := strings.Join(order, ", "); got != "second, first, after a failure" {
		t.Error(got)
	}
}
