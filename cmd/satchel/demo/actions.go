package demo

import (
	"fmt"
	"net/http"
	"net/mail"
	"strconv"
	"strings"

	"github.com/satchel-go/satchel"
)

const (
	connectedKey = "connected" // the key that the documentation of Play uses
	noteKey      = "note"      // with a number after it
	noteSize     = 500
	maxEmail     = 254 // RFC 5321, with the correction of erratum 1690
)

func (a *application) addItem(r *http.Request) (string, error) {
	name, err := a.items.add(r.Context(), r.PostForm.Get("name"))
	if err != nil {
		return "", err
	}
	return "Saved “" + name + "”.", nil
}

func (a *application) deleteItem(r *http.Request) (string, error) {
	name := r.PostForm.Get("name")
	if err := a.items.remove(r.Context(), name); err != nil {
		return "", err
	}
	return "Removed “" + name + "”.", nil
}

func (a *application) login(r *http.Request) (string, error) {
	email := strings.TrimSpace(r.PostForm.Get("email"))
	if !isEmail(email) {
		return "", &complaint{text: "Give an email address, as in ada@example.org.", field: "email", input: email}
	}
	session := satchel.SessionFrom(r.Context())
	// Nothing that was planted before the login may carry over, but for the items:
	// see Store.caches.
	if err := session.Renew(); err != nil {
		return "", err
	}
	if err := session.Set(connectedKey, email); err != nil {
		return "", err
	}
	return "Welcome, " + email + ".", nil
}

// isEmail accepts an address alone, without the display name that mail allows. A
// real login would compare a password here.
func isEmail(text string) bool {
	address, err := mail.ParseAddress(text)
	return err == nil && address.Address == text && len(text) <= maxEmail
}

// logout ends the session, whatever else is in it: whoever sits down at this browser
// next must not find the items.
func (a *application) logout(r *http.Request) (string, error) {
	if _, err := satchel.SessionFrom(r.Context()).Logout(); err != nil {
		return "", err
	}
	return "Logged out: the session is over, and its items with it.", nil
}

func (a *application) discard(r *http.Request) (string, error) {
	if err := satchel.SessionFrom(r.Context()).Clear(); err != nil {
		return "", err
	}
	if !carries(r, a.scopes.SessionCookieName()) {
		return "Nothing to discard: your browser carries no session.", nil
	}
	return "Session discarded, and its items with it: your browser was told to delete the cookie.", nil
}

// fill stores one more note, so that the limit of a cookie comes into sight. A
// real application keeps what is large in the cache, as the items.
func (a *application) fill(r *http.Request) (string, error) {
	session := satchel.SessionFrom(r.Context())
	number := 1
	for {
		if _, taken := session.Lookup(noteKey + strconv.Itoa(number)); !taken {
			break
		}
		number++
	}
	key := noteKey + strconv.Itoa(number)
	if err := session.Set(key, strings.Repeat("x", noteSize)); err != nil {
		return "", err
	}
	return fmt.Sprintf("Stored %d bytes more, under the key %s.", noteSize, key), nil
}
