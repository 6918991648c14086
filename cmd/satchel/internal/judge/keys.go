package judge

import (
	"time"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/cmd/satchel/internal/rings"
	"github.com/satchel-go/satchel/internal/keyring"
)

// keyPolicy is the requirement that keys have a life that is planned.
const keyPolicy = "ASVS 11.1.1"

// oldKey is when somebody should think about a new one.
const oldKey = 365 * day

// keyFindings says what each key does, now and next, by the names that events have.
func keyFindings(keys []satchel.Key, now time.Time) []Finding {
	o := &opinion{subject: "keys"}
	plan := rings.Plan(keys)
	ring, until := plan.At(now)
	states := map[string]keyring.State{}
	for _, key := range ring {
		states[key.ID()] = key.State()
	}
	for i := range plan {
		id := keyring.New(plan[i].Secret)[0].ID()
		o.key(id, states[id], &plan[i], now)
	}
	if !until.IsZero() {
		next, _ := plan.At(until)
		switch {
		case len(next) == 0:
		case next[0].ID() != ring[0].ID():
			o.okf(keyPolicy, "next switch: key %s signs from %s, in %s", next[0].ID(), date(until), inDays(until.Sub(now)))
		default:
			o.okf(keyPolicy, "next change: %s, in %s", date(until), inDays(until.Sub(now)))
		}
	}
	return o.findings
}

// key says what one of them does, by its state now.
func (o *opinion) key(id string, state keyring.State, entry *keyring.Entry, now time.Time) {
	switch state {
	case keyring.Active:
		o.active(id, entry, now)
	case keyring.Staged:
		o.okf(keyPolicy, "key %s verifies, and does not sign yet%s", id, dated(", but from ", entry.ActiveFrom))
	case keyring.Retired:
		o.okf(keyPolicy, "key %s is refused%s", id, dated(" since ", entry.RetiredFrom))
	default:
		if entry.State == keyring.ByDates && !entry.RetiredFrom.IsZero() {
			o.okf(keyPolicy, "key %s verifies until %s, in %s", id, date(entry.RetiredFrom), inDays(entry.RetiredFrom.Sub(now)))
		} else {
			o.advisef(keyPolicy, "", "key %s verifies without an end: write until= and a date behind it, when its last session is over", id)
		}
	}
}

func (o *opinion) active(id string, entry *keyring.Entry, now time.Time) {
	age := now.Sub(entry.ActiveFrom)
	switch {
	case entry.ActiveFrom.IsZero():
		o.okf(keyPolicy, "key %s signs; it has no date, so nobody can tell its age", id)
	case age > oldKey:
		o.advisef(keyPolicy, "", "key %s signs since %s, for %s: think about a new one", id, date(entry.ActiveFrom), inDays(age))
	default:
		o.okf(keyPolicy, "key %s signs since %s", id, date(entry.ActiveFrom))
	}
}

// dated puts a date behind a word, if there is one.
func dated(word string, t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return word + date(t)
}

// readers judges the forms that are read for a while.
func readers(config *satchel.Config, now time.Time) []Finding {
	var findings []Finding
	for i := range config.Readers {
		reader := &config.Readers[i]
		o := &opinion{subject: prefix + "READ_" + readerName(config, i) + "_UNTIL"}
		switch left := reader.Until.Sub(now); {
		case left <= 0:
			o.advisef("ASVS 11.2.2", "", "ended at %s: take the variable out", date(reader.Until))
		case left > maxLifetime:
			o.advisef("ASVS 11.2.2", "", "until %s, in %s: no browser keeps a cookie for more than 400 days", date(reader.Until), inDays(left))
		default:
			o.okf("ASVS 11.2.2", "until %s, in %s", date(reader.Until), inDays(left))
		}
		if reader.Profile == satchel.Play25 && reader.Until.After(now) {
			o.advisef("ASVS 11.4.1", "", "reads what is signed with SHA-1")
		}
		findings = append(findings, o.findings...)
	}
	return findings
}
