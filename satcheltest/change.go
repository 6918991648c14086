package satcheltest

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/satchel-go/satchel"
)

// Change is what a response does to the cookies of one scope. The flash may have
// several (Config.FlashSlots), of which a response may write one and delete others.
type Change struct {
	// Pairs are those of the written cookies, in order, without reserved ones. A message
	// has its plain key, also where it is for one path.
	Pairs []satchel.Pair

	// Written and Deleted are the cookies with their attributes. Values are as in the
	// header, which [satchel.Scopes.DecodeSession] and DecodeFlash read.
	Written, Deleted []*http.Cookie

	word    string
	targets []string // of Pairs
	form    url.Values
}

// Untouched tells whether the response leaves the cookies as they are.
func (c Change) Untouched() bool { return len(c.Written)+len(c.Deleted) == 0 }

// Get returns the value that the response writes under key, or "".
func (c Change) Get(key string) string {
	value, _ := c.Lookup(key)
	return value
}

// Lookup returns the value that the response writes under key, and whether it does.
func (c Change) Lookup(key string) (value string, found bool) {
	for _, pair := range c.Pairs {
		if pair.Key == key {
			return pair.Value, true
		}
	}
	return "", false
}

// Target returns the path that the message under key is for ([satchel.Redirect],
// SetTarget), "" for any page.
func (c Change) Target(key string) string {
	for i, pair := range c.Pairs {
		if pair.Key == key {
			return c.targets[i]
		}
	}
	return ""
}

// Form returns the old input that the response keeps for the next page (SetForm); nil
// if there is none.
func (c Change) Form() url.Values { return c.form }

// has tells whether value is what is written under key, or one of several messages
// there, each of which is a line.
func (c Change) has(key, value string) bool {
	for _, pair := range c.Pairs {
		if pair.Key == key && (pair.Value == value || strings.Contains("\n"+pair.Value+"\n", "\n"+value+"\n")) {
			return true
		}
	}
	return false
}

// with takes in the pairs of a token. The root package keeps the path of a message in its
// key: "satchel.message 1767225600 /items success", with a minus for what is missing.
func (c Change) with(pairs []satchel.Pair) Change {
	for _, pair := range pairs {
		target := ""
		if rest, marked := strings.CutPrefix(pair.Key, satchel.ReservedPrefix+"message "); marked {
			if parts := strings.SplitN(rest, " ", 3); len(parts) == 3 {
				target, pair.Key = strings.TrimPrefix(parts[1], "-"), parts[2]
			}
		}
		if pair.Key == satchel.ReservedPrefix+"form" {
			c.form, _ = url.ParseQuery(pair.Value)
		}
		if !strings.HasPrefix(pair.Key, satchel.ReservedPrefix) {
			c.Pairs, c.targets = append(c.Pairs, pair), append(c.targets, target)
		}
	}
	return c
}

// String says what the response does, with the pairs and without a cookie's text: "it
// writes the flash with success="Saved" for /items".
func (c Change) String() string {
	if c.Untouched() {
		return "it leaves the " + c.word + " as it was"
	}
	var says []string
	if len(c.Written) > 0 {
		pairs := make([]string, len(c.Pairs))
		for i, pair := range c.Pairs {
			pairs[i] = pair.Key + "=" + strconv.Quote(pair.Value)
			if c.targets[i] != "" {
				pairs[i] += " for " + c.targets[i]
			}
		}
		with := " without pairs"
		if len(pairs) > 0 {
			with = " with " + strings.Join(pairs, ", ")
		}
		says = append(says, "writes the "+c.word+with)
	}
	if len(c.Deleted) > 0 {
		names := make([]string, len(c.Deleted))
		for i, cookie := range c.Deleted {
			names[i] = cookie.Name
		}
		says = append(says, "deletes "+strings.Join(names, ", "))
	}
	return "it " + strings.Join(says, " and ")
}
