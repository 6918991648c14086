package jwt_test

import (
	"encoding/json"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/golang-jwt/jwt/v5"

	"github.com/satchel-go/satchel/internal/token"
)

const (
	ownHeader = `{"alg":"HS256"}`
	bobs      = `{"data":{"user":"bob"}}`
)

// payloadSeeds bring the classes of what is stricter here, and what stands beside them.
var payloadSeeds = []string{
	bobs,
	`{"data":{"user":"bob","role":"admin"},"exp":1700003600,"nbf":1700000000,"iat":1700000000}`,
	`{"data":{}}`,
	" {\"data\":{}}", "{\"data\":{}}\n", `{"data":{}}{}`,
	`[]`, `null`, `"data"`, `{}`, `{"data":null}`, `{"data":[],"data":{"a":"1"},"data":{"b":"2"}}`, `{"data":{"a":"1"},"data":[]}`,
	`{"data":{"a":1}}`, `{"data":{"a":null,"a":"1"}}`, `{"data":{"a":"1","b":"2","a":"3"}}`, `{"data":{"a":"1","\u0061":"2"}}`,
	`{"data":{},"exp":1.5,"nbf":1e3}`, `{"data":{},"exp":"1700000000"}`, `{"data":{},"exp":null,"nbf":-0,"iat":"x"}`,
	`{"data":{},"exp":9223372036854775,"nbf":9223372036854774}`, `{"data":{},"nbf":-62135596800}`, `{"data":{},"iat":-62135596800}`,
	`{"data":{},"exp":18446744073709551617}`, `{"data":{},"iat":1e400}`,
	`{"x":` + strings.Repeat("[", 1001) + strings.Repeat("]", 1001) + `,"data":{}}`,
	`{"x":` + strings.Repeat("[", 1001) + "1" + strings.Repeat("]", 1001) + `,"data":{}}`,
	`{"iat":` + strings.Repeat(`{"":`, 1000) + "1" + strings.Repeat("}", 1000) + `,"data":{}}`,
	`{"data":{"😀":"\uD83D\uDE00"},"x":"\ud83d"}`, `{"data":{"a":"\ud83d\u0041"}}`, `{"data":{"a":"\ude00\ud83d"}}`, "{\"data\":{\"a\":\"\xc0\x80\"}}", "\ufeff{\"data\":{}}",
	`{"data":{"\"\\\/\b\f\n\r\t":"\u0000\u001F"}}`,
	`{"data":{` + strings.Repeat(`"k":"v",`, 20) + `"k":"w"}}`,
}

// FuzzPayload compares what is read of a payload that is rightly signed.
func FuzzPayload(f *testing.F) {
	for _, seed := range payloadSeeds {
		if len(seed) < 500 { // the fuzzer would spend its time on making the others shorter
			f.Add(seed)
		}
	}
	format := newFormat(f, token.HS256)
	f.Fuzz(func(t *testing.T, text string) { comparePayload(t, format, text) })
}

func comparePayload(t *testing.T, format token.Format, text string) {
	t.Helper()
	got, err := format.Parse(signSegments(t, encode(ownHeader)+"."+encode(text)))
	want, otherErr := independent(text)
	switch {
	case otherErr != nil:
		if err == nil {
			t.Errorf("%q\nis accepted; the other reader says %v", text, otherErr)
		}
	case len(want.stricter) > 0:
		if !errors.Is(err, token.ErrMalformed) {
			t.Errorf("%q\ngives %v; listed as refused: %q", text, err, want.stricter)
		}
	case err != nil:
		t.Errorf("%q\ngives %v; the other reader takes it, and no class of the list explains that", text, err)
	case !slices.Equal(got.Pairs, want.pairs):
		t.Errorf("%q\nreads as %q\nin the other %q", text, got.Pairs, want.pairs)
	case !got.ExpiresAt.Equal(want.exp) || !got.NotBefore.Equal(want.nbf) || !got.IssuedAt.Equal(want.iat):
		t.Errorf("%q\nhas the dates %v, %v, %v\nin the other %v, %v, %v", text, got.ExpiresAt, got.NotBefore, got.IssuedAt, want.exp, want.nbf, want.iat)
	}
}

