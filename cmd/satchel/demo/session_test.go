package demo_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/satchel-go/satchel"
)

var sessionCookies = map[satchel.Profile]string{
	satchel.Native: "session", satchel.Play: "PLAY_SESSION", satchel.Play25: "PLAY_SESSION",
}

const connected = "Connected as <strong>"

func TestLogin(t *testing.T) {
	const refused = "error: Give an email address, as in ada@example.org."
	for _, test := range []struct {
		name, email, message string
	}{
		{"stores the address", "ada@example.org", "success: Welcome, ada@example.org."},
		{"trims white space", " ada@example.org ", "success: Welcome, ada@example.org."},
		{"refuses nothing", "", refused},
		{"refuses a word", "ada", refused},
		{"refuses a display name", "Ada <ada@example.org>", refused},
		{"refuses two addresses", "ada@example.org, bob@example.org", refused},
		{"refuses an address that no mail server takes", strings.Repeat("a", 250) + "@b.org", refused},
		{"refuses bytes that are no text", "ad\xe4@example.org", refused},
	} {
		t.Run(test.name, func(t *testing.T) {
			for _, profile := range profiles {
				c := visit(t, satchel.Config{Profile: profile})
				page := c.post("/login", "email", test.email)
				if got := message(page); got != test.message {
					t.Errorf("%s: message %q, want %q", profile, got, test.message)
				}
				wantSession := test.message != refused
				if got := strings.Contains(page, connected+"ada@example.org<"); got != wantSession {
					t.Errorf("%s: connected is %t, want %t", profile, got, wantSession)
				}
				if got := c.cookie(sessionCookies[profile]) != ""; got != wantSession {
					t.Errorf("%s: there is a session cookie: %t, want %t", profile, got, wantSession)
				}
			}
		})
	}
}

func TestLoginBeginsANewSession(t *testing.T) {
	c := visit(t, satchel.Config{})
	c.post("/fill")
	if page := c.post("/login", "email", "ada@example.org"); strings.Contains(page, "note1") {
		t.Error("what the session held before the login is still there")
	}
}

func TestLogout(t *testing.T) {
	for _, profile := range profiles {
		c := visit(t, satchel.Config{Profile: profile})
		c.post("/login", "email", "ada@example.org")
		c.post("/fill")
		const want = "success: Logged out: the session is over, and its items with it."
		if got := message(c.post("/logout")); got != want {
			t.Errorf("%s: message %q, want %q", profile, got, want)
		}
		if c.cookie(sessionCookies[profile]) != "" {
			t.Errorf("%s: the cookie is still there", profile)
		}
		if got := message(c.post("/logout")); got != want {
			t.Errorf("%s: the second time: message %q, want %q", profile, got, want)
		}
	}
}

func TestDiscard(t *testing.T) {
	for _, profile := range profiles {
		c := visit(t, satchel.Config{Profile: profile})
		c.post("/login", "email", "ada@example.org")
		c.post("/fill")
		page := c.post("/discard")
		if got := message(page); !strings.HasPrefix(got, "success: Session discarded") {
			t.Errorf("%s: message %q", profile, got)
		}
		if c.cookie(sessionCookies[profile]) != "" {
			t.Errorf("%s: the cookie is still there", profile)
		}
	}
}

func TestDiscardWithoutASession(t *testing.T) {
	c := visit(t, satchel.Config{})
	const want = "success: Nothing to discard: your browser carries no session."
	if got := message(c.post("/discard")); got != want {
		t.Errorf("message %q, want %q", got, want)
	}
	c.post("/login", "email", "ada@example.org")
	c.post("/discard")
	if got := message(c.post("/discard")); got != want {
		t.Errorf("once it is discarded: message %q, want %q", got, want)
	}
}

