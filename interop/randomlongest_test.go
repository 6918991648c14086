package interop_test

import (
	"encoding/base64"
	"net/http"
	"strings"
	"testing"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/interop/internal/live"
)

// largestCookie is what browsers keep, name and value together (RFC 6265bis section 5.6).
const largestCookie = 4096

// "What differs on purpose": size, no limit in Play, an error beyond 4096 bytes here. The
// longest session that a browser keeps travels both ways. With one character more, Play
// writes a cookie that browsers drop without a word, and Go tells the program.
func TestLongestSessionTravelsBothWays(t *testing.T) {
	t.Parallel()
	plays.Each(t, func(t *testing.T, play *live.Play) {
		onPlay, inGo, _ := seats(t, play, satchel.Config{})
		for _, way := range []struct {
			writer, reader seat
			drops          bool // one character more is a cookie that browsers drop, and no error
		}{{onPlay, inGo, true}, {inGo, onPlay, false}} {
			const short = 1000
			way.writer.ReplaceSession(live.Pairs{"long": strings.Repeat("x", short)})
			written := live.Pairs{"long": strings.Repeat("x", short+roomLeft(t, way.writer))}
			way.writer.ReplaceSession(written)
			if held := way.writer.held(t, "PLAY_SESSION"); len(held.Name)+len(held.Value) != largestCookie {
				t.Errorf("%s: the cookie of the longest session has %d bytes, want %d",
					way.writer.URL("/"), len(held.Name)+len(held.Value), largestCookie)
			}
			way.reader.reads(way.reader.Session(), written)

			over := way.writer.tell(t, "/session/set", live.Pairs{"long": written["long"] + "x"})
			if way.drops && (over.Status != http.StatusNoContent || over.Refused == nil) {
				t.Errorf("one character more on Play %s: got the status %d and %v, want a cookie that browsers drop",
					play.Version(), over.Status, over.Refused)
			}
			if !way.drops && (over.Status != http.StatusInternalServerError || over.Header.Get("Set-Cookie") != "") {
				t.Errorf("one character more in Go: got the status %d, Set-Cookie %.60q; want an error and no cookie",
					over.Status, over.Header.Get("Set-Cookie"))
			}
			way.reader.reads(way.reader.Session(), written)
		}
	})
}

// roomLeft returns how many characters the one value of the session in the jar can grow.
func roomLeft(t *testing.T, site seat) int {
	held := site.held(t, "PLAY_SESSION")
	left := largestCookie - len(held.Name) - len(held.Value)
	header, rest, isJWT := strings.Cut(held.Value, ".")
	if !isJWT {
		return left
	}
	payload, signature, _ := strings.Cut(rest, ".")
	most := largestCookie - len(held.Name) - len(header+".."+signature)
	return base64.RawURLEncoding.DecodedLen(most) - base64.RawURLEncoding.DecodedLen(len(payload))
}
