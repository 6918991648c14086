package main

import (
	"maps"
	"strings"
	"testing"
)

const counted = `desc: I1 cache: 32768 B
cmd: ./counted
events: Ir
fl=a.go
fn=main.one
1 10
20 5
fl=b.go
fn=crypto/internal/fips140/sha256.blockAVX2.abi0
3 100
fn=main.one
7 2
summary: 117
`

func TestLinesOfOneFunctionInTwoFilesAreOneSum(t *testing.T) {
	got, err := readProfile(strings.NewReader(counted))
	if err != nil {
		t.Fatal(err)
	}
	if want := (profile{"main.one": 17, "crypto/internal/fips140/sha256.blockAVX2.abi0": 100}); !maps.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if sha1 := (profile{"crypto/sha1.blockAVX2": 7, "crypto/sha1.Sum": 1}); sha1.hashing() != 7 {
		t.Errorf("SHA-1 is %v", sha1.hashing())
	}
	if got.total() != 117 || got.hashing() != 100 {
		t.Errorf("the total is %v, SHA %v", got.total(), got.hashing())
	}
}

func TestCountsThatCannotBeTrustedAreAnError(t *testing.T) {
	for name, text := range map[string]string{
		"nothing":                  "",
		"no sum":                   strings.Replace(counted, "summary: 117\n", "", 1),
		"another sum":              strings.Replace(counted, "117", "118", 1),
		"a line without a count":   strings.Replace(counted, "20 5", "20", 1),
		"more counts than one":     strings.Replace(counted, "20 5", "20 5 7", 1),
		"a count that is no count": strings.Replace(counted, "20 5", "20 x", 1),
	} {
		if got, err := readProfile(strings.NewReader(text)); err == nil {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestADifferenceIsThatOfEachFunctionByRequest(t *testing.T) {
	before := profile{"start": 1000, "serve": 50, "once": 8}
	after := profile{"start": 1000, "serve": 450, "late": 40}
	want := profile{"serve": 40, "once": -0.8, "late": 4}
	if got := difference(before, after, 10); !maps.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
