package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// profile is the number of instructions by function.
type profile map[string]float64

// readProfile reads what cachegrind writes: "fn=" and a function, then a line for each of
// its lines of code, with the number of that line and its instructions. At the end stands
// the sum, which must be right: another version may write something else.
func readProfile(from io.Reader) (profile, error) {
	counts, sum := profile{}, ""
	function := ""
	lines := bufio.NewScanner(from)
	lines.Buffer(nil, 1<<20) // instances of generic functions have long names
	for lines.Scan() {
		line := lines.Text()
		if name, is := strings.CutPrefix(line, "fn="); is {
			function = name
			continue
		}
		if total, is := strings.CutPrefix(line, "summary:"); is {
			sum = strings.TrimSpace(total)
			continue
		}
		if line == "" || line[0] < '0' || line[0] > '9' {
			continue
		}
		_, count, _ := strings.Cut(line, " ")
		number, err := strconv.ParseInt(count, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("cachegrind's line %q has no count: %w", line, err)
		}
		counts[function] += float64(number)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("cachegrind's counts: %w", err)
	}
	switch got := strconv.FormatFloat(counts.total(), 'f', 0, 64); sum {
	case "":
		return nil, errors.New("cachegrind's counts have no sum: the program has not come to its end")
	case got:
		return counts, nil
	default:
		return nil, fmt.Errorf("cachegrind's counts are %s together, and it says %s", got, sum)
	}
}

// difference is what each of the additional requests has cost.
func difference(before, after profile, requests int) profile {
	each := profile{}
	for function, count := range after {
		if more := count - before[function]; more != 0 {
			each[function] = more / float64(requests)
		}
	}
	for function, count := range before {
		if _, is := after[function]; !is {
			each[function] = -count / float64(requests)
		}
	}
	return each
}

func (p profile) total() float64 {
	sum := 0.0
	for _, count := range p {
		sum += count
	}
	return sum
}

// hashing is what the compression functions of SHA-256 and SHA-1 cost, whatever
// instructions they are made of.
func (p profile) hashing() float64 {
	sum := 0.0
	for function, count := range p {
		if strings.Contains(function, "/sha256.block") || strings.Contains(function, "/sha1.block") {
			sum += count
		}
	}
	return sum
}
