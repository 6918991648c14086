package satchel

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// FlashPolicy says which response ends a message of the flash. The zero value is
// [ProfilePolicy].
type FlashPolicy uint8

const (
	// ProfilePolicy is [NextPage] in Native, and [NextRequest] in the Play profiles,
	// where a Play application deals with the same cookie.
	ProfilePolicy FlashPolicy = iota

	// NextPage: a message is for the next page that a person sees and whose handler
	// asked for the flash. An asset, a poll, a prefetch, a redirect, a download or a
	// failure leaves it where it is; after five minutes it is gone (see
	// CookieConfig.MaxAge). docs/flash.md has each case in a table.
	NextPage

	// NextRequest is exactly Play: the first response to a request that carried a
	// message ends it, whatever the request was for, but for the upgrade to a
	// WebSocket.
	NextRequest
)

// policyNames are what String returns and UnmarshalText takes.
var policyNames = []string{ProfilePolicy: "profile", NextPage: "next-page", NextRequest: "next-request"}

// String returns "profile", "next-page" or "next-request".
func (p FlashPolicy) String() string {
	if int(p) < len(policyNames) {
		return policyNames[p]
	}
	return fmt.Sprintf("FlashPolicy(%d)", uint8(p))
}

// MarshalText implements [encoding.TextMarshaler]. An unknown policy is an error.
func (p FlashPolicy) MarshalText() ([]byte, error) {
	if int(p) >= len(policyNames) {
		return nil, fmt.Errorf("satchel: %v is no policy for the flash", p)
	}
	return []byte(p.String()), nil
}

// UnmarshalText implements [encoding.TextUnmarshaler]. It takes what String returns,
// in capitals too.
func (p *FlashPolicy) UnmarshalText(name []byte) error {
	i := slices.Index(policyNames, strings.ToLower(string(name)))
	if i < 0 {
		return fmt.Errorf("satchel: flash policy %q is none of %s", name, strings.Join(policyNames, ", "))
	}
	*p = FlashPolicy(i) //nolint:gosec // an index of three
	return nil
}

// flashLifetime is how long a message of NextPage waits by default. Five minutes are
// what a slow page and a login on the way take; a message that shows up later is out
// of its context.
const flashLifetime = 5 * time.Minute

// The bounds of Config.FlashSlots. Eight waiting messages fill a page; more would only
// add to the header of each request.
const (
	minFlashSlots = 2
	maxFlashSlots = 8
)

// flashPolicy resolves the default.
func (c *Config) flashPolicy() FlashPolicy {
	switch {
	case c.FlashPolicy != ProfilePolicy:
		return c.FlashPolicy
	case c.Profile == Native:
		return NextPage
	default:
		return NextRequest
	}
}

// flashFaults reports what is wrong with the settings of the flash alone.
func (c *Config) flashFaults(faults *faults) {
	policy := c.flashPolicy()
	if int(policy) >= len(policyNames) {
		faults.add("FlashPolicy", "unknown; use NextPage or NextRequest")
	}
	if c.FlashSlots != 0 {
		if c.FlashSlots < minFlashSlots || c.FlashSlots > maxFlashSlots {
			faults.add("FlashSlots", fmt.Sprintf("%d is not between %d and %d; 0 is one cookie for all messages", c.FlashSlots, minFlashSlots, maxFlashSlots))
		}
		if c.Profile != Native {
			faults.add("FlashSlots", "goes with the profile Native only: Play reads one cookie")
		} else if policy != NextPage {
			faults.add("FlashSlots", "goes with the policy NextPage only: with NextRequest, the first response ends all messages")
		}
		if c.InsecureUnsignedFlash {
			faults.add("FlashSlots", "needs a signed flash: anybody could fill the slots; leave InsecureUnsignedFlash off")
		}
	}
	for i, rule := range c.FlashRules {
		if problem := rule.fault(); problem != "" {
			faults.add(fmt.Sprintf("FlashRules[%d]", i), problem)
		}
	}
	if len(c.FlashRules) > 0 && policy != NextPage {
		faults.add("FlashRules", "goes with the policy NextPage only: with NextRequest, each response ends the messages")
	}
}
