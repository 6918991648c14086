package batch_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/satchel-go/satchel/cmd/satchel/internal/batch"
)

var reasons = []string{"", "malformed", "signature", "algorithm", "expired", "premature"}

// FuzzAnyLineHasOneAnswer: whatever stands on a line, the answer is one line of valid JSON in
// one of the three shapes; and what was written is read as it was.
func FuzzAnyLineHasOneAnswer(f *testing.F) {
	for _, line := range []string{
		"", "{}", "null", `{"op":"encode"`, `{"config":{"config":{}}}`, `{"x":[{"y":"\\\"]}"},[],-0.5E+3,true]}`,
		filled(`"op":"encode","codec":"session-default","data":{"user":"bob","<\u0000":"\ud83d\ude00"},"order":["<\u0000","user"]`),
		filled(`"op":"encode","codec":"legacy-unsigned","data":{"":""},"data_utf16_hex":{"a":"d83dde00"}`),
		filled(`"op":"encode","codec":"legacy-signed","data":{"a":"1","a":"2"}`),
		filled(`"op":"decode","codec":"jwt","clock_skew_s":0,"cookie":"` + bob + `"`),
		filled(`"op":"decode","codec":"flash-default","cookie":"a=%00&b=\ud83d"`),
	} {
		f.Add([]byte(line))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		line = bytes.ReplaceAll(line, []byte("\n"), nil) // one of two lines is another case
		got := answers(t, string(line)+"\n")
		if len(got) != 1 {
			t.Fatalf("%d answers to %q", len(got), line)
		}
		answer := parse(t, got[0])
		if !answer.hasOneShape() {
			t.Fatalf("%q is answered by %s", line, got[0])
		}
		if answer.Cookie != nil {
			checkWritten(t, line, *answer.Cookie)
		}
	})
}

// checkWritten reads what encode wrote for a line, and compares the pairs with those that
// encoding/json finds.
func checkWritten(t *testing.T, line []byte, cookie string) {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(line, &members); err != nil {
		t.Fatalf("no object has an answer %q: %q", cookie, line)
	}
	given := map[string]string{}
	if data := members["data"]; data != nil {
		if err := json.Unmarshal(data, &given); err != nil {
			t.Fatal(err)
		}
	}
	members["op"] = json.RawMessage(`"decode"`)
	delete(members, "kind")
	delete(members, "expires_after_ms")
	delete(members, "cookie")
	again, err := json.Marshal(members)
	if err != nil {
		t.Fatal(err)
	}
	// The cookie of a writer has nothing that JSON escapes.
	read := parse(t, answers(t, strings.TrimSuffix(string(again), "}")+`,"cookie":"`+cookie+`"}`)[0])
	if utf16, found := members["data_utf16_hex"]; found && string(utf16) != "null" {
		return
	}
	// An expiry in config may lie in the past.
	if read.Reason == nil || *read.Reason != "" && *read.Reason != "expired" {
		t.Fatalf("%q: what was written is answered by %+v", line, read)
	}
	if *read.Reason == "" {
		for key, value := range given {
			if got, found := read.Data[key]; !found || got != value {
				t.Fatalf("%q: the value of %q is %q, want %q", line, key, got, value)
			}
		}
	}
}

// answer is an answer of any shape.
type answer struct {
	Cookie *string           `json:"cookie"`
	Data   map[string]string `json:"data"`
	Reason *string           `json:"reason"`
	Error  *string           `json:"error"`
}

func parse(t *testing.T, line string) answer {
	t.Helper()
	var a answer
	decoder := json.NewDecoder(strings.NewReader(line))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&a); err != nil {
		t.Fatalf("%v: %q", err, line)
	}
	return a
}

func (a answer) hasOneShape() bool {
	switch {
	case a.Cookie != nil:
		return a.Data == nil && a.Reason == nil && a.Error == nil
	case a.Error != nil:
		return *a.Error != "" && a.Data == nil && a.Reason == nil
	}
	return a.Data != nil && a.Reason != nil && slices.Contains(reasons, *a.Reason) && (*a.Reason == "" || len(a.Data) == 0)
}

// BenchmarkRun answers lines as they come from a file, half of them encode.
func BenchmarkRun(b *testing.B) {
	var lines bytes.Buffer
	value := strings.Repeat("a value of 150 bytes; ", 7)[:146]
	data := `{"one":"` + value + `","two":"` + value + `","six":"` + value + `","ten":"` + value + `","yes":"` + value + `"}`
	encode := filled(`"op":"encode","codec":"session-default","data":` + data)
	var written bytes.Buffer
	if err := batch.Run(b.Context(), strings.NewReader(encode), &written); err != nil {
		b.Fatal(err)
	}
	decode := filled(`"op":"decode","codec":"session-default",` + strings.Trim(written.String(), "{}\n"))
	for range 1000 {
		lines.WriteString(encode + "\n" + decode + "\n")
	}
	b.ReportAllocs()
	for b.Loop() {
		written.Reset()
		if err := batch.Run(b.Context(), bytes.NewReader(lines.Bytes()), &written); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)*2000/b.Elapsed().Seconds(), "lines/s")
}
