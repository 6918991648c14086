package satchel

import (
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// Event is something that an operator may want to count or to log. It carries no
// values, no ids and no secrets, only names; but Detail has what NotBefore, the DenyList
// or the file system says.
type Event struct {
	Outcome Outcome
	Reason  Reason
	Cookie  string   // name of the cookie it is about; empty where it is about none
	Keys    []string // what it is about: keys of the scope, fields of Config, or the other name (ReasonNearMiss)
	KeyID   string   // the secret's name, for Opened and Written, and for Rejected where it is retired
	Detail  string   // the keys, for ReasonReloaded and ReasonSwitched; the error, for ReasonUnreadable, ReasonUnchecked, ReasonNotDenied and the outcome Cache
	Size    int      // bytes: of a refused value (Rejected), of name and value (Written, Overflow)

	_ struct{} // no literal without field names: fields will be added
}

// Outcome is the kind of an [Event]: one of a closed set, which grows with the
// library only.
type Outcome string

// The outcomes.
const (
	Opened   Outcome = "opened"   // a cookie was read and found valid
	Rejected Outcome = "rejected" // a cookie was refused; its scope is empty
	Written  Outcome = "written"  // a Set-Cookie was decided; Reason says why
	Late     Outcome = "late"     // something came after the header was sent, and is lost
	Overflow Outcome = "overflow" // a change was refused since the cookie would be too large
	Left     Outcome = "left"     // a message of the flash waits for another page
	Conflict Outcome = "conflict" // two parties want one cookie
	Insecure Outcome = "insecure" // a setting or a connection takes protection away
	Keys     Outcome = "keys"     // the key ring has changed, or should have
	Cache    Outcome = "cache"    // the cache beside the sessions did not do what it should; see package cache
)

// Reason says more about an [Outcome]: one of a closed set, as that is.
type Reason string

// The reasons, by outcome.
const (
	// Rejected.
	ReasonMalformed Reason = "malformed"
	ReasonSignature Reason = "signature"
	ReasonAlgorithm Reason = "algorithm"
	ReasonExpired   Reason = "expired"
	ReasonPremature Reason = "premature"
	ReasonOversized Reason = "oversized"
	ReasonPurpose   Reason = "purpose"   // made for the other cookie
	ReasonRetired   Reason = "retired"   // signed with a retired key; KeyID names it
	ReasonIdle      Reason = "idle"      // Limits.Idle
	ReasonTooOld    Reason = "too-old"   // Limits.Absolute
	ReasonRevoked   Reason = "revoked"   // see Revocation
	ReasonUnchecked Reason = "unchecked" // NotBefore or the DenyList failed

	// Written.
	ReasonChanged   Reason = "changed"   // the pairs differ from those that came; Keys names them
	ReasonRenewed   Reason = "renewed"   // by Session.Renew; Keys names the pairs that differ from those that came
	ReasonRefreshed Reason = "refreshed" // it has been used; see Limits.RefreshAfter
	ReasonResigned  Reason = "resigned"  // read with an older key or in an older format
	ReasonDeleted   Reason = "deleted"   // no pairs are left
	ReasonDelivered Reason = "delivered" // the messages were for this response

	// Left.
	ReasonAhead     Reason = "ahead"     // the page is fetched ahead, and may never be seen
	ReasonAside     Reason = "aside"     // the request is for something that shows no message: an asset, a HEAD
	ReasonUnread    Reason = "unread"    // the handler only wrote to the flash, or answered with data and did not read it
	ReasonRedirect  Reason = "redirect"  // the response sends the client to another page
	ReasonStatus    Reason = "status"    // a failure, or a response without a body to see
	ReasonContent   Reason = "content"   // a download, or no page
	ReasonElsewhere Reason = "elsewhere" // the message is for another path

	// ReasonDropped: messages of the flash that waited gave way to new ones, for which
	// there was no room beside them.
	ReasonDropped Reason = "dropped"

	// Late.
	ReasonWrite  Reason = "write"  // a writer of session or flash was called; Keys has the key
	ReasonRead   Reason = "read"   // a scope was asked for; caches were not told, and a message that waits is not shown
	ReasonHijack Reason = "hijack" // the connection was taken over; see [Scopes.Handler]

	// ReasonAbandoned: nobody gets the cookies: the client had gone when they were
	// decided, or http.TimeoutHandler outside has answered.
	ReasonAbandoned Reason = "abandoned"

	// Conflict.
	ReasonDuplicate Reason = "duplicate" // several different cookies of the name are valid; the first counts
	ReasonFlood     Reason = "flood"     // none is valid, and there is more than is examined
	ReasonNearMiss  Reason = "near-miss" // another cookie's name could be taken for ours; it never is
	ReasonLeftover  Reason = "leftover"  // a cookie of a reader is still there beside the session's own
	ReasonHandmade  Reason = "handmade"  // the handler sent a Set-Cookie of the name by itself
	ReasonPublic    Reason = "public"    // a response with our Set-Cookie was marked for shared caches; corrected

	// Insecure.
	ReasonSetting     Reason = "setting"      // Keys has the fields of Config
	ReasonPlainHTTP   Reason = "plain-http"   // a Secure cookie went over a connection that is not TLS; said once
	ReasonNotLoopback Reason = "not-loopback" // development mode turned a request away

	// ReasonNotDenied: the session of before a Renew is not on the deny list, and a copy of it
	// lives on.
	ReasonNotDenied Reason = "not-denied"

	// ReasonReloaded and ReasonSwitched: Config.KeyFile has changed and is in force; a date of a
	// key has passed. Detail names the keys and their states. ReasonUnreadable: the file is
	// gone or at fault, and the keys of before stay.
	ReasonReloaded   Reason = "reloaded"
	ReasonSwitched   Reason = "switched"
	ReasonUnreadable Reason = "unreadable"

	// ReasonUnavailable and those below are of the cache: Keys has the name of the entry, Detail the error.
	ReasonUnavailable Reason = "unavailable" // the store failed or did not answer in time: reading misses, writing is lost
	ReasonRecovered   Reason = "recovered"   // it answers again
	ReasonFull        Reason = "full"        // the session has no room for the entry
	ReasonTooLarge    Reason = "too-large"   // the value is larger than the cache takes
	ReasonType        Reason = "type"        // the entry is of another type, or damaged: a miss
	ReasonCompute     Reason = "compute"     // the function that computes a value has panicked, or takes too long
	ReasonEvicts      Reason = "evicts"      // of Insecure: the server of a deny list may drop its entries; Detail has its policy
)

// explanations say what an operator can do; by reason, where there is something.
var explanations = map[Reason]string{
	ReasonMalformed: "not a token of the configured format, or cut off",
	ReasonSignature: "forged, damaged, or signed with a secret that is not configured here " +
		"(by another application on the same host? give each its own cookie names)",
	ReasonAlgorithm: "signed with another algorithm than JWT.SignatureAlgorithm",
	ReasonPremature: "dated in the future: compare the clocks of the servers",
	ReasonOversized: "larger than browsers keep",
	ReasonPurpose:   "a token of the other cookie, or with RequirePurpose one that a Play application has written",
	ReasonIdle:      "not used for as long as Limits.Idle says",
	ReasonTooOld:    "as old as Limits.Absolute says",
	ReasonRetired:   "signed with a secret that is retired",
	ReasonRevoked:   "the session was ended before its time",
	ReasonUnchecked: "NotBefore or the DenyList failed, so that the session counts as empty; InsecureFailOpen lets it in",
	ReasonDropped:   "messages that waited gave way to newer ones; a page that asks for the flash shows them before",
	ReasonWrite:     "the cookies of the response were decided before; change session and flash before the first write",
	ReasonRead:      "first asked for after the response header was sent: shared caches were not told, and a message that waits is not shown; ask earlier",
	ReasonHijack: "the connection was hijacked: call CommitNow before that, and copy Set-Cookie from " +
		"ResponseWriter.Header into the response",
	ReasonAbandoned: "the client has gone, or a time-out outside has answered, so that the cookies are most likely lost " +
		"(put http.TimeoutHandler inside)",
	ReasonDuplicate: "several valid cookies of this name: one may be planted from another path or a sibling host",
	ReasonNearMiss: "a cookie whose name resembles this one: an attempt to get past the rules for prefixes, " +
		"or another application that spells it otherwise",
	ReasonLeftover: "a cookie that a reader has opened is still there beside the session's own: compare Path and Domain of the reader, " +
		"or somebody has planted it",
	ReasonNotDenied:   "the session of before a Renew could not be put onto the deny list: a copy of it goes on",
	ReasonFlood:       "more cookies of this name, or more of the Cookie header, than is examined",
	ReasonHandmade:    "the handler set this cookie by itself: ours is sent where the scope was changed, else the handler's",
	ReasonPublic:      "the response was marked as cacheable for everybody; it is private now",
	ReasonPlainHTTP:   "a Secure cookie over plain HTTP, which browsers drop but for localhost: serve TLS, or name the proxy that does in TrustedProxies",
	ReasonUnreadable:  "the keys of before stay in force",
	ReasonUnavailable: "the store of the cache has failed or did not answer in time: what is read is missing, what is written is lost",
	ReasonRecovered:   "the store of the cache answers again",
	ReasonFull:        "the session has no room left in the cache: raise SessionEntries and SessionBytes, or remove entries",
	ReasonTooLarge:    "the value is larger than the cache takes: store less, or raise MaxValue or SessionBytes",
	ReasonType:        "the entry is of another type or codec, or damaged, and counts as missing",
	ReasonCompute:     "the function that computes a value has panicked, or takes longer than ComputeLimit",
	ReasonEvicts: "the server may drop entries of the deny list to make room, and ended sessions would be valid again: " +
		"give the list a server with maxmemory-policy noeviction",
	ReasonNotLoopback: "development mode serves this machine only; see InsecureDevelopmentAnywhere",
}

func (e Event) explanation() string {
	if e.Outcome == Overflow && e.Reason == "" {
		return "larger than browsers keep, and refused: keep what is large on the server, under the session's ID"
	}
	return explanations[e.Reason]
}

// String says the event in one line.
func (e Event) String() string {
	var line strings.Builder
	line.WriteString("satchel: ")
	line.WriteString(string(e.Outcome))
	for _, part := range []string{e.Cookie, string(e.Reason), e.keys(), e.explanation(), e.detail()} {
		if part != "" {
			line.WriteString(": ")
			line.WriteString(part)
		}
	}
	return line.String()
}

// keys joins the keys, and quotes what is not plain: a key of an unsigned flash may
// hold a line break, which would forge a line of a log.
func (e Event) keys() string {
	plain := slices.Clone(e.Keys)
	for i, key := range plain {
		if len(key) > maxShownKey {
			key = strings.ToValidUTF8(key[:maxShownKey], "") + "…"
		}
		if key == "" || strings.ContainsFunc(key, func(r rune) bool { return !unicode.IsPrint(r) || strings.ContainsRune(`,":`, r) }) {
			key = strconv.Quote(key)
		}
		plain[i] = key
	}
	return strings.Join(plain, ",")
}

// detail is an error on one line: that of a panic has a stack.
func (e Event) detail() string {
	if strings.ContainsFunc(e.Detail, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return strconv.Quote(e.Detail)
	}
	return e.Detail
}

// maxShownKey keeps a key of megabytes out of logs and errors.
const maxShownKey = 64

// LogValue groups the fields that are set, for log/slog.
func (e Event) LogValue() slog.Value {
	attrs := []slog.Attr{slog.String("outcome", string(e.Outcome))}
	for _, field := range []struct{ name, value string }{
		{"reason", string(e.Reason)},
		{"cookie", e.Cookie},
		{"keys", e.keys()},
		{"key_id", e.KeyID},
		{"explanation", e.explanation()},
		{"detail", e.detail()},
	} {
		if field.value != "" {
			attrs = append(attrs, slog.String(field.name, field.value))
		}
	}
	if e.Size > 0 {
		attrs = append(attrs, slog.Int("size", e.Size))
	}
	return slog.GroupValue(attrs...)
}
