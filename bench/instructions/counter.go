package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
)

// counter runs this program under valgrind.
type counter struct {
	valgrind string
	folder   string // for the binary and the counts
	binary   string
}

// findValgrind returns the path of the program that counts: $VALGRIND, or that in PATH.
func findValgrind() (string, error) {
	path, err := exec.LookPath(cmp.Or(os.Getenv("VALGRIND"), "valgrind"))
	if err != nil {
		return "", errors.New("valgrind is not installed; it is the package valgrind of Debian and Ubuntu")
	}
	return path, nil
}

// newCounter builds the program. "go run" makes one too, but without the symbols that the
// columns of the table need. The caller closes what it returns.
func newCounter(ctx context.Context) (*counter, error) {
	valgrind, err := findValgrind()
	if err != nil {
		return nil, err
	}
	folder, err := os.MkdirTemp("", "instructions")
	if err != nil {
		return nil, err
	}
	c := &counter{valgrind: valgrind, folder: folder, binary: filepath.Join(folder, "counted")}
	build := exec.CommandContext(ctx, "go", "build", "-o", c.binary, "github.com/satchel-go/satchel/bench/instructions")
	if text, err := build.CombinedOutput(); err != nil {
		c.close()
		return nil, fmt.Errorf("building what is counted: %w\n%s", err, text)
	}
	return c, nil
}

func (c *counter) close() { _ = os.RemoveAll(c.folder) }

const (
	// settledAfter is how many requests are served before the first one that counts.
	settledAfter = 8000

	// fewest is how many requests say what one of them costs, roughly.
	fewest = 1000
)

// perRequest counts what one request of a cell costs, as a mean over as many as come to
// so many millions of instructions.
func (c *counter) perRequest(ctx context.Context, cell string, millions int) (profile, error) {
	start, err := c.count(ctx, cell, settledAfter-fewest)
	if err != nil {
		return nil, err
	}
	before, err := c.count(ctx, cell, settledAfter)
	if err != nil {
		return nil, err
	}
	requests := enough(difference(start, before, fewest).total(), millions)
	after, err := c.count(ctx, cell, settledAfter+requests)
	if err != nil {
		return nil, err
	}
	return difference(before, after, requests), nil
}

// enough is the number of requests of so many instructions each. What says how many these
// are is rough, and for cheap requests less than the noise: hence the bounds.
func enough(each float64, millions int) int {
	const cheapest = 500
	return max(fewest, int(float64(millions)*1e6/max(each, cheapest)))
}

// count returns what a whole process has done.
func (c *counter) count(ctx context.Context, cell string, requests int) (profile, error) {
	out := filepath.Join(c.folder, "counts")
	command := exec.CommandContext(ctx, c.valgrind, "--tool=cachegrind", "--cache-sim=no", "--branch-sim=no", "--quiet",
		"--cachegrind-out-file="+out, c.binary, serveArgument, cell, strconv.Itoa(requests))
	command.Env = append(os.Environ(), "GOMAXPROCS=1", "GOGC=off", "GOMEMLIMIT=off", "GODEBUG=asyncpreemptoff=1")
	var text bytes.Buffer
	command.Stdout, command.Stderr = &text, &text
	if err := command.Run(); err != nil {
		return nil, fmt.Errorf("under valgrind: %w\n%s", err, text.Bytes())
	}
	file, err := os.Open(out)
	if err != nil {
		return nil, err
	}
	defer file.Close() //nolint:errcheck // it was only read
	return readProfile(file)
}