// Each class of the list is met by a seed, or it is not worth its place.
func TestSeedsMeetEachClassOfWhatIsStricter(t *testing.T) {
	met := map[string]bool{}
	for _, seed := range payloadSeeds {
		comparePayload(t, newFormat(t, token.HS256), seed)
		p, _ := independent(seed)
		for _, class := range p.stricter {
			met[class] = true
		}
	}
	for _, class := range []string{notAnObject, blanksAround, noData, tooDeep, yearOne, beyond64, valueNotText, dateNotNumber} {
		if !met[class] {
			t.Errorf("no seed for: %s", class)
		}
	}
}

// FuzzText reads any text, as it is and with the right MAC behind it, since chance would
// find none. What is accepted has a MAC that golang-jwt finds good, under the algorithm
// that it reads in the header.
func FuzzText(f *testing.F) {
	for _, header := range []string{
		ownHeader, `{"typ":"JWT","alg":"HS256"}`, `{"alg":"none"}`, `{"alg":"HS512"}`, `{"alg":"HS256","alg":"none"}`, `{"ALG":"none","alg":"HS256"}`,
		`{"alg":"\u0048S256","kid":"1"}`, `{"alg":"HS256","crit":["b64"],"b64":false}`, `{"alg":"HS256","p2c":1e400}`, `{}`,
	} {
		f.Add(encode(header) + "." + encode(bobs))
		f.Add(signSegments(f, encode(header)+"."+encode(bobs)))
		f.Add(encode(header) + "." + encode(bobs) + ".")
	}
	whole := signSegments(f, encode(ownHeader)+"."+encode(bobs))
	for _, end := range []int{1, 2, 22, 43} { // the signature cut, or with another end
		f.Add(whole[:len(whole)-end])
		f.Add(whole[:len(whole)-end] + strings.Repeat("A", end))
	}
	f.Add(encode(ownHeader) + "\n." + encode(bobs))
	f.Add(encode(ownHeader) + "." + encode(bobs) + "=")
	f.Add("..")
	f.Add("a.b.c.d")
	format := newFormat(f, token.HS256)
	f.Fuzz(func(t *testing.T, text string) {
		compareText(t, format, text)
		compareText(t, format, signSegments(t, text))
	})
}

func compareText(t *testing.T, format token.Format, text string) {
	t.Helper()
	if _, err := format.Parse(text); err != nil {
		return
	}
	segments := strings.Split(text, ".")
	if len(segments) != 3 {
		t.Fatalf("accepted with %d segments: %q", len(segments), text)
	}
	parser := jwt.NewParser(jwt.WithStrictDecoding())
	mac, err := parser.DecodeSegment(segments[2])
	if err == nil {
		err = jwt.SigningMethodHS256.Verify(segments[0]+"."+segments[1], mac, []byte(secret))
	}
	if err != nil {
		t.Fatalf("accepted, and golang-jwt says %v: %q", err, text)
	}
	_, err = readUnvalidated(token.HS256, text)
	if err != nil && !onlyItsNumbers(t, parser, segments, err) {
		t.Errorf("accepted, and golang-jwt says %v: %q", err, text)
	}
}

// onlyItsNumbers tells whether golang-jwt refuses a token for a number or a type in its
// claims or its header that it wants to have in a field of Go, and that nobody looks at here.
func onlyItsNumbers(t *testing.T, parser *jwt.Parser, segments []string, err error) bool {
	t.Helper()
	if !errors.Is(err, jwt.ErrTokenMalformed) {
		return false
	}
	header, err := parser.DecodeSegment(segments[0])
	if err != nil {
		return false
	}
	body, err := parser.DecodeSegment(segments[1])
	if err != nil {
		return false
	}
	var members, claims map[string]json.RawMessage
	if errors.Join(json.Unmarshal(header, &members), json.Unmarshal(body, &claims)) != nil {
		return false
	}
	var algorithm string
	return json.Unmarshal(members["alg"], &algorithm) == nil && algorithm == "HS256"
}

func TestFuzzTargetsHaveSeeds(t *testing.T) {
	for _, target := range []string{"FuzzPayload", "FuzzText"} {
		if seeds, err := os.ReadDir("testdata/fuzz/" + target); err != nil || len(seeds) == 0 {
			t.Errorf("%s has %d seeds: %v", target, len(seeds), err)
		}
	}
}
