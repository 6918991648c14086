package satchel

import (
	"net/url"
	"slices"
	"strings"
	"unicode"

	"github.com/satchel-go/satchel/internal/token"
)

// formKey is the key of the old input: one pair, so that a field named "success" is no
// message.
const formKey = ReservedPrefix + "form"

// roomForMessages is what old input leaves free in the cookie, in bytes: the message that
// says what is wrong with the form matters more than the form.
const roomForMessages = 1024

// SetForm keeps the fields of a form for the page that shows it again after a redirect
// ("old input"), where [Flash.Form] gives them back. Fields that look like a secret by
// their name are left out (passwords, tokens, codes, numbers of cards), and those named
// in except: the flash is signed, and not secret.
//
// It takes 3072 bytes of the cookie at most, so that there is room for messages. It
// fails, and leaves the flash as it was, with a [*SizeError] that names the largest
// fields, and with [ErrCommitted]. Answer without a redirect then, and show the form
// at once.
func (f *Flash) SetForm(form url.Values, except ...string) error {
	kept := make(url.Values, len(form))
	for name, values := range form {
		if !looksSecret(name) && !slices.Contains(except, name) {
			kept[name] = values
		}
	}
	f.exchange.mu.Lock()
	defer f.exchange.unlock()
	if err := f.writing(formKey); err != nil {
		return err
	}
	s, pair := f.config(), token.Pair{Key: f.carriedKey(formKey), Value: kept.Encode()}
	size := s.size(f.exchange.scopes.clock(), s.format.Weigh(pair))
	if limit := MaxCookieSize - roomForMessages; size > limit {
		err := &SizeError{Cookie: s.eventName(), Size: size, Limit: limit, Largest: largestFields(kept)}
		event := Event{Outcome: Overflow, Cookie: s.eventName(), Size: size}
		if len(err.Largest) > 0 { // else the path of the target alone is too long
			event.Keys = []string{err.Largest[0].Key}
		}
		f.exchange.report(event)
		return err
	}
	return f.exchange.put(s, &f.out, pair.Key, pair.Value)
}

// Form returns the fields that SetForm kept for this page; empty, and not nil, where
// there are none. Like all that comes from a form it is what somebody typed: escape it.
func (f *Flash) Form() url.Values {
	f.exchange.mu.Lock()
	defer f.exchange.unlock()
	f.reading()
	text, _ := f.in.lookup(formKey)
	form, err := url.ParseQuery(text)
	if err != nil {
		return url.Values{} // an unsigned flash, which anybody may have written
	}
	return form
}

// largestFields lists at most five fields, by the bytes that they take as text.
func largestFields(form url.Values) []KeySize {
	var fields []KeySize
	for name, values := range form {
		fields = append(fields, KeySize{name, len(url.Values{name: values}.Encode())})
	}
	slices.SortFunc(fields, func(a, b KeySize) int {
		if a.Size != b.Size {
			return b.Size - a.Size
		}
		return strings.Compare(a.Key, b.Key)
	})
	return fields[:min(len(fields), 5)]
}

// What stands in the names of fields whose content nobody wants in a cookie: anywhere in
// the name, and as one of its words ("pin", which is in "shipping" too).
var (
	secretParts = []string{"password", "passwd", "passphrase", "passcode", "secret", "token", "csrf", "xsrf", "apikey", "privatekey",
		"creditcard", "cardnumber", "cardno", "securitycode", "authcode", "verificationcode"}
	secretWords = []string{"pass", "pwd", "pw", "pin", "otp", "totp", "cvc", "cvv", "cvv2", "csc", "ssn", "pan", "card"}
)

// looksSecret tells whether a field's name says that its content is one.
func looksSecret(name string) bool {
	words := strings.FieldsFunc(camelWords(name), func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsDigit(c) })
	whole := strings.Join(words, "")
	return slices.ContainsFunc(secretParts, func(part string) bool { return strings.Contains(whole, part) }) ||
		slices.ContainsFunc(words, func(word string) bool { return slices.Contains(secretWords, word) })
}

// camelWords puts a space before each capital that begins a word, and writes all small:
// "newPin" has the words new and pin.
func camelWords(name string) string {
	var words strings.Builder
	previous := ' '
	for _, c := range name {
		if unicode.IsUpper(c) && unicode.IsLower(previous) {
			words.WriteByte(' ')
		}
		words.WriteRune(unicode.ToLower(c))
		previous = c
	}
	return words.String()
}
