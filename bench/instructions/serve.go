package main

import (
	"fmt"
	"strconv"

	"github.com/satchel-go/satchel/bench"
)

// serveArgument makes this program the one that is counted. It is for nobody else.
const serveArgument = "serve-under-valgrind"

// serve serves one cell so many times. Its arguments are the name and the number.
func serve(arguments []string) error {
	if len(arguments) != 2 {
		return fmt.Errorf("%s takes a cell and a number, not %q", serveArgument, arguments)
	}
	requests, err := strconv.Atoi(arguments[1])
	if err != nil {
		return fmt.Errorf("the number of requests: %w", err)
	}
	cell, err := bench.CellNamed(arguments[0])
	if err != nil {
		return err
	}
	for range requests {
		cell.Serve()
	}
	return nil
}
