package cache_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/cache"
)

// wild is a value that cannot be encoded without a panic, and not decoded either.
type wild string

func (w wild) MarshalJSON() ([]byte, error) { panic("no JSON of " + string(w)) }

var _ json.Marshaler = wild("")

func TestWhateverAFunctionDoesItsCallersGetAnErrorAndTheHookOneEvent(t *testing.T) {
	tests := []struct {
		name, want string
		compute    func(context.Context) (wild, error)
	}{
		{"it panics", "panic: no milk", func(context.Context) (wild, error) { panic("no milk") }},
		{"it panics with an error", "panic: EOF", func(context.Context) (wild, error) { panic(errors.New("EOF")) }},
		{"it panics with nil", "panic: ", func(context.Context) (wild, error) { panic(nil) }}, //nolint:govet // that is the test
		{"it ends its goroutine", "goroutine", func(context.Context) (wild, error) { runtime.Goexit(); return "", nil }},
		{"its value panics when encoded", "panic: no JSON of milk", func(context.Context) (wild, error) { return "milk", nil }},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			inFlightBubble(t, func(t *testing.T, named *cache.Cache, heard *events) {
				wait := askAll(t.Context(), named, 5, func(ctx context.Context) (wild, error) {
					time.Sleep(time.Second)
					return test.compute(ctx)
				})
				for _, got := range wait() {
					if !errors.Is(got.err, cache.ErrCompute) || !strings.Contains(fmt.Sprint(got.err), test.want) || got.value != "" {
						t.Errorf("a caller got %q, %v", got.value, got.err)
					}
					if got.after != time.Second {
						t.Errorf("a caller got it after %v", got.after)
					}
				}
				synctest.Wait()
				got := heard.took()
				if len(got) != 1 || !strings.Contains(got[0].Detail, test.want) || len(got[0].Keys) != 1 || got[0].Keys[0] != "key" {
					t.Errorf("events: %+v", got)
				}
				again := askAll(t.Context(), named, 1, func(context.Context) (string, error) { return "tea", nil })
				if got := again()[0]; got.value != "tea" || got.err != nil {
					t.Errorf("the next caller got %q, %v", got.value, got.err)
				}
			})
		})
	}
}

func TestAFunctionThatDoesNotReturnHoldsUpNobody(t *testing.T) {
	inFlightBubble(t, func(t *testing.T, named *cache.Cache, heard *events) {
		release := make(chan struct{})
		var ended time.Duration
		begin := time.Now()
		stuck := func(ctx context.Context) (string, error) {
			<-ctx.Done()
			ended = time.Since(begin)
			<-release
			return "late", nil
		}
		first := askAll(t.Context(), named, 3, stuck)
		time.Sleep(flightLimit / 2)
		second := askAll(t.Context(), named, 1, stuck) // waits for the same
		for _, got := range first() {
			if !errors.Is(got.err, cache.ErrCompute) || got.after != flightLimit {
				t.Errorf("a caller got %q, %v after %v", got.value, got.err, got.after)
			}
		}
		if got := second()[0]; !errors.Is(got.err, cache.ErrCompute) || got.after != flightLimit/2 {
			t.Errorf("a later caller got %q, %v after %v", got.value, got.err, got.after)
		}
		if synctest.Wait(); ended != flightLimit {
			t.Errorf("the function's context ended after %v", ended)
		}
		third := askAll(t.Context(), named, 1, func(context.Context) (string, error) { return "new", nil })
		if got := third()[0]; got.value != "new" || got.err != nil {
			t.Errorf("the caller after the limit got %q, %v", got.value, got.err)
		}
		close(release)
		synctest.Wait()
		wantKept(t, named, "new")
		heard.want(t, "cache compute key")
	})
}

func TestALateValueIsNotKept(t *testing.T) {
	inFlightBubble(t, func(t *testing.T, named *cache.Cache, _ *events) {
		wait := askAll(t.Context(), named, 1, func(context.Context) (string, error) {
			time.Sleep(flightLimit + time.Nanosecond)
			return "late", nil
		})
		if got := wait()[0]; !errors.Is(got.err, cache.ErrCompute) || got.value != "" {
			t.Errorf("the caller got %q, %v", got.value, got.err)
		}
		time.Sleep(time.Second)
		wantKept(t, named, "")
	})
}

// selfish asks for its own key, again and again where nothing stops it.
type selfish struct {
	cache *cache.Cache
	depth atomic.Int32
}

func (s *selfish) ask(ctx context.Context, keys ...string) (string, error) {
	if s.depth.Add(1) > 20 {
		return "", errors.New("endless")
	}
	next := slices.Concat(keys[1:], keys[:1])
	return cache.GetOrSet(ctx, s.cache, keys[0], 0, func(ctx context.Context) (string, error) { return s.ask(ctx, next...) })
}

