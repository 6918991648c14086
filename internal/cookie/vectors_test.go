package cookie_test

import (
	"encoding/json"
	"maps"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel/internal/cookie"
)

// vector is one case of the file that internal/token describes, of the kinds that
// are about headers.
type vector struct {
	ID, Kind, Title, Match string

	Attributes struct {
		Name, Value string
		MaxAge      *int64 `json:"max_age"` // seconds
		Path        *string
		Domain      *string
		Secure      bool
		HTTPOnly    bool    `json:"http_only"`
		SameSite    *string `json:"same_site"`
	}
	NowMS int64 `json:"now_ms"`

	Header string
	Expect struct {
		Header, Error string
		Cookies       map[string]string
	}
}

// differences are cases that this package answers in another way on purpose.
var differences = map[string]string{
	"header-028": "values are not unquoted, since a quoted value could smuggle another cookie past a parser that does it " +
		"(cookie sandwich): the quotes stay, and the value is none that a format writes",
}

func TestPlayHeaders(t *testing.T) {
	text, err := os.ReadFile("../token/testdata/play.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Cases []vector }
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	unseen := maps.Clone(differences)
	ran, same := 0, 0
	for _, v := range file.Cases {
		check := map[string]func(*testing.T, vector) bool{"set-cookie": playWrites, "cookie-header": playReads}[v.Kind]
		if check == nil {
			continue
		}
		ran++
		reason, onPurpose := differences[v.ID]
		delete(unseen, v.ID)
		t.Run(v.ID+" "+v.Title, func(t *testing.T) {
			if v.Match != "required" {
				t.Fatalf("match is %q: say in this test what to make of it", v.Match)
			}
			switch equal := check(t, v); {
			case equal && onPurpose:
				t.Errorf("is the same as in Play, and listed as different: %s", reason)
			case equal:
				same++
			case !onPurpose:
				t.Errorf("want %+v", v.Expect)
			}
		})
	}
	if ran != 14 {
		t.Errorf("the file has %d cases about headers, want 14", ran)
	}
	for id := range unseen {
		t.Errorf("%s is listed as different and not in the file", id)
	}
	t.Logf("header: %d required, %d of them the same as in Play, %d different on purpose", ran, same, len(differences))
}

func playWrites(t *testing.T, v vector) bool {
	a := v.Attributes
	if !cookie.ValidValue(a.Value) || v.Expect.Error != "" {
		return !cookie.ValidValue(a.Value) && v.Expect.Error != ""
	}
	attributes := cookie.Attributes{
		Name: a.Name, Path: deref(a.Path), Domain: deref(a.Domain), SameSite: deref(a.SameSite),
		Secure: a.Secure, HTTPOnly: a.HTTPOnly,
	}
	if a.MaxAge != nil {
		attributes.MaxAge = time.Duration(*a.MaxAge) * time.Second
	}
	got := set(cookie.NewLine(attributes), a.Value, time.UnixMilli(v.NowMS))
	t.Log(got)
	return got == v.Expect.Header
}

// playReads looks for every cookie that the case expects, and for every name in
// the header that it does not expect.
func playReads(t *testing.T, v vector) bool {
	names := map[string]bool{}
	for name := range v.Expect.Cookies {
		names[name] = true
	}
	for piece := range strings.SplitSeq(v.Header, ";") {
		name, _, _ := strings.Cut(piece, "=")
		names[strings.TrimSpace(name)] = true
	}
	delete(names, "")
	same := true
	for name := range names {
		got, found := firstValid(v.Header, name)
		want, expected := v.Expect.Cookies[name]
		t.Logf("%s: %q, %v", name, got, found)
		same = same && got == want && found == expected
	}
	return same
}

func firstValid(header, name string) (string, bool) {
	for _, value := range values([]string{header}, name) {
		if cookie.ValidValue(value) {
			return value, true
		}
	}
	return "", false
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
