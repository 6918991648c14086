package rediscache_test

import (
	"errors"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel/cache"
	"github.com/satchel-go/satchel/cache/rediscache"
	"github.com/satchel-go/satchel/internal/redistest"
)

func TestWhatIsNoRedisServer(t *testing.T) {
	for name, kind := range map[string]redistest.NonsenseKind{
		"a web server":               redistest.NonsenseHTTP,
		"a line without an end":      redistest.NonsenseStream,
		"an array of two billion":    redistest.NonsenseHugeArray,
		"a string of half a billion": redistest.NonsenseHugeString,
		"random bytes":               redistest.NonsenseGarbage,
		"nothing at all":             redistest.NonsenseSilence,
		"a door that shuts":          redistest.NonsenseHangUp,
	} {
		t.Run(name, func(t *testing.T) {
			store := open(t, rediscache.Config{URL: "redis://" + redistest.Nonsense(t, kind), Budget: short})
			allocated := allocations(func() {
				for end := time.Now().Add(time.Second); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
					if took := fails(t, store); took > late {
						t.Errorf("Get took %v", took)
					}
				}
			})
			if allocated > 64<<20 {
				t.Errorf("%d MiB were allocated", allocated>>20)
			}
		})
	}
}

// allocations returns the bytes that f allocates.
func allocations(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// A server, or whatever stands before it, that loses its mind after the connection is
// there: an error, no panic, which would end this process, and no wrong value.
func TestReplyOfNonsense(t *testing.T) {
	long := strings.Repeat("9", 4000)
	for name, reply := range map[string]string{
		"a string of a negative length":     "$-5\r\n",
		"an array of a negative length":     "*-7\r\n",
		"a map of the length of null":       "%-1\r\n",
		"a length that is no number":        "$abc\r\n",
		"a length with two signs":           "$--1\r\n",
		"a length without end":              "$" + long + "\r\n",
		"no length":                         "$\r\n",
		"a string of 250 MB":                "$250000000\r\nx",
		"an array of a billion":             "*1000000000\r\n",
		"arrays in arrays":                  strings.Repeat("*1\r\n", 1000),
		"large arrays in large arrays":      strings.Repeat("*1000000\r\n", 10),
		"a string in chunks":                "$?\r\n;4\r\nabcd\r\n;0\r\n",
		"an unknown kind":                   "?\r\n",
		"two replies":                       "$1\r\na\r\n$1\r\nb\r\n",
		"a subscription of nobody":          ">3\r\n$9\r\nsubscribe\r\n$1\r\na\r\n:1\r\n$1\r\na\r\n",
		"the end of one":                    ">3\r\n$11\r\nunsubscribe\r\n$1\r\na\r\n:1\r\n$1\r\na\r\n",
		"a number":                          ":5\r\n",
		"an array":                          "*1\r\n$1\r\na\r\n",
		"a push without an end":             ">1000000\r\n",
		"a redirection to nowhere":          "-MOVED\r\n",
		"another one":                       "-ASK 1\r\n",
		"an attribute before nothing":       "|1\r\n$1\r\na\r\n$1\r\nb\r\n:1\r\n",
		"a boolean":                         "#t\r\n",
		"a line of a megabyte":              "+" + strings.Repeat("x", 1<<20) + "\r\n",
		"an error with bytes of a terminal": "-\x1b[31mRED\r\n",
	} {
		for _, memory := range []time.Duration{0, time.Minute} {
			t.Run(name+", keeping "+memory.String(), func(t *testing.T) {
				url := imposter(t, func(command []string) string {
					if command[0] == "GET" || command[0] == "HGET" || command[0] == "EXEC" {
						return reply
					}
					return ""
				})
				store := open(t, rediscache.Config{URL: url, Budget: short, ClientCache: memory})
				allocated := allocations(func() {
					for range 3 {
						_, found, err := store.Get(t.Context(), cache.Key{Group: cache.Group{Name: "x"}, Name: "y"})
						if found || !errors.Is(err, cache.ErrUnavailable) {
							t.Errorf("found %v, %v", found, err)
						}
						if err != nil && strings.ContainsRune(err.Error(), '\x1b') {
							t.Errorf("%q", err)
						}
					}
				})
				if allocated > 300<<20 {
					t.Errorf("%d MiB were allocated", allocated>>20)
				}
			})
		}
	}
}

// A reply too many would be taken for that of the next command: of another user's.
func TestAReplyTooManyGoesToNobody(t *testing.T) {
	url := imposter(t, func(command []string) string {
		if command[0] == "GET" && strings.HasSuffix(command[1], ":alice") {
			return "$5\r\nalice\r\n$5\r\nalice\r\n"
		}
		return ""
	})
	store := open(t, rediscache.Config{URL: url})
	key := func(name string) cache.Key { return cache.Key{Group: cache.Group{Name: "users"}, Name: name} }
	for range 50 {
		_, _, _ = store.Get(t.Context(), key("alice"))
		if value, found, _ := store.Get(t.Context(), key("bob")); found {
			t.Fatalf("bob is %q", value)
		}
	}
}

// The replies that real servers send beside strings.
func TestReplyThatIsUnusualButFine(t *testing.T) {
	for name, reply := range map[string]string{
		"an attribute before it":           "|1\r\n+ttl\r\n:3600\r\n$1\r\nx\r\n",
		"an invalidation before it":        ">2\r\n$10\r\ninvalidate\r\n*1\r\n$1\r\na\r\n$1\r\nx\r\n",
		"an invalidation of everything":    ">2\r\n$10\r\ninvalidate\r\n_\r\n$1\r\nx\r\n",
		"a simple string":                  "+x\r\n",
		"an empty push of a newer version": ">1\r\n$3\r\nnew\r\n$1\r\nx\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			url := imposter(t, func(command []string) string {
				if command[0] == "GET" {
					return reply
				}
				return ""
			})
			store := open(t, rediscache.Config{URL: url})
			for range 3 {
				expect(t, store, cache.Key{Group: cache.Group{Name: "x"}, Name: "y"}, "x")
			}
		})
	}
}
