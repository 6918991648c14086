package main

import (
	"bufio"
	"fmt"
	"os"
	"runtime"
	"strings"

	"golang.org/x/perf/benchfmt"

	"github.com/satchel-go/satchel/bench/timing"
)

// writeRaw writes a line for each row and pass, in the order in which they were timed. The
// names are those of the benchmarks.
func writeRaw(path string, rows []*timing.Row) (err error) {
	file, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("-raw: %w", err)
	}
	defer func() {
		if closing := file.Close(); err == nil && closing != nil {
			err = fmt.Errorf("-raw: %w", closing)
		}
	}()
	buffered := bufio.NewWriter(file)
	lines := benchfmt.NewWriter(buffered)
	for pass := range len(rows[0].Times) {
		for _, row := range rows {
			if err := lines.Write(result(row, pass)); err != nil {
				return fmt.Errorf("-raw: %w", err)
			}
		}
	}
	return buffered.Flush()
}

func result(row *timing.Row, pass int) *benchfmt.Result {
	name := "Request/" + strings.ReplaceAll(row.Name(), " ", "_") // as package testing does
	if processors := runtime.GOMAXPROCS(0); processors > 1 {
		name = fmt.Sprintf("%s-%d", name, processors)
	}
	r := &benchfmt.Result{
		Name:  benchfmt.Name(name),
		Iters: row.Rounds,
		Values: []benchfmt.Value{
			{Value: row.Times[pass], Unit: "ns/op"},
			{Value: float64(row.Bytes), Unit: "B/op"},
			{Value: float64(row.Allocs), Unit: "allocs/op"},
		},
	}
	// No more than these: what differs between two files comes into tables of its own, and
	// versions of Go are what one wants to compare.
	for _, line := range [][2]string{
		{"goos", runtime.GOOS},
		{"goarch", runtime.GOARCH},
		{"pkg", "github.com/satchel-go/satchel/bench"},
	} {
		r.Config = append(r.Config, benchfmt.Config{Key: line[0], Value: []byte(line[1]), File: true})
	}
	return r
}
