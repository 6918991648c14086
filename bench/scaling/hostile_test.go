package main

import (
	"strings"
	"testing"

	"github.com/satchel-go/satchel"
)

func TestHostileHeadersHaveTheirLength(t *testing.T) {
	kinds, err := hostilities()
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range kinds {
		for _, length := range lengths() {
			got := len(kind.header(length))
			if got > length || got < length-length/8 {
				t.Errorf("%s: a header of %d bytes has %d", kind.name, length, got)
			}
		}
	}
}

// A forged token that is refused for its shape costs nothing, and shows nothing.
func TestAForgedTokenIsRefusedForItsMAC(t *testing.T) {
	s, err := newSubject("native", satchel.Config{})
	if err != nil {
		t.Fatal(err)
	}
	forged, err := forgeries(s)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for i, room := range []int{900, 1000, 4096, 4096, 4096} {
		_, value, _ := strings.Cut(forged(i, room), "=")
		if _, err := s.scopes.DecodeSession(value); satchel.ReasonOf(err) != satchel.ReasonSignature {
			t.Errorf("in %d bytes the reason is %v", room, err)
		}
		if seen[value] {
			t.Errorf("token %d has come before", i)
		}
		seen[value] = true
	}
}

func TestWhatStandsBehindAMACIsMalformedAndNothingElse(t *testing.T) {
	kinds, err := jsonHostilities()
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range kinds {
		for _, length := range []int{1 << 10, 4 << 10} {
			_, value, _ := strings.Cut(kind.header(length), "=")
			_, err := kind.subject.scopes.DecodeSession(value)
			if reason := satchel.ReasonOf(err); err != nil && reason != satchel.ReasonMalformed {
				t.Errorf("%s: %v", kind.name, err)
			}
		}
	}
}
