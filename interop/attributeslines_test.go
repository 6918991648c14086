package interop_test

import (
	"encoding/base64"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel/interop/internal/live"
)

// setCookie is a Set-Cookie line, taken apart so that the lines of two applications can be
// compared to the byte, all but the moments at which they were written.
type setCookie struct {
	name, value string
	attributes  string // all that is behind the value, with the date of Expires as "…"
	age         time.Duration
	expires     time.Time
}

// pair is the cookie in a request.
func (c setCookie) pair() string { return c.name + "=" + c.value }

// lineOf returns the one Set-Cookie line of a response.
func lineOf(t *testing.T, response live.Response) setCookie {
	t.Helper()
	lines := response.Header.Values("Set-Cookie")
	if len(lines) != 1 {
		t.Fatalf("got the Set-Cookie lines %q, want one", lines)
	}
	pair, attributes, _ := strings.Cut(lines[0], "; ")
	name, value, _ := strings.Cut(pair, "=")
	c := setCookie{name: name, value: value}
	for attribute := range strings.SplitSeq(attributes, "; ") {
		key, text, _ := strings.Cut(attribute, "=")
		switch key {
		case "Max-Age":
			c.age = time.Duration(unixSeconds(t, text)) * time.Second
		case "Expires":
			var err error
			if c.expires, err = time.Parse("Mon, 02 Jan 2006 15:04:05 GMT", text); err != nil {
				t.Fatal(err)
			}
			attribute = "Expires=…"
		}
		c.attributes += "; " + attribute
	}
	return c
}

// sent does something, and returns the one Set-Cookie line of the response. Its Expires
// has to be Max-Age after the moment of the response, to the second; those that delete may
// have the epoch instead.
func sent(t *testing.T, do func() live.Response) setCookie {
	t.Helper()
	before := time.Now()
	c := lineOf(t, do())
	earliest, latest := before.Add(c.age-time.Second), time.Now().Add(c.age+time.Second)
	deletes := c.age <= 0 && c.expires.Unix() == 0
	if !c.expires.IsZero() && !deletes && (c.expires.Before(earliest) || c.expires.After(latest)) {
		t.Errorf("Expires is %v, want it between %v and %v", c.expires, earliest, latest)
	}
	return c
}

// tokenDates are the claims that depend on when a token was written.
var tokenDates = regexp.MustCompile(`"(exp|nbf|iat)":(\d+)`)

// tokenText returns what a token says, with dates as seconds after its writing: header and
// payload of a JWT, and for the format of Play 2.5 the value as it is. What we add to a
// token, the purpose, has to be there if it is ours and is taken off.
func tokenText(t *testing.T, value, purpose string) string {
	t.Helper()
	if strings.Contains(value, "=") { // no character of a JWT
		return value
	}
	payload := payloadOf(t, value)
	header, signature := value[:strings.IndexByte(value, '.')], value[strings.LastIndexByte(value, '.')+1:]
	written := claimDate(t, payload, "iat")
	payload = tokenDates.ReplaceAllStringFunc(payload, func(claim string) string {
		found := tokenDates.FindStringSubmatch(claim)
		return fmt.Sprintf("%q:%+d", found[1], unixSeconds(t, found[2])-written)
	})
	if purpose != "" {
		claim := fmt.Sprintf(`,"satchel":%q}`, purpose)
		if !strings.HasSuffix(payload, claim) {
			t.Errorf("the payload %s does not end with %s", payload, claim)
		}
		payload = strings.TrimSuffix(payload, claim) + "}"
	}
	return fmt.Sprintf("%s.%s and %d characters", unpack(t, header), payload, len(signature))
}

// claimDate returns a date of a payload, in seconds.
func claimDate(t *testing.T, payload, name string) int64 {
	t.Helper()
	for _, found := range tokenDates.FindAllStringSubmatch(payload, -1) {
		if found[1] == name {
			return unixSeconds(t, found[2])
		}
	}
	t.Fatalf("the payload %s has no %s", payload, name)
	return 0
}

func unixSeconds(t *testing.T, text string) int64 {
	t.Helper()
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// payloadOf returns the payload of a JWT.
func payloadOf(t *testing.T, token string) string {
	t.Helper()
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		t.Fatalf("%q is no JWT", token)
	}
	return unpack(t, parts[1])
}

func unpack(t *testing.T, part string) string {
	t.Helper()
	text, err := base64.RawURLEncoding.DecodeString(part)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
