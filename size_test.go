package satchel_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
)

// sized is a name with which a JWT can make a cookie of exactly 4096 bytes, and
// one of 4097: base64 has no text of 1, 5, 9, … characters.
const sized = "sized"

// outgoingScope is what session and flash have in common for what they send.
type outgoingScope interface {
	Set(key, value string) error
	Size() int
}

// eachCookie runs a test for both scopes of all three profiles; the scope's cookie
// is called sized.
func eachCookie(t *testing.T, test func(t *testing.T, s *site, scope func(*http.Request) outgoingScope)) {
	for _, profile := range []satchel.Profile{satchel.Native, satchel.Play, satchel.Play25} {
		t.Run("session of "+profile.String(), func(t *testing.T) {
			s := newSite(t, satchel.Config{Profile: profile, Session: satchel.CookieConfig{Name: sized}})
			test(t, s, func(r *http.Request) outgoingScope { return satchel.SessionFrom(r.Context()) })
		})
		t.Run("flash of "+profile.String(), func(t *testing.T) {
			s := newSite(t, satchel.Config{Profile: profile, Flash: satchel.CookieConfig{Name: sized}})
			test(t, s, func(r *http.Request) outgoingScope { return satchel.FlashFrom(r.Context()) })
		})
	}
}

// fill sets key so that the cookie has size bytes; the rest of the scope must
// leave room.
func fill(t *testing.T, scope outgoingScope, key string, size int) (value string) {
	t.Helper()
	for n := 1; ; n++ {
		value = strings.Repeat("x", n)
		must(t, scope.Set(key, value))
		if scope.Size() >= size {
			break
		}
		if left := (size - scope.Size()) / 2; left > 1 {
			n += left - 1 // a letter costs one byte or, in base64, four thirds
		}
	}
	if scope.Size() != size {
		t.Fatalf("Size = %d, want %d", scope.Size(), size)
	}
	return value
}

func TestACookieMayHave4096BytesAndNotOneMore(t *testing.T) {
	eachCookie(t, func(t *testing.T, s *site, scope func(*http.Request) outgoingScope) {
		response, _, err := s.send(s.request(http.MethodGet), func(_ http.ResponseWriter, r *http.Request) {
			sc := scope(r)
			must(t, sc.Set("first", "1"))
			value := fill(t, sc, "filler", satchel.MaxCookieSize)
			s.events.take()
			var tooLarge *satchel.SizeError
			if err := sc.Set("filler", value+"x"); !errors.As(err, &tooLarge) || !errors.Is(err, satchel.ErrTooLarge) {
				t.Fatalf("one letter more gives %v", err)
			}
			if tooLarge.Cookie != sized || tooLarge.Size != 4097 || tooLarge.Limit != 4096 {
				t.Errorf("the error is %+v", *tooLarge)
			}
			if err := sc.Set("another", ""); !errors.Is(err, satchel.ErrTooLarge) {
				t.Errorf("another key gives %v", err)
			}
			if sc.Size() != 4096 {
				t.Errorf("after failed writers Size = %d", sc.Size())
			}
		})
		must(t, err)
		s.events.want(t, "overflow sized filler", "overflow sized another", "written sized changed first,filler")
		if value, _ := s.held(sized); len(sized)+len(value) != 4096 {
			t.Errorf("the client holds %d bytes; Set-Cookie was %.60q", len(sized)+len(value), response.Header["Set-Cookie"])
		}
	})
}

// texts of all kinds that formats write in more than one byte.
var alphabets = [][]rune{
	[]rune("abcXYZ019"), []rune(" +%&=;,.-*_~!'()/<>\"\\"), []rune("\x00\x01\x08\t\n\f\r\x1f\x7f"),
	[]rune("éßЖ中\u2028\u2029\ufeff\ufffd"), []rune("😀👍🏽🇪🇺\U0010ffff"),
}

