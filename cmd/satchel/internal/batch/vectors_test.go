package batch_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"strings"
	"testing"
)

// vector is a case of Play's answers, as far as it is compared. The line is the case as it
// stands in the file.
type vector struct {
	ID, Kind, Codec, Match, Compare string
	Expect                          struct {
		Cookie, Error, Reason string
		Data                  map[string]string
	}
	line []byte
}

// differences are the advisory cases in which the answer is another one than Play's, on
// purpose. internal/token says why.
var differences = map[string]string{
	"jwt-028":    `{"error":"half a surrogate pair has no UTF-8"}`,
	"jwt-088":    `{"data":{},"reason":"malformed"}`, // a signature with a character too many
	"jwt-109":    `{"data":{},"reason":"malformed"}`, // padding
	"jwt-121":    `{"data":{},"reason":"malformed"}`, // alg twice
	"jwt-130":    `{"data":{},"reason":"malformed"}`, // text behind the header
	"jwt-133":    `{"data":{},"reason":"malformed"}`, // compressed
	"jwt-154":    `{"data":{},"reason":"malformed"}`, // a date as text
	"jwt-175":    `{"data":{},"reason":"malformed"}`, // values that are no text
	"jwt-196":    `{"data":{},"reason":"malformed"}`, // a byte that is no UTF-8
	"legacy-028": `{"error":"half a surrogate pair has no UTF-8"}`,
	"legacy-084": `{"data":{},"reason":"malformed"}`, // escapes that are no UTF-8
}

// reasonWords are the words for those reasons of the file that leave no choice.
var reasonWords = map[string]string{
	"expired":                               "expired",
	"premature":                             "premature",
	"alg hs256 is not the configured HS256": "algorithm",
}

func readVectors(t *testing.T) (cases []vector, others int) {
	t.Helper()
	text, err := os.ReadFile("../../../../internal/token/testdata/play.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Cases []json.RawMessage }
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	for _, raw := range file.Cases {
		var v vector
		if err := json.Unmarshal(raw, &v); err != nil {
			t.Fatal(err)
		}
		if v.Codec == "header" { // Set-Cookie and Cookie, which are no codec
			others++
			continue
		}
		var line bytes.Buffer
		if err := json.Compact(&line, raw); err != nil {
			t.Fatal(err)
		}
		v.line = line.Bytes()
		cases = append(cases, v)
	}
	return cases, others
}

// runVectors runs the lines of the file through the command, as they are.
func runVectors(t *testing.T, program string) {
	cases, others := readVectors(t)
	if len(cases) != 115 || others != 14 {
		t.Fatalf("%d cases with a codec and %d others, want 115 and 14", len(cases), others)
	}
	var lines, out bytes.Buffer
	for i := range cases {
		lines.Write(append(cases[i].line, '\n'))
	}
	process := command(t, program, os.Stderr)
	process.Stdin, process.Stdout = &lines, &out
	if err := process.Run(); err != nil {
		t.Fatal(err)
	}
	got := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
	if len(got) != len(cases) {
		t.Fatalf("%d answers to %d lines", len(got), len(cases))
	}
	unseen := maps.Clone(differences)
	counts := map[string]int{}
	for i := range cases {
		v := &cases[i]
		delete(unseen, v.ID)
		want, differs := differences[v.ID]
		switch same := v.isAnsweredBy(parse(t, got[i])); {
		case differs && (v.Match == "required" || got[i] != want):
			t.Errorf("%s (%s): %s, listed as different: %s", v.ID, v.Match, got[i], want)
		case !differs && !same:
			t.Errorf("%s (%s): %s, want %+v", v.ID, v.Match, got[i], v.Expect)
		case differs:
			counts[v.Match+", different on purpose"]++
		default:
			counts[v.Match+", the same"]++
		}
	}
	t.Log(counts)
	for id := range unseen {
		t.Errorf("%s is listed as different and not in the file", id)
	}
}

// isAnsweredBy compares cookies to the byte, as all cases of the file allow.
func (v *vector) isAnsweredBy(a answer) bool {
	switch {
	case !a.hasOneShape():
		return false
	case v.Kind == "encode" && v.Compare == "error":
		return v.Expect.Error != "" && a.Error != nil
	case v.Kind == "encode":
		return a.Cookie != nil && *a.Cookie == v.Expect.Cookie
	}
	word, closed := reasonWords[v.Expect.Reason]
	return a.Data != nil && maps.Equal(a.Data, v.Expect.Data) && (!closed || v.Match == "advisory" || *a.Reason == word)
}
