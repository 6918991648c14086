package interop_test

import (
	"strings"
	"testing"

	"github.com/satchel-go/satchel/interop/internal/live"
)

// settingPair is an application in Play and one in Go with the same settings.
type settingPair struct {
	browser    *live.Browser
	play, inGo *live.Site
}

// deedLine is the line that a deed made an application send.
type deedLine struct {
	setCookie

	deed    string
	purpose string    // what the cookie is for
	deletes bool      // the cookie
	before  setCookie // what is deleted
}

// deeds makes one application do all that writes and deletes both cookies, and the other
// one read it, and take the cookie away. The lines of the first are returned.
func (at settingPair) deeds(t *testing.T, writer, reader *live.Site, compare func(got, want live.Pairs)) []deedLine {
	t.Helper()
	maria, ayse := live.Pairs{"user": "maria@shop.test"}, live.Pairs{"user": "Ayşe & Söhne = \"x\""}
	message := live.Pairs{"success": "Saved: 50 %"}
	var lines []deedLine
	does := func(deed, purpose string, do func() live.Response) {
		t.Helper()
		lines = append(lines, deedLine{setCookie: sent(t, do), deed: deed, purpose: purpose})
	}
	deletes := func(deed, purpose string, do func() live.Response) {
		t.Helper()
		last := lines[len(lines)-1].setCookie
		lines = append(lines, deedLine{setCookie: sent(t, do), deed: deed, purpose: purpose, deletes: true, before: last})
		at.holdsNothing(t, deed)
	}

	does("setting a session", "session", func() live.Response { return writer.SetSession(maria) })
	compare(reader.Session(), maria)
	does("replacing it", "session", func() live.Response { return writer.ReplaceSession(ayse) })
	compare(reader.Session(), ayse)
	deletes("removing the last pair", "session", func() live.Response { return writer.RemoveFromSession("user") })
	does("setting another session", "session", func() live.Response { return writer.SetSession(maria) })
	deletes("clearing it", "session", func() live.Response { return writer.ClearSession() })
	does("setting a flash", "flash", func() live.Response { return writer.SetFlash(message) })
	deletes("showing it", "flash", func() live.Response { return writer.Get("/flash") })

	writer.SetSession(maria)
	reader.ClearSession()
	at.holdsNothing(t, "a logout in the other application")
	writer.SetFlash(message)
	compare(reader.Flash(), message)
	at.holdsNothing(t, "the other application has shown the flash")
	return lines
}

func (at settingPair) holdsNothing(t *testing.T, after string) {
	t.Helper()
	if left := at.browser.Jar.All(); len(left) > 0 {
		t.Errorf("after %s the browser has %v", after, left)
	}
}

// deletionHere is what we promise of a deletion: all attributes of what is deleted.
func deletionHere(line *deedLine) string {
	_, place, _ := strings.Cut(line.before.attributes, "; Expires=…")
	if place == "" {
		place = line.before.attributes
	}
	return "; Max-Age=0; Expires=…" + place
}

// deletionByPlay is what Play sends where we send a deletion: the same without HTTPOnly,
// and before 2.9 without SameSite. That of 2.5 is older.
func deletionByPlay(version live.Version, ours string) string {
	without := func(attribute string) string {
		before, after, found := strings.Cut(ours, attribute)
		if _, rest, more := strings.Cut(after, ";"); found && more {
			return before + ";" + rest
		}
		return before
	}
	if version.LegacyFormat() { // HTTPOnly whatever the setting
		return strings.Replace(without("; HTTPOnly"), "Max-Age=0", "Max-Age=-86400", 1) + "; HTTPOnly"
	}
	if strings.HasPrefix(string(version), "2.8.") {
		ours = without("; SameSite=")
	}
	return without("; HTTPOnly")
}