func randomText(random *rand.Rand) string {
	var text strings.Builder
	for range random.IntN(40) {
		alphabet := alphabets[random.IntN(len(alphabets))]
		text.WriteRune(alphabet[random.IntN(len(alphabet))])
	}
	return text.String()
}

func TestSizeIsWhatGoesOverTheWire(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	eachCookie(t, func(t *testing.T, s *site, scope func(*http.Request) outgoingScope) {
		for range 40 {
			s.forget()
			size := 0
			response, _, err := s.send(s.request(http.MethodGet), func(_ http.ResponseWriter, r *http.Request) {
				sc := scope(r)
				for range 1 + random.IntN(12) {
					must(t, sc.Set(randomText(random), randomText(random)))
				}
				size = sc.Size()
			})
			must(t, err)
			for _, line := range response.Header["Set-Cookie"] {
				pair, _, _ := strings.Cut(line, ";")
				name, value, _ := strings.Cut(pair, "=")
				if name == sized && len(name)+len(value) != size {
					t.Fatalf("Size was %d, the wire has %d in %q", size, len(name)+len(value), pair)
				}
			}
			if _, found := s.held(sized); !found {
				t.Fatal("nothing was sent")
			}
		}
	})
}

func TestASizeErrorNamesTheLargestKeys(t *testing.T) {
	scopes, _ := newScopes(t, satchel.Config{Profile: satchel.Play25})
	session := begin(t, scopes).Session()
	for i, n := range []int{10, 700, 20, 600, 600, 30, 500} {
		must(t, session.Set(fmt.Sprintf("key%d", i), strings.Repeat("x", n)))
	}
	before := collect(session.All())
	err := session.Set("new", strings.Repeat("y", 2000))
	var tooLarge *satchel.SizeError
	if !errors.As(err, &tooLarge) {
		t.Fatalf("the error is %v", err)
	}
	want := []satchel.KeySize{
		{Key: "new", Size: len("new=&") + 2000}, {Key: "key1", Size: len("key1=&") + 700}, {Key: "key3", Size: len("key1=&") + 600},
		{Key: "key4", Size: len("key1=&") + 600}, {Key: "key6", Size: len("key1=&") + 500},
	}
	if !slices.Equal(tooLarge.Largest, want) {
		t.Errorf("Largest = %v, want %v", tooLarge.Largest, want)
	}
	for _, part := range []string{"PLAY_SESSION", fmt.Sprint(tooLarge.Size), "4096", `"new" 2005`} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%q does not say %s", err, part)
		}
	}
	if strings.Contains(err.Error(), "yyy") {
		t.Errorf("%q tells a value", err)
	}
	if got := collect(session.All()); !slices.Equal(got, before) {
		t.Errorf("the session is %q, was %q", got, before)
	}
	if err = session.Set("key1", strings.Repeat("z", 4000)); !errors.As(err, &tooLarge) {
		t.Fatalf("the error is %v", err)
	}
	if got := tooLarge.Largest[0]; got.Key != "key1" || got.Size != len("key1=&")+4000 || len(tooLarge.Largest) != 5 {
		t.Errorf("a key that grows is %v", tooLarge.Largest)
	}
}

func TestAFullSessionCanShrinkAndGrowAgain(t *testing.T) {
	scopes, _ := newScopes(t, satchel.Config{Session: satchel.CookieConfig{Name: sized}})
	x := begin(t, scopes)
	session := x.Session()
	value := fill(t, session, "filler", 4096)
	if _, err := session.ID(); !errors.Is(err, satchel.ErrTooLarge) {
		t.Errorf("ID in a full session gives %v", err)
	}
	if _, found := session.LookupID(); found {
		t.Error("a failed ID left one behind")
	}
	must(t, session.Set("filler", value[:len(value)-100]))
	must(t, session.Set("more", strings.Repeat("y", 80)))
	must(t, session.Delete("filler"))
	must(t, session.Set("filler", value[:len(value)-100]))
	if size := session.Size(); size > 4096 || size < 4000 {
		t.Errorf("Size = %d", size)
	}
	must(t, session.Clear())
	fill(t, session, "filler", 4096)
}

