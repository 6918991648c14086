// Package token turns pairs of strings into the text that travels in a cookie's
// value, and back. Each [Format] is a parser and a writer and nothing else: no
// clock, no HTTP, no limit of cookies, no opinion on secrets beyond what its
// algorithm demands.
//
//	ring := keyring.New(secret)
//	format, err := token.NewJWT(token.HS256, ring, "data")
//	text, err := format.Append(nil, token.Token{
//		Pairs:     []token.Pair{{Key: "user", Value: "bob"}},
//		IssuedAt:  now,
//		NotBefore: now,
//	})
//	t, err := format.Parse(string(text))    // authentic, or an error
//	err = t.ValidAt(now, 5*time.Minute)     // in time, or an error
//
// Three formats are those of Play Framework: [JWT] (Play 2.6 and later),
// [SignedURL] (the session up to 2.5), [URLEncoded] (the flash up to 2.5); and
// [Fallback] chooses among them as Play's default reader does. [Sealed] is one of our
// own: encrypted, where the others can be read by whoever has the cookie.
//
// A signed format computes the MAC over the raw text first and looks at nothing
// inside before it matches (RFC 8725 section 3.3 asks for validation first; a
// parser that never sees forged bytes cannot be attacked by them).
package token