func TestFillEndsAtTheLimit(t *testing.T) {
	for _, profile := range profiles {
		c := visit(t, satchel.Config{Profile: profile})
		c.post("/login", "email", "ada@example.org")
		name := sessionCookies[profile]
		for count := 1; ; count++ {
			before := c.cookie(name)
			page := c.post("/fill")
			if strings.HasPrefix(message(page), "success: Stored 500 bytes more") {
				if count > 8 {
					t.Fatalf("%s: %d notes of 500 bytes fit into a cookie", profile, count)
				}
				continue
			}
			if got := message(page); !strings.HasPrefix(got, "error: Not stored") || !strings.Contains(got, "4096") || !strings.Contains(got, "note1 ") {
				t.Errorf("%s: message %q", profile, got)
			}
			if c.cookie(name) != before || !strings.Contains(page, connected+"ada@example.org<") {
				t.Errorf("%s: the session is not as it was", profile)
			}
			break
		}
	}
}

func TestPanel(t *testing.T) {
	formats := map[satchel.Profile][2]string{
		satchel.Native: {"Signed JWT: readable, not changeable", "Signed JWT: readable, not changeable"},
		satchel.Play:   {"Signed JWT: readable, not changeable", "Signed JWT: readable, not changeable"},
		satchel.Play25: {"Signed, url-encoded: readable, not changeable", "Unsigned, url-encoded: readable and changeable"},
	}
	for _, profile := range profiles {
		c := visit(t, satchel.Config{Profile: profile})
		page := c.get("/")
		if !strings.Contains(page, "No session.") || !strings.Contains(page, "No message.") {
			t.Errorf("%s: the panel is not empty at first", profile)
		}
		page = c.post("/login", "email", "ada@example.org")
		_, panel, _ := strings.Cut(page, `id="pocket-session"`)
		session, flash, found := strings.Cut(panel, `id="pocket-flash"`)
		if !found {
			t.Fatalf("%s: the panel does not have both cookies", profile)
		}
		for _, want := range []string{formats[profile][0], "connected</th><td>ada@example.org", "with the browser; a copy never expires by itself", "<dt>Began</dt><dd>just now<", c.cookie(sessionCookies[profile])} {
			if !strings.Contains(session, want) {
				t.Errorf("%s: the session does not show %q", profile, want)
			}
		}
		for _, want := range []string{formats[profile][1], "success</th><td>Welcome, ada@example.org.", "is gone with it"} {
			if !strings.Contains(flash, want) {
				t.Errorf("%s: the flash does not show %q", profile, want)
			}
		}
	}
}

func TestPanelOfSealedCookies(t *testing.T) {
	c := visit(t, satchel.Config{Sealed: true})
	page := c.post("/login", "email", "ada@example.org")
	if got := strings.Count(page, "Encrypted (XAES-256-GCM): neither readable nor changeable"); got != 2 {
		t.Errorf("%d of the two cookies are shown as encrypted", got)
	}
	if value := c.cookie(sessionCookies[satchel.Native]); !strings.Contains(page, value) || strings.Contains(value, ".") {
		t.Errorf("the cookie is %q", value)
	}
}

func TestPanelShowsARefusedCookie(t *testing.T) {
	for _, profile := range profiles {
		c := visit(t, satchel.Config{Profile: profile})
		c.post("/login", "email", "ada@example.org")
		base, err := url.Parse(c.base)
		if err != nil {
			t.Fatal(err)
		}
		name := sessionCookies[profile]
		value := c.cookie(name)
		at := len(value) - 6 // in the signature of a JWT, in what is signed of the other format
		letter := "a"
		if value[at] == 'a' {
			letter = "b"
		}
		c.http.Jar.SetCookies(base, []*http.Cookie{{Name: name, Value: value[:at] + letter + value[at+1:], Path: "/"}})
		page := c.get("/")
		if !strings.Contains(page, "Refused: signature.") {
			t.Errorf("%s: the panel does not say that the cookie is refused", profile)
		}
		if strings.Contains(page, connected) {
			t.Errorf("%s: a refused cookie counts", profile)
		}
		if c.post("/discard"); c.cookie(name) != "" {
			t.Errorf("%s: a refused cookie cannot be discarded", profile)
		}
	}
}
