package satchel_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
)

// keyUses writes what KeyUse says, each key as the place of its secret in a list.
func keyUses(t *testing.T, scopes *satchel.Scopes, secrets ...satchel.Secret) (list []string) {
	t.Helper()
	for _, use := range scopes.KeyUse() {
		place := slices.IndexFunc(secrets, func(secret satchel.Secret) bool {
			return keyID(t, start(t, satchel.Config{Secrets: []satchel.Secret{secret}})) == use.ID
		})
		last := "never"
		if !use.LastOpened.IsZero() {
			last = use.LastOpened.Sub(noon).String()
		}
		list = append(list, fmt.Sprintf("%d %v opened %d last %s signed %d refused %d", place, use.State, use.Opened, last, use.Signed, use.Refused))
	}
	return list
}

func TestKeyUseCountsTheCookiesOfBothScopes(t *testing.T) {
	clock := newSetClock(noon)
	scopes := start(t, satchel.Config{Clock: clock.now, Keys: []satchel.Key{
		{Secret: thirdSecret, State: satchel.KeyRetired},
		{Secret: firstSecret},
		{Secret: otherSecret, ActiveFrom: handover},
	}})
	secrets := []satchel.Secret{firstSecret, otherSecret, thirdSecret}
	want := func(want ...string) {
		t.Helper()
		if got := keyUses(t, scopes, secrets...); !slices.Equal(got, want) {
			t.Errorf("in use are\n%q, want\n%q", got, want)
		}
	}
	want("0 active opened 0 last never signed 0 refused 0",
		"1 staged opened 0 last never signed 0 refused 0",
		"2 retired opened 0 last never signed 0 refused 0")

	v := newCaller(t)
	v.ask(scopes, navigation, http.StatusSeeOther, logIn(t)) // signs a session and a flash
	for i := range 3 {
		clock.set(noon.Add(time.Duration(i)*time.Second + 999*time.Millisecond))
		v.ask(scopes, background, http.StatusOK, func(s *satchel.Session, _ *satchel.Flash) {
			s.Get("user") // opened once a request, however often it is read
			s.Get("user")
		})
	}
	v.ask(scopes, navigation, http.StatusOK, func(_ *satchel.Session, f *satchel.Flash) { f.Get("success") }) // and deletes it, which no key signs
	want("0 active opened 4 last 2s signed 2 refused 0",
		"1 staged opened 0 last never signed 0 refused 0",
		"2 retired opened 0 last never signed 0 refused 0")

	stolen := newCaller(t)
	stolen.logIn(start(t, satchel.Config{Secrets: []satchel.Secret{thirdSecret}, Clock: clock.now}))
	stolen.visit(scopes)
	stolen.visit(scopes)
	forged := newCaller(t)
	forged.held[sessionName] = stolen.held[sessionName][:60]
	forged.visit(scopes)

	clock.set(handover) // the numbers stay with their keys
	want("1 active opened 0 last never signed 0 refused 0",
		"0 retiring opened 4 last 2s signed 2 refused 0",
		"2 retired opened 0 last never signed 0 refused 2")
	v.visit(scopes)
	v.visit(scopes)
	want("1 active opened 1 last 1m0s signed 1 refused 0",
		"0 retiring opened 5 last 1m0s signed 2 refused 0",
		"2 retired opened 0 last never signed 0 refused 2")
}

func TestKeyUseCountsWhatIsDecodedAndEncodedWithoutARequest(t *testing.T) {
	scopes := start(t, satchel.Config{Clock: atNoon, Secrets: []satchel.Secret{firstSecret}})
	session, err := scopes.EncodeSession(pair("user", "ada")...)
	must(t, err)
	flash, err := scopes.EncodeFlash(pair("success", "Hello")...)
	must(t, err)
	for range 2 {
		_, err = scopes.DecodeSession(session)
		must(t, err)
	}
	_, err = scopes.DecodeFlash(flash)
	must(t, err)
	if got, want := keyUses(t, scopes, firstSecret), []string{"0 active opened 3 last 0s signed 2 refused 0"}; !slices.Equal(got, want) {
		t.Errorf("in use are %q, want %q", got, want)
	}
}

