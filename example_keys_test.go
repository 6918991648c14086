package satchel_test

import (
	"errors"
	"fmt"
	"log"
	"strings"
	"time"

	"github.com/satchel-go/satchel"
)

// The examples of this file are the snippets of docs/rotation.md.

// A rotation by dates: each node gets both keys when it gets them, and all switch by
// their clocks.
func ExampleKey() {
	oldSecret, newSecret := exampleSecret, satchel.NewSecret()
	now := time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC) // while it is deployed

	change := time.Date(2026, 12, 1, 6, 0, 0, 0, time.UTC) // when the last node surely has both
	config := satchel.Config{Keys: []satchel.Key{
		{Secret: newSecret, ActiveFrom: change},
		{Secret: oldSecret, RetiredFrom: change.AddDate(0, 0, 31)}, // as long as sessions live, and a day
	}}
	config.Clock = func() time.Time { return now } // in tests only
	scopes, err := satchel.New(config)
	if err != nil {
		log.Fatal(err)
	}
	value, err := scopes.EncodeSession(satchel.Pair{Key: "connected", Value: "user@gmail.com"})
	if err != nil {
		log.Fatal(err)
	}

	for _, day := range []time.Time{now, change, change.AddDate(0, 0, 31)} {
		now = day
		_, err := scopes.DecodeSession(value)
		fmt.Println(day.Format(time.DateOnly), "refused:", errors.Is(err, satchel.ErrKeyRetired))
		for _, use := range scopes.KeyUse() {
			fmt.Println("  ", use.State, "opened", use.Opened, "refused", use.Refused)
		}
	}
	// Output:
	// 2026-11-25 refused: false
	//    active opened 1 refused 0
	//    staged opened 0 refused 0
	// 2026-12-01 refused: false
	//    active opened 0 refused 0
	//    retiring opened 2 refused 0
	// 2027-01-01 refused: true
	//    active opened 0 refused 0
	//    retired opened 2 refused 1
}

// What each node tells of its keys, here in the text format of Prometheus.
func ExampleScopes_KeyUse() {
	scopes, err := satchel.New(satchel.Config{Secrets: []satchel.Secret{firstSecret, otherSecret}})
	if err != nil {
		log.Fatal(err)
	}

	var metrics strings.Builder
	for _, use := range scopes.KeyUse() {
		fmt.Fprintf(&metrics, "satchel_key_opened_total{key=%q,state=%q} %d\n", use.ID, use.State, use.Opened)
	}
	fmt.Print(metrics.String())
	// Output:
	// satchel_key_opened_total{key="be6f6212",state="active"} 0
	// satchel_key_opened_total{key="e174c060",state="retiring"} 0
}

// The text of a key file, and of SATCHEL_SECRETS.
func ExampleParseKeys() {
	keys, err := satchel.ParseKeys(`
# the key of 2025, and the one that takes over on 1 December
kT5Yw8Qm2Zr7Lx4Nd9Vb3Hc6Jf1Gs0Pa        until=2027-01-01T06:00:00Z
a-string-secret-at-least-256-bits-long  from=2026-12-01T06:00:00Z
`)
	if err != nil {
		log.Fatal(err)
	}
	for _, key := range keys {
		fmt.Println(key.Secret, key.State, key.ActiveFrom.Format(time.DateOnly), key.RetiredFrom.Format(time.DateOnly))
	}
	// Output:
	// [redacted] by-dates 0001-01-01 2027-01-01
	// [redacted] by-dates 2026-12-01 0001-01-01
}

// From signed to encrypted cookies, without ending a session: the signed form is read
// until a date.
func ExampleSessionReader() {
	secret := exampleSecret
	signed, err := satchel.New(satchel.Config{Secrets: []satchel.Secret{secret}})
	if err != nil {
		log.Fatal(err)
	}
	value, err := signed.EncodeSession(satchel.Pair{Key: "connected", Value: "user@gmail.com"})
	if err != nil {
		log.Fatal(err)
	}

	now := time.Date(2026, 12, 1, 6, 0, 0, 0, time.UTC)
	config := satchel.Config{
		Secrets: []satchel.Secret{secret},
		Sealed:  true,
		Readers: []satchel.SessionReader{
			{Until: time.Date(2027, 1, 1, 6, 0, 0, 0, time.UTC)}, // of the signed form
		},
	}
	config.Clock = func() time.Time { return now } // in tests only
	scopes, err := satchel.New(config)
	if err != nil {
		log.Fatal(err)
	}
	token, err := scopes.DecodeSession(value)
	fmt.Println(token.Pairs, err)

	now = now.AddDate(0, 1, 0)
	_, err = scopes.DecodeSession(value)
	fmt.Println(satchel.ReasonOf(err))
	// Output:
	// [{connected user@gmail.com}] <nil>
	// malformed
}

// A Play application has been replaced: its sessions live on.
func ExampleSessionReader_play() {
	playSecret := exampleSecret // play.http.secret.key
	last := time.Date(2027, 1, 1, 6, 0, 0, 0, time.UTC)
	secret := exampleSecret // in production, from where the others are kept
	scopes, err := satchel.New(satchel.Config{
		Secrets: []satchel.Secret{secret},
		Readers: []satchel.SessionReader{
			{Until: last, Profile: satchel.Play, Secrets: []satchel.Secret{playSecret}},   // 2.6 to 3.x
			{Until: last, Profile: satchel.Play25, Secrets: []satchel.Secret{playSecret}}, // what 2.5 wrote before that
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(scopes.SessionCookieName())
	// Output:
	// __Host-session
}
