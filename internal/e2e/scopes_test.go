package e2e_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"github.com/satchel-go/satchel"
)

// profiles are the three sets of defaults, with the names that the cookies have
// in development.
var profiles = []struct {
	profile        satchel.Profile
	session, flash string
}{
	{satchel.Native, "session", "flash"},
	{satchel.Play, "PLAY_SESSION", "PLAY_FLASH"},
	{satchel.Play25, "PLAY_SESSION", "PLAY_FLASH"},
}

const (
	success = ".message.success[role=status]"
	failure = ".message.error[role=alert]"
	email   = "ada@example.org"
)

func TestAMessageIsShownOnce(t *testing.T) {
	for _, test := range profiles {
		t.Run(test.profile.String(), func(t *testing.T) {
			page := open(t, test.profile)
			page.press("/items")
			page.expect(failure, "Error Give the item a name.")
			page.expectPart("#pocket-flash", "Give the item a name.")
			page.expectPart("#pocket-flash", "gone with it")

			page.fill("/items", "name", "A notebook")
			page.expect(failure, "")
			page.expect(success, "Done Saved “A notebook”.")
			if cookie := page.cookie(test.flash); cookie != nil {
				t.Errorf("the browser still has the cookie %s", cookie.Name)
			}

			page.follow(chromedp.Reload())
			page.expect(success, "")
			page.expectPart("#pocket-flash", "No message.")
			if got := page.items(); !slices.Equal(got, []string{"A notebook"}) {
				t.Errorf("items %q", got)
			}

			page.press("/items/delete")
			page.expect(success, "Done Removed “A notebook”.")
			if got := page.items(); len(got) != 0 {
				t.Errorf("items %q", got)
			}
		})
	}
}

func TestTheSessionLastsFromLoginToLogout(t *testing.T) {
	for _, test := range profiles {
		t.Run(test.profile.String(), func(t *testing.T) {
			page := open(t, test.profile)
			if page.cookie(test.session) != nil {
				t.Error("a visitor who did nothing has a session cookie")
			}
			page.fill("/login", "email", "ada@")
			page.expectPart(failure, "Give an email address")
			if page.cookie(test.session) != nil {
				t.Error("a refused login makes a session cookie")
			}

			page.fill("/login", "email", email)
			page.expect(".connected", "Connected as "+email)
			first := page.cookie(test.session)
			if first == nil {
				t.Fatalf("the browser has no cookie %s", test.session)
			}
			if !first.HTTPOnly || first.SameSite != network.CookieSameSiteLax || first.Path != "/" || !first.Session {
				t.Errorf("attributes of the cookie: %+v", *first)
			}
			if got := evaluate[string](page, "document.cookie"); got != "" {
				t.Errorf("scripts can read %q", got)
			}

			page.follow(chromedp.Reload())
			page.expect(".connected", "Connected as "+email)
			if again := page.cookie(test.session); again == nil || again.Value != first.Value {
				t.Error("reading the session writes its cookie anew")
			}

			page.press("/fill")
			page.expectPart("#pocket-session", "note1")
			if second := page.cookie(test.session); second == nil || second.Value == first.Value {
				t.Error("a change of the session does not reach the cookie")
			}

			page.press("/logout")
			page.expect(".connected", "")
			page.expectPart("#pocket-session", "No session.")
			if page.cookie(test.session) != nil {
				t.Error("a session that is over leaves its cookie behind")
			}
		})
	}
}

func TestASessionThatIsFullStaysAsItIs(t *testing.T) {
	for _, test := range profiles {
		t.Run(test.profile.String(), func(t *testing.T) {
			page := open(t, test.profile)
			fillUp(page)
			page.expectPart(failure, "Not stored, and the session is as it was")
			page.expectPart(failure, "browsers keep 4096")
			page.expect(".connected", "Connected as "+email)
			before := page.cookie(test.session)
			if before == nil {
				t.Fatal("the session is lost")
			}
			if size := len(before.Name) + len(before.Value); size > 4096 || size < 3000 {
				t.Errorf("the cookie has %d bytes", size)
			}
			page.press("/fill")
			if after := page.cookie(test.session); after == nil || after.Value != before.Value {
				t.Error("a change that was refused changed the cookie")
			}
		})
	}
}

func TestATamperedSessionIsEmpty(t *testing.T) {
	for _, test := range profiles {
		t.Run(test.profile.String(), func(t *testing.T) {
			page := open(t, test.profile)
			page.fill("/login", "email", email)
			page.tamper(test.session)
			page.visit("")
			page.expect(".connected", "")
			page.expectPart("#pocket-session", "Refused: signature.")
			page.expect(failure, "")

			page.fill("/login", "email", email)
			page.expect(".connected", "Connected as "+email)
			if got := page.text("#pocket-session"); strings.Contains(got, "Refused") {
				t.Errorf("the next login does not replace the cookie: %s", got)
			}
		})
	}
}

func TestOnlyTheUnsignedFlashCanBeForged(t *testing.T) {
	for _, test := range profiles {
		t.Run(test.profile.String(), func(t *testing.T) {
			page := open(t, test.profile)
			const forged = "success=%3Cimg+src%3Dx+onerror%3Dalert%281%29%3E"
			call(page, network.SetCookie, network.SetCookieParams{Name: test.flash, Value: forged, URL: page.url})
			page.visit("")
			if test.profile == satchel.Play25 {
				page.expect(success, "Done <img src=x onerror=alert(1)>") // escaped: text, no image
			} else {
				page.expect(success, "")
				page.expectPart("#pocket-flash", "Refused: malformed.")
			}
			if got := evaluate[int](page, "document.images.length"); got != 0 {
				t.Error("the text of a flash became an element")
			}
		})
	}
}