func TestKeepFailsAsAWhole(t *testing.T) {
	scopes, events := newScopes(t, satchel.Config{Flash: satchel.CookieConfig{Name: sized}})
	flash := begin(t, scopes, cookieLine(t, scopes, nil, []satchel.Pair{
		{Key: "small", Value: "1"}, {Key: "large", Value: strings.Repeat("x", 2000)},
	})).Flash()
	must(t, flash.Set("new", strings.Repeat("y", 2000)))
	before := flash.Size()
	if err := flash.KeepAll(); !errors.Is(err, satchel.ErrTooLarge) {
		t.Errorf("KeepAll gives %v", err)
	}
	if flash.Size() != before {
		t.Errorf("a failed KeepAll left %d bytes, there were %d", flash.Size(), before)
	}
	must(t, flash.Keep("small"))
	events.want(t, "opened sized", "overflow sized large")
}

// TestASessionThatWouldGrowByRewritingStays: it came in without an expiry that the
// new configuration adds, so that nothing but its dates makes it too large.
func TestASessionThatWouldGrowByRewritingStays(t *testing.T) {
	old, _ := newScopes(t, satchel.Config{Session: satchel.CookieConfig{Name: sized}})
	x := begin(t, old)
	value := fill(t, x.Session(), "filler", 4096)
	line := cookieLine(t, old, pair("filler", value), nil)

	scopes, events := newScopes(t, satchel.Config{
		Secrets: []satchel.Secret{otherSecret, firstSecret},
		Session: satchel.CookieConfig{Name: sized, MaxAge: time.Hour},
	})
	x = begin(t, scopes, line)
	if got := x.Session().Get("filler"); got != value {
		t.Fatalf("the session has %.20q", got)
	}
	must(t, x.Flash().Success("saved"))
	header := http.Header{}
	must(t, x.Commit(http.StatusOK, header)) // nobody asked for it
	if got := header["Set-Cookie"]; len(got) != 1 || !strings.HasPrefix(got[0], flashName+"=ey") {
		t.Errorf("Set-Cookie is %.60q, want the flash alone", got)
	}
	if header.Get("Vary") != "Cookie" {
		t.Errorf("Vary is %q", header.Get("Vary"))
	}
	events.want(t, "opened sized", "overflow sized", "written __Host-flash changed success")

	x = begin(t, scopes, line)
	if err := x.Session().Set("filler", value+"x"); !errors.Is(err, satchel.ErrTooLarge) || x.Session().Get("filler") != value {
		t.Errorf("growing gives %v", err)
	}
	must(t, x.Session().Set("filler", value[:100]))
	commit(t, x)
}

// TestARenewThatFailsLeavesTheSession: the new id has the length of the old one,
// but the expiry that the new configuration adds leaves no room for either.
func TestARenewThatFailsLeavesTheSession(t *testing.T) {
	old, _ := newScopes(t, satchel.Config{Session: satchel.CookieConfig{Name: sized}})
	x := begin(t, old)
	id, err := x.Session().ID()
	must(t, err)
	must(t, x.Session().Set("z", ""))
	value := fill(t, x.Session(), "filler", 4096)
	line := cookieLine(t, old, []satchel.Pair{{Key: "z"}, {Key: "satchel.id", Value: id}, {Key: "filler", Value: value}}, nil)

	scopes, _ := newScopes(t, satchel.Config{Session: satchel.CookieConfig{Name: sized, MaxAge: time.Hour}})
	session := begin(t, scopes, line).Session()
	check := func() {
		t.Helper()
		if err := session.Renew("filler"); !errors.Is(err, satchel.ErrTooLarge) {
			t.Errorf("Renew gives %v", err)
		}
		if got, _ := session.LookupID(); got != id || session.Get("filler") != value {
			t.Errorf("a failed Renew left the id %q and %d bytes", got, len(session.Get("filler")))
		}
	}
	check()
	must(t, session.Delete("z")) // too little, and now the list is the session's own
	check()
}
