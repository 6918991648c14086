package vectors_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/satchel-go/satchel/internal/token"
)

const (
	reader         = "../../../docs/vectors/reader.mjs"
	publishedCases = "../../../docs/vectors/sealed.json"
)

func TestTheReaderAgreesWithEveryPublishedCase(t *testing.T) {
	if output, err := node(t, nil, reader, publishedCases); err != nil {
		t.Errorf("%v\n%s", err, output)
	}
}

func TestTheReaderOpensWhatGoWrites(t *testing.T) {
	list := random(300)
	for i := range list {
		list[i].seal(t, i*7%1025)
	}
	if output, err := check(t, list); err != nil {
		t.Errorf("%v\n%s", err, output)
	}
}

func TestTheReaderRefusesEachDamagedToken(t *testing.T) {
	list := random(300)
	for i := range list {
		list[i].seal(t, 0)
		raw, err := base64.RawURLEncoding.DecodeString(list[i].Value)
		must(t, err)
		bit := i * 7919 % (8 * len(raw))
		raw[bit/8] ^= 1 << (bit % 8)
		list[i].Value, list[i].Refused = base64.RawURLEncoding.EncodeToString(raw), true
	}
	if output, err := check(t, list); err != nil {
		t.Errorf("%v\n%s", err, output)
	}
}

// A reader that takes everything, and one that refuses everything, agree with half of
// the cases: it fails on one that says the opposite.
func TestTheReaderFailsOnADifference(t *testing.T) {
	list := published(t)
	good := list[slices.IndexFunc(list, func(v vector) bool { return !v.Refused })]
	bad := list[slices.IndexFunc(list, func(v vector) bool { return v.Refused })]
	for name, test := range map[string]struct {
		of     vector
		change func(v *vector)
	}{
		"a good one that is to be refused": {good, func(v *vector) { v.Refused = true }},
		"a bad one that is to be read":     {bad, func(v *vector) { v.Refused = false }},
		"other pairs":                      {good, func(v *vector) { v.Pairs = [][2]string{{"connected", "admin@gmail.com"}} }},
		"another time of issue":            {good, func(v *vector) { v.Issued = new(int64) }},
		"an expiry":                        {good, func(v *vector) { v.Expires = v.Issued }},
		"another key":                      {good, func(v *vector) { v.Key = v.Key[2:] + "00" }},
	} {
		t.Run(name, func(t *testing.T) {
			changed := test.of
			test.change(&changed)
			if output, err := check(t, []vector{changed}); err == nil || !strings.Contains(string(output), changed.Name+": ") {
				t.Errorf("%v\n%s", err, output)
			}
		})
	}
	if output, err := check(t, []vector{good}); err != nil {
		t.Errorf("the case itself: %v\n%s", err, output)
	}
}

func TestGoOpensWhatNodeWrites(t *testing.T) {
	list := random(100)
	text, err := json.Marshal(file{list})
	must(t, err)
	output, err := node(t, text, "writer.mjs")
	must(t, err)
	values := strings.Fields(string(output))
	if len(values) != len(list) {
		t.Fatalf("%d values for %d cases:\n%s", len(values), len(list), output)
	}
	for i := range list {
		v := &list[i]
		got, err := v.format(t, 0).Parse(values[i])
		if err != nil {
			t.Errorf("%s: %v", v.Name, err)
			continue
		}
		same := func(pair [2]string, other token.Pair) bool { return pair == [2]string{other.Key, other.Value} }
		if got.IssuedAt.Unix() != *v.Issued || !slices.EqualFunc(v.Pairs, got.Pairs, same) {
			t.Errorf("%s: %+v, want %+v", v.Name, got, v)
		}
		if got.ExpiresAt.IsZero() != (v.Expires == nil) || v.Expires != nil && got.ExpiresAt.Unix() != *v.Expires {
			t.Errorf("%s: expires %v", v.Name, got.ExpiresAt)
		}
	}
}

// check lets the reader check cases.
func check(t *testing.T, list []vector) (output []byte, err error) {
	t.Helper()
	text, err := json.Marshal(file{list})
	must(t, err)
	path := filepath.Join(t.TempDir(), "cases.json")
	must(t, os.WriteFile(path, text, 0o600))
	return node(t, nil, reader, path)
}

// node runs a program; output is what it printed.
func node(t *testing.T, input []byte, arguments ...string) (output []byte, err error) {
	t.Helper()
	command := exec.CommandContext(t.Context(), find(t), arguments...)
	command.Stdin = bytes.NewReader(input)
	return command.CombinedOutput()
}

// find returns the path of Node.
func find(t *testing.T) string {
	t.Helper()
	name := os.Getenv("NODE")
	if name == "" {
		name = "node"
	}
	path, err := exec.LookPath(name)
	if err != nil {
		t.Fatalf("there is no Node: install it (Debian: apt-get install nodejs) or name one in the environment variable NODE: %v", err)
	}
	return path
}
