package bench

import "strings"

// Pair is one entry of a session.
type Pair struct{ Key, Value string }

// pairs are the session that the operations work on: what an application keeps
// of a user who is logged in, five pairs of 150 bytes together.
var pairs = []Pair{
	{readKey, readValue},
	{"role", "editor"},
	{"locale", "en-GB"},
	{"csrf", "9f2c4b7e1d6a8035c4e7f1b29a6d0835e2c70d41"},
	{"returnTo", "/projects/4711/issues?state=open&sort=updated&page=2"},
}

// The key that is read and changed, with its two values of one length.
const (
	readKey      = "connected"
	readValue    = "user@example.com"
	changedValue = "root@example.com"
)

// message is what the flash carries, under the key that Play's documentation uses:
// 150 bytes together as well, so that the figures of session and flash compare.
const (
	messageKey = "success"
	message    = "The invitation has been sent to user@example.com. It is good for seven days; " +
		"the page of your team shows everybody who has not answered so far."
)

// largePairs are a session whose JWT comes close to the 4096 bytes of a cookie.
// Nothing in the long values grows in the form encoding of Play 2.5.
var largePairs = append([]Pair{
	{"basket", strings.Repeat("4711-2.", 220)},
	{"history", strings.Repeat("products-4711.", 78)},
}, pairs...)
