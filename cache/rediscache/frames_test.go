package rediscache_test

import (
	"strings"
	"testing"

	"github.com/satchel-go/satchel/cache/rediscache"
)

func TestMessagesAreCountedWhateverThePieces(t *testing.T) {
	for name, c := range map[string]struct {
		stream string
		want   int
	}{
		"strings":                     {"$5\r\nhello\r\n$0\r\n\r\n$-1\r\n", 3},
		"a string with ends of lines": {"$6\r\n\r\n$1\r\n\r\n", 1},
		"lines":                       {"+OK\r\n-ERR no\r\n:5\r\n_\r\n#t\r\n,1.5\r\n(99999999999999999999\r\n", 7},
		"an array":                    {"*2\r\n$1\r\na\r\n*2\r\n:1\r\n:2\r\n", 1},
		"empty ones and null":         {"*0\r\n%0\r\n~0\r\n*-1\r\n", 4},
		"a map":                       {"%2\r\n+a\r\n:1\r\n+b\r\n*1\r\n%0\r\n", 1},
		"an attribute":                {"|1\r\n+a\r\n:1\r\n+b\r\n", 1},
		"an attribute inside":         {"*1\r\n|1\r\n+a\r\n:1\r\n+b\r\n+c\r\n", 2},
		"a push inside, of Redis 6":   {"*2\r\n>2\r\n+invalidate\r\n*1\r\n+k\r\n:1\r\n:2\r\n", 1},
		"half a message":              {"*2\r\n:1\r\n", 0},
	} {
		t.Run(name, func(t *testing.T) {
			for piece := 1; piece <= len(c.stream); piece++ {
				if got, err := rediscache.Follow([]byte(c.stream), piece); err != nil || got != c.want {
					t.Fatalf("in pieces of %d: %d, %v; want %d", piece, got, err, c.want)
				}
			}
		})
	}
}

func TestWhatWouldHurtIsRefused(t *testing.T) {
	for name, c := range map[string]struct{ fine, refused string }{
		"a string":        {"$67108872\r\n", "$67108873\r\n"},
		"a length":        {"$-1\r\n", "$-2\r\n"},
		"a map's length":  {"%0\r\n", "%-1\r\n"},
		"an array":        {"*1048576\r\n", "*1048577\r\n"},
		"a map":           {"%524288\r\n", "%524289\r\n"},
		"arrays together": {"*2\r\n*1000000\r\n", "*2\r\n*1048575\r\n"},
		"nesting":         {strings.Repeat("*1\r\n", 16), strings.Repeat("*1\r\n", 17)},
		"a line":          {"+" + strings.Repeat("x", 65536), "+" + strings.Repeat("x", 65537)},
		"a kind":          {"+", "\x00\r\n"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := rediscache.Follow([]byte(c.fine), 7); err != nil {
				t.Error(err)
			}
			if _, err := rediscache.Follow([]byte(c.refused), 7); err == nil {
				t.Error("no error")
			}
		})
	}
}

// FuzzFollow: whatever arrives, in whatever pieces, the verdict is the same, and there is
// one.
func FuzzFollow(f *testing.F) {
	for _, stream := range []string{
		"*2\r\n$1\r\na\r\n:1\r\n", "$-1\r\n", "%1\r\n+a\r\n|1\r\n+b\r\n+c\r\n#t\r\n", ">2\r\n+x\r\n_\r\n",
		"*-1\r\n$4\r\nabcd\r\n", strings.Repeat("*1\r\n", 20), "$99999999\r\n", "HTTP/1.1 400 Bad Request\r\n",
	} {
		f.Add([]byte(stream))
	}
	f.Fuzz(func(t *testing.T, stream []byte) {
		whole, fault := rediscache.Follow(stream, max(len(stream), 1))
		for _, piece := range []int{1, 3} {
			if got, err := rediscache.Follow(stream, piece); got != whole || (err == nil) != (fault == nil) {
				t.Errorf("in pieces of %d: %d, %v; as a whole: %d, %v", piece, got, err, whole, fault)
			}
		}
	})
}
