package main

import (
	"regexp"
	"testing"
)

const block = "crypto/internal/fips140/sha256.blockAVX2.abi0"

func TestARowIsComparedWithTheFloorOfItsOperation(t *testing.T) {
	text := printed([]*row{
		{"read/floor", []profile{{block: 500, "f": 100}}},
		{"read/native", []profile{{block: 300, "f": 140}, {block: 300, "f": 160}}},
		{"change/floor", []profile{{"f": 1000}}},
		{"hostile/native", []profile{{"f": 10}}},
	})
	for _, line := range []string{
		`(?m)^read +floor +600 +500 +100 +1\.00 × +–$`,
		`(?m)^read +native +450 +300 +150 +1\.50 × +13\.33 %$`,
		`(?m)^change +floor +1000 +0 +1000 +1\.00 × +–$`,
		`(?m)^hostile +native +10 +0 +10 +– +–$`,
	} {
		if !regexp.MustCompile(line).MatchString(text) {
			t.Errorf("%s is not in\n%s", line, text)
		}
	}
}

func TestTheFunctionsThatCostMostComeFirst(t *testing.T) {
	rows := []*row{{"read/native", []profile{{"small": 1, "large": 300, "middle": 20}}}}
	if got, want := printedFunctions(rows, 2), "\nread/native\n      300  large\n       20  middle\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := printedFunctions(rows, 0); got != "" {
		t.Errorf("none were asked for, and there is %q", got)
	}
}
