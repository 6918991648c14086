package e2e_test

import (
	"testing"

	"github.com/satchel-go/satchel"
)

// outcome is what a person sees of the messages of one situation, each with its page, in
// order. Where the two differ, NextRequest has lost a message, or shown it twice.
type outcome struct{ nextPage, nextRequest []string }

// of lives through the situation with each policy.
func (o outcome) of(t *testing.T, situation func(*testing.T, *site) *person) {
	t.Helper()
	for policy, want := range map[satchel.FlashPolicy][]string{satchel.NextPage: o.nextPage, satchel.NextRequest: o.nextRequest} {
		t.Run(policy.String(), func(t *testing.T) {
			situation(t, startSite(t, satchel.Config{FlashPolicy: policy})).saw(want...)
		})
	}
}

// seen is a list of messages; nothing if it is empty.
func seen(messages ...string) []string { return messages }
