package bench_test

import (
	"slices"
	"testing"

	"github.com/satchel-go/satchel/bench"
)

// Cells has seen to it that each does its work; this is that none is missing.
func TestEveryPeerHasItsCells(t *testing.T) {
	onSessions := []string{"untouched-no-cookie", "untouched", "read-one-key", "change-one-key"}
	signed := append(slices.Clone(onSessions), "flash-set", "flash-take")
	onValues := []string{"encode", "decode"}
	want := map[string][]string{
		"floor-gin":            onSessions[:2],
		"gin":                  signed,
		"gorilla-hmac":         signed,
		"gorilla-hmac-aes":     signed,
		"securecookie-gob":     onValues,
		"securecookie-gob-aes": onValues,
		"securecookie-json":    onValues,
		"scs":                  signed,
		"scs-idle":             signed,
		"golangcollege":        signed,
		"golang-jwt":           slices.Concat(signed, onValues),
		"go-jose":              slices.Concat(signed, onValues),
		"jwx":                  slices.Concat(signed, onValues),
		"revel":                slices.Concat(onSessions, []string{"unsigned-flash-set", "unsigned-flash-take"}, onValues),
	}
	got := map[string][]string{}
	for _, cell := range cells(t) {
		if cell.Subject.Peer {
			got[cell.Subject.Name] = append(got[cell.Subject.Name], cell.Operation.Name)
		}
	}
	for name, operations := range want {
		if !slices.Equal(got[name], operations) {
			t.Errorf("%s takes part in %q, want %q", name, got[name], operations)
		}
	}
	if len(got) != len(want) {
		t.Errorf("there are %d peers, want %d", len(got), len(want))
	}
}

func TestValuesAloneAreThoseOfEachFormatAndOfTheFloors(t *testing.T) {
	var got []string
	for _, cell := range cells(t) {
		if cell.Operation.Name == "decode" && !cell.Subject.Peer {
			got = append(got, cell.Subject.Name)
		}
	}
	if want := []string{"floor", "floor-kept-mac", "native", "play", "play25", "sealed"}; !slices.Equal(got, want) {
		t.Errorf("%q decode, want %q", got, want)
	}
}

// scs keeps the session on the server, and gorilla in the request that it gets: neither
// may bring something from one request into the same request again.
func TestTheSameRequestFindsTheSameEachTime(t *testing.T) {
	for _, cell := range cells(t) {
		if cell.Operation.Name != "flash-take" {
			continue
		}
		first := cell.Served()
		for range 3 {
			if got := cell.Served(); got != first || got != bench.Message().Value {
				t.Errorf("%s takes %q, and %q the next time", cell.Name(), first, got)
			}
		}
	}
}
