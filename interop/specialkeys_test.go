package interop_test

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/interop/internal/live"
)

// specialKeys are what the libraries for JWT of some versions of Play take for claims, though
// they are pairs of a session. Play up to 3.0 keeps all of them; that is what is shown here.
// Play 3.1 does what the last column says when it writes such a session anew, which nothing
// here can run: it has not been released.
var specialKeys = []struct {
	name   string
	keys   []string
	values []string
	in31   string
}{
	{"padded key", []string{" k ", "\tk", "k\n"}, []string{"value", ""}, "trims the key"},
	{"empty or blank key", []string{"", " ", "\t "}, []string{"value", ""}, "answers with the status 500"},
	{"date claims with text", []string{"exp", "nbf", "iat"}, []string{"soon", "true"}, "answers with the status 500"},
	{"date claims with digits", []string{"exp", "nbf", "iat"}, []string{"123", "0", "4102444800", "1.5"}, "writes a number, and reads its digits"},
	{"date claims with an ISO date", []string{"exp", "nbf", "iat"}, []string{"2026-08-01T00:00:00Z", "2026-08-01"}, "writes the seconds since 1970"},
	{"claims with an empty value", []string{"exp", "nbf", "iat", "iss", "sub", "aud", "jti"}, []string{""}, "drops the pair"},
	{"other claims with text", []string{"iss", "sub", "aud", "jti"}, []string{"text", "123", "[\"a\"]"}, "keeps it"},
	{"ordinary key, empty or padded value", []string{"k"}, []string{"", " ", " padded ", "\n"}, "keeps it"},
	{"names of claims around the pairs", []string{"data", "satchel", "alg"}, []string{"text", "flash", "none"}, "keeps it"},
}

func TestKeysOverTheBorder(t *testing.T) {
	t.Parallel()
	plays.Each(t, func(t *testing.T, play *live.Play) {
		secret := satchel.NewSecret()
		application := play.Application(t, live.Settings(secret))
		for _, row := range []struct {
			name   string
			config satchel.Config
			test   func(t *testing.T, onPlay, inGo seat, config satchel.Config)
		}{
			{"special keys", satchel.Config{}, specialKeysTravel},
			{"keys of ours", satchel.Config{Limits: satchel.Limits{Absolute: time.Hour}}, ownKeysLive},
			{"the purpose of a token", satchel.Config{}, purposeIsPassedOver},
			{"the token of the CSRF filter", satchel.Config{}, csrfTokenStays},
		} {
			t.Run(row.name, func(t *testing.T) {
				onPlay, inGo, config := seatsAt(t, play, application, secret, row.config)
				row.test(t, onPlay, inGo, config)
			})
		}
	})
}

// Each pair is written by one side, read and kept by the other one while that changes another
// pair, and read by the first one: from Go to Play and back, and from Play to Go and back.
func specialKeysTravel(t *testing.T, onPlay, inGo seat, config satchel.Config) {
	for _, row := range specialKeys {
		for _, value := range row.values {
			written := live.Pairs{"other": "1"}
			for _, key := range row.keys {
				written[key] = value
			}
			for _, way := range [][2]seat{{inGo, onPlay}, {onPlay, inGo}} {
				first, second := way[0], way[1]
				first.ReplaceSession(written)
				second.reads(second.Session(), written)
				second.SetSession(live.Pairs{"other": "2"})
				kept := maps.Clone(written)
				kept["other"] = "2"
				first.reads(first.Session(), kept)
				first.SetFlash(written)
				second.reads(second.Flash(), written)
			}
		}
		if t.Failed() {
			t.Fatalf("Play %s: %s (Play 3.1 %s)", onPlay.version, row.name, row.in31)
		}
	}
}

// ownKeys are pairs of the library, which other readers do not show.
func ownKeys(now time.Time) []satchel.Pair {
	seconds := now.Add(-time.Minute).Unix()
	return []satchel.Pair{
		{Key: "satchel.id", Value: "abcdefghijklmnopqrstuvwxyz"},
		{Key: "satchel.renewed", Value: strconv.FormatInt(seconds+1, 10)},
		{Key: "satchel.started", Value: strconv.FormatInt(seconds, 10)},
	}
}