func TestKeyUseSurvivesAChangeOfTheFile(t *testing.T) {
	n := newFileNode(t, line(string(firstSecret)), satchel.Config{})
	v := newCaller(t)
	v.logIn(n.scopes)
	v.visit(n.scopes)
	n.write(line(string(otherSecret), string(firstSecret)))
	n.later(time.Second)
	want := []string{"1 active opened 0 last never signed 0 refused 0", "0 retiring opened 1 last 0s signed 1 refused 0"}
	if got := keyUses(t, n.scopes, firstSecret, otherSecret); !slices.Equal(got, want) {
		t.Errorf("after a key was added: %q, want %q", got, want)
	}
	n.write(line(string(otherSecret)))
	n.later(time.Second)
	if got := keyUses(t, n.scopes, firstSecret, otherSecret); !slices.Equal(got, want[:1]) {
		t.Errorf("after the key has gone: %q, want %q", got, want[:1])
	}
	n.write(line(string(otherSecret), string(firstSecret)+" state=retiring"))
	n.later(time.Second)
	if got := keyUses(t, n.scopes, firstSecret, otherSecret); !slices.Equal(got, want) {
		t.Errorf("after the key came back: %q, want %q", got, want)
	}
}

func TestKeyUseNamesKeysAsEventsDo(t *testing.T) {
	for _, profile := range []satchel.Profile{satchel.Native, satchel.Play, satchel.Play25} {
		var events journal
		scopes := start(t, satchel.Config{Profile: profile, Secrets: []satchel.Secret{firstSecret}, OnEvent: events.note})
		v := newCaller(t)
		v.logIn(scopes)
		v.visit(scopes)
		id := scopes.KeyUse()[0].ID
		if len(events.events) != 2 || events.events[0].KeyID != id || events.events[1].KeyID != id || len(id) != 8 {
			t.Errorf("%v: key %q, told as %+v", profile, id, events.events)
		}
	}
}

func TestKeyUsePrintsNoSecret(t *testing.T) {
	scopes := start(t, satchel.Config{Keys: []satchel.Key{{Secret: firstSecret}, {Secret: otherSecret, State: satchel.KeyRetired}}})
	use := scopes.KeyUse()
	encoded, err := json.Marshal(use)
	must(t, err)
	for _, text := range []string{fmt.Sprintf("%v %+v %#v", use, use, use), string(encoded), logged(asText, use), logged(asJSON, use)} {
		mentionsNoSecret(t, text, firstSecret, otherSecret)
	}
	if !bytes.Contains(encoded, []byte(`"State":"retired"`)) {
		t.Errorf("as JSON it is %s", encoded)
	}
}

func TestKeysAndManagersPrintNoSecret(t *testing.T) {
	config := satchel.Config{
		Keys: []satchel.Key{{Secret: firstSecret}, {Secret: otherSecret, State: satchel.KeyRetired}},
		Readers: []satchel.SessionReader{
			{Profile: satchel.Play, Secrets: []satchel.Secret{thirdSecret}, Until: noon},
			{Name: sessionName, Sealed: true, Secrets: []satchel.Secret{thirdSecret}, Until: noon},
		},
	}
	scopes := start(t, config)
	type program struct{ scopes *satchel.Scopes } // of whose field package fmt calls no methods
	for _, value := range []any{
		config, &config, config.Keys, config.Keys[0], &config.Keys[0], config.Readers, scopes, program{scopes}, &program{scopes},
	} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d"} {
			mentionsNoSecret(t, fmt.Sprintf(verb, value), firstSecret, otherSecret, thirdSecret)
		}
		mentionsNoSecret(t, logged(asText, value)+logged(asJSON, value), firstSecret, otherSecret, thirdSecret)
	}
	encoded, err := json.Marshal([]any{config.Keys, config.Readers, config.Secrets})
	must(t, err)
	mentionsNoSecret(t, string(encoded), firstSecret, otherSecret, thirdSecret)
}
