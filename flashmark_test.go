package satchel_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/satchel-go/satchel"
)

// The flash is looked for by what its name does not share with the session's.
func TestTheFlashIsFoundWhateverTheNamesShare(t *testing.T) {
	for _, names := range [][2]string{
		{"session", "flash"}, {"a", "ab"}, {"ab", "a"}, {"ab", "ac"}, {"PLAY_SESSION", "PLAY_FLASH"},
		{"x", "xx"}, {"xx", "x"}, {"flash-session", "flash"}, {"session-flash", "session-fla"},
	} {
		for _, policy := range []satchel.FlashPolicy{satchel.NextPage, satchel.NextRequest} {
			for _, slots := range []int{0, 4} {
				if slots > 0 && policy == satchel.NextRequest {
					continue
				}
				scopes, _ := newScopes(t, satchel.Config{
					InsecureHTTP: true, FlashPolicy: policy, FlashSlots: slots,
					Session: satchel.CookieConfig{Name: names[0]}, Flash: satchel.CookieConfig{Name: names[1]},
				})
				x := begin(t, scopes)
				must(t, x.Flash().Set("success", "saved"))
				must(t, x.Session().Set("user", "ann"))
				var lines []string
				for _, line := range commit(t, x)["Set-Cookie"] {
					cookie, _, _ := strings.Cut(line, ";")
					lines = append(lines, cookie)
				}
				x = begin(t, scopes, lines...)
				if got := x.Flash().Get("success"); got != "saved" {
					t.Errorf("%q, policy %v, %d slots: the message is %q", names, policy, slots, got)
				}
				if got := x.Session().Get("user"); got != "ann" {
					t.Errorf("%q: the user is %q", names, got)
				}
				if len(commit(t, x)["Set-Cookie"]) != 1 {
					t.Errorf("%q, policy %v, %d slots: the message is not deleted", names, policy, slots)
				}
			}
		}
	}
}

// A value that looks like the flash's name is none, and has no events.
func TestAValueIsNotTakenForTheFlash(t *testing.T) {
	scopes, events := newScopes(t, satchel.Config{})
	x := begin(t, scopes, "theme=flash")
	_ = x.Session()
	must(t, x.Commit(http.StatusOK, http.Header{}))
	_ = x.Flash()
	events.want(t)
}

// With the policy that looks for a flash in each request, one that is out of sight is told
// also where nobody asks.
func TestAFlashThatIsOutOfSightIsTold(t *testing.T) {
	scopes, events := newScopes(t, satchel.Config{Profile: satchel.Play})
	must(t, begin(t, scopes, "other="+strings.Repeat("x", 40<<10)).Commit(http.StatusOK, http.Header{}))
	events.want(t, "conflict PLAY_FLASH flood")
	x := begin(t, scopes, "other="+strings.Repeat("x", 40<<10))
	must(t, x.Commit(http.StatusOK, http.Header{}))
	_ = x.Flash().Get("success")
	events.want(t, "conflict PLAY_FLASH flood", "late PLAY_FLASH read") // once

	scopes, events = newScopes(t, satchel.Config{FlashPolicy: satchel.NextRequest})
	x = begin(t, scopes, "__HOST-SESSION=2")
	_ = x.Session()
	must(t, x.Commit(http.StatusOK, http.Header{}))
	events.want(t, "conflict "+sessionName+" near-miss __HOST-SESSION")
}