// Play keeps the pairs of the library where it adds and removes others, and drops them where
// it replaces the session: it loses its start and its id there.
func ownKeysLive(t *testing.T, onPlay, inGo seat, config satchel.Config) {
	scopes, err := satchel.New(config)
	if err != nil {
		t.Fatal(err)
	}
	own := ownKeys(time.Now())
	value, err := scopes.EncodeSession(append(slices.Clone(own), satchel.Pair{Key: "user", Value: "maria"}, satchel.Pair{Key: "cart", Value: "3"})...)
	if err != nil {
		t.Fatal(err)
	}
	visible := live.Pairs{"user": "maria", "cart": "3"}
	for _, row := range []struct {
		name string
		on   func()
		want live.Pairs
		own  []satchel.Pair
	}{
		{"addingToSession", func() { onPlay.SetSession(live.Pairs{"cart": "4"}) }, live.Pairs{"user": "maria", "cart": "4"}, own},
		{"removingFromSession", func() { onPlay.RemoveFromSession("cart") }, live.Pairs{"user": "maria"}, own},
		{"withSession, which replaces", func() { onPlay.ReplaceSession(visible) }, visible, nil},
	} {
		inGo.put(t, "PLAY_SESSION", value)
		shown := maps.Clone(visible)
		for _, pair := range own {
			shown[pair.Key] = pair.Value
		}
		onPlay.reads(onPlay.Session(), shown) // Play knows nothing of reserved keys
		inGo.reads(inGo.Session(), visible)
		row.on()
		token, err := scopes.DecodeSession(inGo.held(t, "PLAY_SESSION").Value)
		if err != nil {
			t.Fatalf("%s on Play %s: %v", row.name, onPlay.version, err)
		}
		got := slices.DeleteFunc(token.Pairs, func(p satchel.Pair) bool { _, plain := row.want[p.Key]; return plain })
		slices.SortFunc(got, func(a, b satchel.Pair) int { return strings.Compare(a.Key, b.Key) })
		if !slices.Equal(got, row.own) {
			t.Errorf("%s on Play %s: the cookie has of ours %q, want %q", row.name, onPlay.version, got, row.own)
		}
		if token.StartedAt.IsZero() != (row.own == nil) {
			t.Errorf("%s on Play %s: started at %v", row.name, onPlay.version, token.StartedAt)
		}
		inGo.reads(inGo.Session(), row.want)
	}
}

// The claim that says what a token is for is passed over by Play, and gone once Play has
// written; the form of 2.5 has none.
func purposeIsPassedOver(t *testing.T, onPlay, inGo seat, config satchel.Config) {
	scopes, err := satchel.New(config)
	if err != nil {
		t.Fatal(err)
	}
	ours := "session"
	if onPlay.version.LegacyFormat() {
		ours = ""
	}
	purpose := func(by, want string) {
		token, err := scopes.DecodeSession(inGo.held(t, "PLAY_SESSION").Value)
		if err != nil || token.Purpose != want {
			t.Errorf("written by %s: the purpose is %q (%v), want %q", by, token.Purpose, err, want)
		}
	}
	inGo.SetSession(live.Pairs{"user": "maria"})
	purpose("Go", ours)
	onPlay.reads(onPlay.Session(), live.Pairs{"user": "maria"})
	onPlay.SetSession(live.Pairs{"cart": "3"})
	purpose("Play "+string(onPlay.version), "")
	inGo.reads(inGo.Session(), live.Pairs{"user": "maria", "cart": "3"})
	inGo.SetSession(live.Pairs{"cart": "4"})
	purpose("Go", ours)
	onPlay.reads(onPlay.Session(), live.Pairs{"user": "maria", "cart": "4"})
}

// The token of Play's CSRF filter is a pair of the session, as Play signs it. It stays when Go
// changes another pair, and goes with Clear as with withNewSession.
func csrfTokenStays(t *testing.T, onPlay, inGo seat, config satchel.Config) {
	const token = "0f1e2d3c4b5a69788796a5b4c3d2e1f001234567-1700000000000-0123456789abcdef01234567"
	onPlay.SetSession(live.Pairs{"csrfToken": token, "user": "maria"})
	inGo.SetSession(live.Pairs{"cart": "3"})
	inGo.RemoveFromSession("user")
	onPlay.reads(onPlay.Session(), live.Pairs{"csrfToken": token, "cart": "3"})
	inGo.ClearSession()
	onPlay.reads(onPlay.Session(), live.Pairs{})
}
