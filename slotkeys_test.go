package satchel_test

import (
	"slices"
	"testing"

	"github.com/satchel-go/satchel"
)

// slotLine makes a Cookie line with messages that a secret has signed, each in a slot.
func slotLine(t *testing.T, secret satchel.Secret, suffixes ...string) (line string) {
	t.Helper()
	scopes := start(t, satchel.Config{FlashSlots: 3, Secrets: []satchel.Secret{secret}, Clock: atNoon})
	for _, suffix := range suffixes {
		value, err := scopes.EncodeFlash(satchel.Pair{Key: "info", Value: suffix})
		must(t, err)
		line += flashName + suffix + "=" + value + "; "
	}
	return line
}

// An operator takes a key away when it opens nothing any more: messages in slots count.
func TestKeyUseCountsSlots(t *testing.T) {
	scopes := start(t, satchel.Config{FlashSlots: 3, Clock: atNoon, OnEvent: new(journal).note, Keys: []satchel.Key{
		{Secret: firstSecret}, {Secret: otherSecret, State: satchel.KeyRetiring}, {Secret: thirdSecret, State: satchel.KeyRetired},
	}})
	line := slotLine(t, otherSecret, ".abcde", ".abcdf") + slotLine(t, firstSecret, ".abcdg") + slotLine(t, thirdSecret, ".abcdh")
	if got := len(begin(t, scopes, line).Flash().Messages()); got != 3 {
		t.Errorf("%d messages are shown", got)
	}
	want := []string{
		"0 active opened 1 last 0s signed 0 refused 0",
		"1 retiring opened 2 last 0s signed 0 refused 0",
		"2 retired opened 0 last never signed 0 refused 1",
	}
	if got := keyUses(t, scopes, firstSecret, otherSecret, thirdSecret); !slices.Equal(got, want) {
		t.Errorf("in use are\n%q, want\n%q", got, want)
	}
}

func TestTheSameSlotTwiceCountsOnce(t *testing.T) {
	scopes := start(t, satchel.Config{FlashSlots: 3, Clock: atNoon, OnEvent: new(journal).note, Secrets: []satchel.Secret{firstSecret}})
	begin(t, scopes, slotLine(t, firstSecret, ".abcde", ".abcde")).Flash().Messages()
	if use := scopes.KeyUse(); use[0].Opened != 1 {
		t.Errorf("opened %d", use[0].Opened)
	}
}

// Who still comes with a stolen key is told by its name, whatever cookie it is.
func TestARetiredKeyOfASlotIsNamed(t *testing.T) {
	want := keyID(t, start(t, satchel.Config{Secrets: []satchel.Secret{otherSecret}}))
	for name, suffix := range map[string]string{"a slot": ".abcde", "the cookie of before slots": ""} {
		for _, slots := range []int{0, 3} {
			if suffix != "" && slots == 0 {
				continue // not a cookie of ours
			}
			var events journal
			scopes := start(t, satchel.Config{FlashSlots: slots, Clock: atNoon, OnEvent: events.note, Keys: []satchel.Key{
				{Secret: firstSecret}, {Secret: otherSecret, State: satchel.KeyRetired},
			}})
			begin(t, scopes, slotLine(t, otherSecret, suffix)).Flash().Messages()
			refused := events.of(satchel.Rejected)
			if len(refused) != 1 || refused[0].Reason != satchel.ReasonRetired || refused[0].KeyID != want || refused[0].Cookie != flashName {
				t.Errorf("%s, %d slots: told %+v", name, slots, refused)
			}
		}
	}
}