func wantSelfish(t *testing.T, s *selfish, keys ...string) {
	t.Helper()
	begin := time.Now()
	_, err := s.ask(t.Context(), keys...)
	if !errors.Is(err, cache.ErrCompute) || !strings.Contains(err.Error(), "its own key") || time.Since(begin) != 0 {
		t.Errorf("%v after %v", err, time.Since(begin))
	}
}

func TestAFunctionThatAsksForItsOwnKeyFailsAtOnce(t *testing.T) {
	for name, keys := range map[string][]string{"directly": {"a"}, "through another key": {"a", "b"}, "through two": {"a", "b", "c"}} {
		t.Run(name, func(t *testing.T) {
			inFlightBubble(t, func(t *testing.T, named *cache.Cache, _ *events) {
				wantSelfish(t, &selfish{cache: named}, keys...)
			})
		})
	}
}

func TestAFunctionThatAsksForItsOwnKeyWhereNothingIsKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		caches, _ := newCaches(t, cache.Config{})
		inVisit(t, caches, func(ctx context.Context, _ http.ResponseWriter) {
			asking := &selfish{cache: cache.ForSession(ctx)}
			_, err := asking.ask(ctx, "a")
			if !errors.Is(err, cache.ErrCompute) || !strings.Contains(err.Error(), "its own key") {
				t.Errorf("for a visitor without a session: %v", err)
			}
			// The same key of another cache is another key.
			value, err := cache.GetOrSet(ctx, asking.cache, "b", 0, func(ctx context.Context) (string, error) {
				return cache.GetOrSet(ctx, caches.Named(""), "b", 0, func(context.Context) (string, error) { return "milk", nil })
			})
			if value != "milk" || err != nil {
				t.Errorf("through another cache: %q, %v", value, err)
			}
		})
	})
}

func TestAFunctionThatAsksForItsOwnKeyByTwoTypes(t *testing.T) {
	inFlightBubble(t, func(t *testing.T, named *cache.Cache, _ *events) {
		var depth int
		var texts func(context.Context) (string, error)
		numbers := func(ctx context.Context) (int, error) {
			if depth++; depth > 20 {
				return 0, errors.New("endless")
			}
			_, err := cache.GetOrSet(ctx, named, "key", 0, texts)
			return depth, err
		}
		texts = func(ctx context.Context) (string, error) {
			number, err := cache.GetOrSet(ctx, named, "key", 0, numbers)
			return fmt.Sprint(number), err
		}
		_, err := cache.GetOrSet(t.Context(), named, "key", 0, numbers)
		if !errors.Is(err, cache.ErrCompute) || !strings.Contains(err.Error(), "its own key") {
			t.Error(err)
		}
	})
}

// A context outlives the function: what is begun with it afterwards waits for nothing.
func TestAContextThatIsLeftOverMayAskForTheKeyAgain(t *testing.T) {
	inFlightBubble(t, func(t *testing.T, named *cache.Cache, _ *events) {
		var left context.Context
		first := askAll(t.Context(), named, 1, func(ctx context.Context) (string, error) {
			left = context.WithoutCancel(ctx) //nolint:fatcontext // that is the case
			return "", errors.New("not yet")
		})
		first()
		second := askAll(left, named, 1, func(context.Context) (string, error) { return "milk", nil })
		if got := second()[0]; got.value != "milk" || got.err != nil {
			t.Errorf("%q, %v", got.value, got.err)
		}
	})
}

func TestFunctionsThatWaitForEachOtherEndAtTheLimit(t *testing.T) {
	inFlightBubble(t, func(t *testing.T, named *cache.Cache, _ *events) {
		ask := func(key, other string) <-chan answer[string] {
			got := make(chan answer[string], 1)
			begin := time.Now()
			go func() {
				value, err := cache.GetOrSet(t.Context(), named, key, 0, func(ctx context.Context) (string, error) {
					time.Sleep(time.Second) // the other one is under way then
					return cache.GetOrSet(ctx, named, other, 0, func(context.Context) (string, error) {
						return "", errors.New("nobody is under way")
					})
				})
				got <- answer[string]{value, err, time.Since(begin)}
			}()
			return got
		}
		a, b := ask("a", "b"), ask("b", "a")
		for _, got := range []answer[string]{<-a, <-b} {
			ended := errors.Is(got.err, cache.ErrCompute) || errors.Is(got.err, context.DeadlineExceeded)
			if !ended || got.after != flightLimit {
				t.Errorf("a caller got %q, %v after %v", got.value, got.err, got.after)
			}
		}
	})
}

// inVisit calls a handler with a request that has no cookie.
func inVisit(t *testing.T, caches *cache.Caches, handle func(context.Context, http.ResponseWriter)) {
	t.Helper()
	scopes, err := satchel.New(satchel.Config{Secrets: []satchel.Secret{satchel.NewSecret()}, Cache: caches})
	if err != nil {
		t.Fatal(err)
	}
	handler := scopes.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { handle(r.Context(), w) }))
	handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "https://example.com/", http.NoBody))
}
