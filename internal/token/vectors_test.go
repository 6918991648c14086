package token_test

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel/internal/token"
)

// sections are the numbers of cases by the first word of the identifier, so that
// a file that has shrunk does not pass.
var sections = map[string]int{"jwt": 66, "legacy": 33, "flash": 16, "header": 14}

// differences are the advisory cases that this package answers in another way
// than Play, on purpose.
var differences = map[string]string{
	"jwt-028":    "half a surrogate pair has no UTF-8 and could not be given back: writing it fails",
	"jwt-088":    "signatures are compared as text, so that one MAC has one text: no characters beyond it",
	"jwt-109":    "signatures are compared as text, so that one MAC has one text: no padding",
	"jwt-121":    "equal members in a header: RFC 7515 lets a parser refuse them, and which one counts is nobody's guess",
	"jwt-130":    "text behind the header's object is no JSON",
	"jwt-133":    "nothing is decompressed: a small cookie must not become a large payload",
	"jwt-154":    "a date is a number (RFC 7519 section 2), and Play writes no other",
	"jwt-175":    "values are strings: whoever wants text of another type writes text",
	"jwt-196":    "JSON is UTF-8 (RFC 8259 section 8.1); replacing bytes would change what was signed",
	"legacy-028": "half a surrogate pair has no UTF-8; Play writes a question mark in its place, here writing fails",
	"legacy-084": "escapes that make no UTF-8 would be replaced, and so change what was signed",
}

func TestPlayVectors(t *testing.T) {
	type tally struct{ all, required, same, different int }
	counts := map[string]*tally{}
	for section := range sections {
		counts[section] = &tally{}
	}
	unseen := maps.Clone(differences)
	for _, v := range readVectors(t) {
		section, _, _ := strings.Cut(v.ID, "-")
		count := counts[section]
		if count == nil {
			t.Fatalf("%s is of no known section", v.ID)
		}
		count.all++
		delete(unseen, v.ID)
		if v.Kind == "set-cookie" || v.Kind == "cookie-header" {
			continue // the business of internal/cookie
		}
		t.Run(v.ID+" "+v.Title, func(t *testing.T) {
			problem := v.check(t)
			reason, onPurpose := differences[v.ID]
			switch {
			case t.Failed():
			case v.Match != "required" && v.Match != "advisory":
				t.Errorf("unknown match %q", v.Match)
			case (problem != "") != onPurpose:
				t.Errorf("%s; listed as different: %q", cmp.Or(problem, "the same as in Play"), reason)
			case v.Match == "required" && onPurpose:
				t.Error("required, and listed as different")
			case v.Match == "required":
				count.required++
			case onPurpose:
				count.different++
			default:
				count.same++
			}
		})
	}
	for _, section := range slices.Sorted(maps.Keys(sections)) {
		count, want := *counts[section], sections[section]
		if count.all != want {
			t.Errorf("%s: %d cases, want %d", section, count.all, want)
		}
		t.Logf("%s: %d cases, %d passed required, %d advisory same, %d advisory different", section, count.all, count.required, count.same, count.different)
	}
	for id := range unseen {
		t.Errorf("%s is listed as different and not in the file", id)
	}
}

// check returns what is not as in Play, or nothing. What must hold whatever Play
// does is reported as an error at once.
func (v *vector) check(t *testing.T) (problem string) {
	switch v.Kind {
	case "encode":
		return v.encode(t)
	case "decode":
		return v.decode(t)
	}
	t.Errorf("unknown kind %q", v.Kind)
	return ""
}

// read returns what an application would see: nothing for any failure.
func (v *vector) read(format token.Format, cookie string) map[string]string {
	data := map[string]string{}
	t, err := format.Parse(cookie)
	if err != nil || t.ValidAt(v.now(), time.Duration(v.Config.ClockSkewS)*time.Second) != nil {
		return data
	}
	for _, pair := range t.Pairs {
		data[pair.Key] = pair.Value
	}
	return data
}

func (v *vector) decode(t *testing.T) (problem string) {
	format, err := v.format(t)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := format.Parse(v.Cookie)
	if err == nil {
		checkRoundTrip(t, format, parsed)
	}
	got := v.read(format, v.Cookie)
	if maps.Equal(got, v.Expect.Data) {
		return ""
	}
	if len(got) > 0 {
		t.Errorf("reads %q, which is neither Play's answer nor nothing", got)
	}
	return fmt.Sprintf("%.200q (%v), want %.200q (%s)", got, err, v.Expect.Data, v.Expect.Reason)
}

func (v *vector) encode(t *testing.T) (problem string) {
	in := v.token(t)
	format, err := v.format(t)
	var text []byte
	if err == nil {
		text, err = format.Append(nil, in)
	}
	if len(v.DataUTF16Hex) > 0 && !errors.Is(err, token.ErrNotUTF8) {
		t.Errorf("half a surrogate pair: %v, want %v", err, token.ErrNotUTF8)
	}
	if err != nil || v.Compare == "error" {
		if err == nil || v.Compare != "error" || v.Expect.Error == "" {
			return fmt.Sprintf("error %v, want %q", err, v.Expect.Error)
		}
		return ""
	}
	checkRoundTrip(t, format, in)
	return v.compare(t, format, string(text))
}

// compare looks at the text as far as the case asks for it, and reads Play's.
func (v *vector) compare(t *testing.T, format token.Format, text string) (problem string) {
	switch v.Compare {
	case "bytes", "bytes-in-order":
		if text != v.Expect.Cookie {
			return fmt.Sprintf("text %q, want %q", text, v.Expect.Cookie)
		}
		if v.Expect.Payload != "" && payloadOf(t, text) != v.Expect.Payload {
			return fmt.Sprintf("payload %q, want %q", payloadOf(t, text), v.Expect.Payload)
		}
	case "decoded":
	default:
		t.Errorf("unknown compare %q", v.Compare)
	}
	if want := v.Expect.CookieLength; want != nil && len(text) != *want {
		return fmt.Sprintf("%d bytes, want %d", len(text), *want)
	}
	if got := v.read(format, v.Expect.Cookie); !maps.Equal(got, v.Data) {
		return fmt.Sprintf("Play's cookie reads as %q, want %q", got, v.Data)
	}
	return ""
}
