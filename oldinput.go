package satchel

import (
	"fmt"
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
// their name are left out (passwords, tokens, one-time codes, numbers of cards), and those
// named in except: the flash is signed, and not secret. No list of names is complete; for a
// form with anything that must not be in a cookie name what may be, with
// [Flash.SetFormFields].
//
// It takes 3072 bytes of the cookie at most, so that there is room for messages. It
// fails, and leaves the flash as it was, with a [*SizeError] that names the largest
// fields, and with [ErrCommitted]. Answer without a redirect then, and show the form
// at once. Without a field that may be kept it takes back what it kept before.
func (f *Flash) SetForm(form url.Values, except ...string) error {
	return f.setForm(form, func(name string) bool { return !looksSecret(name) && !slices.Contains(except, name) })
}

// SetFormFields is SetForm for these fields, whatever their names look like, and no others.
func (f *Flash) SetFormFields(form url.Values, names ...string) error {
	return f.setForm(form, func(name string) bool { return slices.Contains(names, name) })
}

func (f *Flash) setForm(form url.Values, wanted func(name string) bool) error {
	kept := make(url.Values, len(form))
	for name, values := range form {
		if wanted(name) {
			kept[name] = values
		}
	}
	f.exchange.mu.Lock()
	defer f.exchange.unlock()
	if err := f.writing(formKey); err != nil {
		return err
	}
	if len(kept) == 0 {
		f.out.remove(func(pair token.Pair) bool { return plainKey(pair.Key) == formKey })
		if f.request != 0 { // another form may wait
			rare := f.rarely()
			rare.replaced = append(rare.replaced, formKey)
		}
		return nil
	}
	s, pair := f.config(), token.Pair{Key: f.carriedKey(formKey), Value: kept.Encode()}
	size := s.size(f.exchange.scopes.clock(), s.format.Weigh(pair))
	if limit := MaxCookieSize - roomForMessages; size > limit {
		err := &SizeError{Cookie: s.eventName(), Size: size, Limit: limit, Largest: largestFields(kept)}
		f.exchange.report(Event{Outcome: Overflow, Cookie: s.eventName(), Keys: []string{err.Largest[0].Key}, Size: size})
		return fmt.Errorf("satchel: the form does not fit into the flash; show it at once, without a redirect: %w", err)
	}
	return f.replace(formKey, pair.Value)
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
// the name without its marks ("csrf_token", "cc-number"), and as its last word ("new_pin",
// which is in "shipping" too).
var (
	secretParts = []string{"password", "passwort", "passwd", "passphrase", "passcode", "passkey", "userpass", "newpass", "oldpass", "csrf", "xsrf",
		"clientsecret", "apisecret", "accesstoken", "authtoken", "csrftoken", "apitoken", "idtoken", "refreshtoken", "authenticitytoken",
		"apikey", "accesskey", "privatekey", "secretkey", "creditcard", "cardnumber", "cardnum", "cardno", "ccnumber", "ccnum",
		"securitycode", "securityanswer", "onetimecode", "recoverycode", "backupcode", "verificationcode", "authcode", "accesscode",
		"smscode", "mfacode", "facode", "pincode"}
	secretWords = []string{"pass", "pwd", "pw", "pin", "otp", "totp", "mfa", "tan", "cvc", "cvv", "csc", "ssn", "iban", "jwt", "token", "secret", "secrets"}
)

// looksSecret tells whether a field's name says that its content is one.
func looksSecret(name string) bool {
	words := strings.FieldsFunc(camelWords(name), func(c rune) bool { return !unicode.IsLetter(c) }) // "pin2" is a pin
	if len(words) == 0 {
		return false
	}
	whole := strings.Join(words, "")
	return whole == "code" || slices.Contains(secretWords, words[len(words)-1]) ||
		slices.ContainsFunc(secretParts, func(part string) bool { return strings.Contains(whole, part) })
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
