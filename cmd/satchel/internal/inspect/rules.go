package inspect

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/satchel-go/satchel/cmd/satchel/internal/surrogates"
	"github.com/satchel-go/satchel/internal/token"
)

// broken is a rule of the strict reader that a text breaks; see docs/from-play.md.
type broken struct {
	rule string
	play string // what Play makes of it; empty where it refuses the text as well
}

func (b broken) String() string {
	if b.play == "" {
		return b.rule
	}
	return b.rule + "; " + b.play
}

const (
	playTakes  = "Play takes it"
	playPlaces = "Play takes it in places, by its version"
)

// rules finds what of a JWT the strict reader refuses, apart from its signature.
func (j *jwt) rules(text, dataClaim string) []broken {
	var found []broken
	if strings.Contains(text, "=") {
		found = append(found, broken{
			"it has the padding (=) of base64, which a JWT has not",
			"Play takes an equal sign for the form of Play 2.5 and refuses it too",
		})
	}
	for _, part := range []struct{ name, text string }{{"header", j.header}, {"payload", j.payload}, {"signature", j.signature}} {
		found = append(found, base64Rules(part.name, part.text)...)
	}
	if _, err := readAnew(j.header, base64.RawURLEncoding.EncodeToString([]byte(`{"data":{}}`)), "data"); err != nil {
		found = append(found, j.headerRules()...)
	}
	if _, err := j.readUnverified(dataClaim); err != nil {
		found = append(found, j.payloadRules(dataClaim)...)
	}
	return found
}

func base64Rules(name, part string) []broken {
	if part == "" {
		return []broken{{rule: "its " + name + " is empty"}}
	}
	alphabet := strings.IndexFunc(part, func(r rune) bool { return !isBase64URL(r) })
	switch {
	case strings.Trim(part, base64URL+"+/") == "" && alphabet >= 0:
		return []broken{{"its " + name + " has + or /, of the base64 that is not for URLs", playPlaces}}
	case alphabet >= 0:
		return []broken{{rule: fmt.Sprintf("its %s has a character, at %d, that base64url has not", name, alphabet+1)}}
	case len(part)%4 == 1:
		return []broken{{"its " + name + " has one character too many for base64url", playTakes}}
	}
	if _, err := base64.RawURLEncoding.Strict().DecodeString(part); err != nil {
		return []broken{{"the last character of its " + name + " has spare bits that are set: there is one text for one token", playTakes}}
	}
	return nil
}

const base64URL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

func isBase64URL(r rune) bool { return strings.ContainsRune(base64URL, r) }

// headerRules finds what the strict reader refuses in a header.
func (j *jwt) headerRules() []broken {
	var found []broken
	seen := map[string]bool{}
	for _, m := range j.members {
		switch {
		case seen[m.name]:
			found = append(found, broken{"a member of the header stands there twice", playTakes})
		case m.name == "crit":
			found = append(found, broken{"the header demands extensions (crit), which nobody here knows", "Play 3.0 passes over it"})
		case m.name == "zip":
			found = append(found, broken{"the payload is compressed (zip)", playTakes})
		}
		seen[m.name] = true
	}
	if !json.Valid([]byte(j.headerJSON)) {
		found = append(found, broken{"there is text behind the object of the header", playTakes})
	}
	return found
}

// payloadRules finds what the strict reader refuses in a payload.
func (j *jwt) payloadRules(dataClaim string) []broken {
	text := j.payloadJSON
	if text == "" {
		return nil // base64Rules has said it
	}
	if rule, wrong := jsonRule(text); wrong {
		return []broken{rule}
	}
	var found []broken
	data := last(j.claims, dataClaim)
	switch {
	case data == nil:
		found = append(found, broken{rule: fmt.Sprintf("it has no claim %q", shorten(dataClaim))})
	case data[0] != '{':
		found = append(found, broken{rule: fmt.Sprintf("its claim %q is no object", shorten(dataClaim))})
	default:
		pairs, _ := membersOf(string(data))
		if slices.ContainsFunc(pairs, func(m member) bool { return m.raw[0] == 'n' }) {
			found = append(found, broken{rule: "a value in it is null"})
		} else if slices.ContainsFunc(pairs, func(m member) bool { return m.raw[0] != '"' }) {
			found = append(found, broken{"a value in it is no text (a number, true, a list or an object)", "Play turns it into text"})
		}
	}
	for _, name := range []string{"exp", "nbf"} {
		if raw := string(last(j.claims, name)); raw != "" && raw != "null" && !wholeSeconds.MatchString(raw) {
			found = append(found, broken{name + " is no date in whole seconds, or beyond 64 bits of milliseconds", playPlaces})
		}
	}
	if len(found) == 0 {
		found = append(found, broken{rule: "the strict reader refuses its payload"})
	}
	return found
}

// wholeSeconds is a date that Play writes; eighteen digits are beyond what it can compare.
var wholeSeconds = regexp.MustCompile(`^-?(0|[1-9][0-9]{0,15})$`)

// jsonRule finds what is wrong with a payload as JSON.
func jsonRule(text string) (rule broken, wrong bool) {
	switch problem := json.Unmarshal([]byte(text), new(json.RawMessage)); {
	case !utf8.ValidString(text):
		return broken{"its payload is no UTF-8", "Play puts U+FFFD in the place of what is wrong"}, true
	case depth(text) > 1+1001: // the payload itself, and what the scanner passes over
		return broken{"its JSON is nested more than 1000 deep", playPlaces}, true
	case strings.TrimSpace(text) != text:
		return broken{"there is white space around the object of its payload", "Play 3.1 takes it"}, true
	case problem != nil:
		at := ""
		if syntax, ok := errors.AsType[*json.SyntaxError](problem); ok {
			at = fmt.Sprintf(" (at byte %d)", syntax.Offset)
		}
		return broken{rule: "its payload is no JSON" + at}, true
	case text[0] != '{':
		return broken{rule: "its payload is no JSON object"}, true
	case surrogates.Half(text):
		return broken{"a text in it has half a surrogate pair", playTakes}, true
	}
	return broken{}, false
}

// depth returns how deep JSON is nested.
func depth(text string) (deepest int) {
	level, quoted := 0, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			level++
			deepest = max(deepest, level)
		case c == '}' || c == ']':
			level--
		}
	}
	return deepest
}

// formRules finds what of a text in the form of Play 2.5 the strict reader refuses.
func formRules(body string) []broken {
	if _, err := (token.URLEncoded{}).Parse(body); err == nil {
		return nil
	}
	for i := range len(body) {
		if body[i] == '%' && !escaped.MatchString(body[i:min(len(body), i+3)]) {
			return []broken{{rule: fmt.Sprintf("a percent sign, at byte %d, is not followed by two hexadecimal digits", i+1)}}
		}
	}
	return []broken{{"its text is no UTF-8", "Play puts U+FFFD in the place of what is wrong"}}
}

var escaped = regexp.MustCompile(`^%[0-9A-Fa-f]{2}$`)
