package bench_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/satchel-go/satchel/bench"
)

func operation(t *testing.T, name string) bench.Operation {
	t.Helper()
	for _, o := range bench.Operations() {
		if o.Name == name {
			return o
		}
	}
	t.Fatalf("there is no operation %s", name)
	return bench.Operation{}
}

func subject(t *testing.T, name string) *bench.Subject {
	t.Helper()
	subjects, err := bench.Subjects()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range subjects {
		if s.Name == name {
			changed := *s
			return &changed
		}
	}
	t.Fatalf("there is no subject %s", name)
	return nil
}

// with has another handler for one kind of work, made of the one that it has.
func with(s *bench.Subject, work bench.Work, change func(http.Handler) http.HandlerFunc) *bench.Subject {
	handlers := s.Handler
	s.Handler = func(w bench.Work) http.Handler {
		if w == work {
			return change(handlers(w))
		}
		return handlers(w)
	}
	return s
}

// withoutCookies answers as a handler does that has forgotten to save.
func withoutCookies(next http.Handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(edited{w, func(http.Header) {}, http.Header{}}, r)
	}
}

// edited writes the body to one response, and lets somebody else write its cookies.
type edited struct {
	http.ResponseWriter
	edit func(http.Header)
	own  http.Header
}

func (e edited) Header() http.Header { return e.own }

func (e edited) WriteHeader(status int) {
	e.edit(e.ResponseWriter.Header())
	e.ResponseWriter.WriteHeader(status)
}

func (e edited) Write(p []byte) (int, error) {
	e.edit(e.ResponseWriter.Header())
	return e.ResponseWriter.Write(p)
}

// setting answers with a cookie of the test's.
func setting(cookie string) func(http.Handler) http.HandlerFunc {
	return func(next http.Handler) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			next.ServeHTTP(edited{w, func(h http.Header) { h.Set("Set-Cookie", cookie) }, http.Header{}}, r)
		}
	}
}

func TestACellFailsWhereTheWorkIsNotDone(t *testing.T) {
	fixed := func(body string) func(http.Handler) http.HandlerFunc {
		return func(http.Handler) http.HandlerFunc {
			return func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, body) }
		}
	}
	codec := func(s *bench.Subject, change func(*bench.Codec)) *bench.Subject {
		changed := *s.Codec
		change(&changed)
		s.Codec = &changed
		return s
	}
	for name, c := range map[string]struct {
		operation string
		subject   *bench.Subject
		want      string // in the error
	}{
		"a read of something else": {
			"read-one-key", with(subject(t, "jwx"), bench.ReadKey, fixed("")), "the answer is",
		},
		"a change that is not saved": {
			"change-one-key", with(subject(t, "gin"), bench.ChangeKey, withoutCookies), "0 cookies",
		},
		"a change that is lost in the next request": {
			"change-one-key", with(subject(t, "golang-jwt"), bench.ChangeKey, setting("other=1; Path=/")), "the next request reads",
		},
		"a message that is not saved": {
			"flash-set", with(subject(t, "gorilla-hmac"), bench.SetFlash, withoutCookies), "0 cookies",
		},
		"a message that is taken and still there": {
			"flash-take", with(subject(t, "gorilla-hmac"), bench.TakeFlash, setting("other=1; Path=/")), "the next request reads",
		},
		"a message whose deletion is dated far ahead": {
			"flash-take", with(subject(t, "go-jose"), bench.TakeFlash, setting("flash=; Expires=Fri, 01 Jan 2999 00:00:00 GMT")), "the next request reads",
		},
		"a cookie where nothing has changed": {
			"read-one-key", with(subject(t, "scs"), bench.ReadKey, setting("other=1; Path=/")), "nothing has changed",
		},
		"an idle session that is lost": {
			"read-one-key", with(subject(t, "scs-idle"), bench.ReadKey, setting("session=; Max-Age=0")), "the next request reads",
		},
		"a value with a pair too few": {
			"encode", codec(subject(t, "securecookie-gob"), func(c *bench.Codec) {
				decode := c.Decode
				c.Decode = func(value, key string) (string, error) {
					if key == "role" {
						key = "rôle"
					}
					return decode(value, key)
				}
			}), `"" for role`,
		},
		"a codec that verifies nothing": {
			"decode", codec(subject(t, "revel"), func(c *bench.Codec) {
				c.Decode = func(_, key string) (string, error) {
					for _, pair := range bench.SessionPairs() {
						if pair.Key == key {
							return pair.Value, nil
						}
					}
					return "", nil
				}
			}), "a changed value was read",
		},
	} {
		err := bench.ServeAndCheck(operation(t, c.operation), c.subject)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: the error is %v, want %q in it", name, err, c.want)
		}
	}
}

func TestTheNextRequestBringsWhatABrowserKeeps(t *testing.T) {
	for name, c := range map[string]struct {
		before string
		lines  []string
		want   string
	}{
		"nothing":                            {"", nil, ""},
		"what came, where nothing is set":    {"a=1; b=2", nil, "a=1; b=2"},
		"a new cookie beside the others":     {"a=1; b=2", []string{"c=3; Path=/"}, "a=1; b=2; c=3"},
		"a new value":                        {"a=1; b=2", []string{"a=3; Path=/; Max-Age=60"}, "b=2; a=3"},
		"the last of two values":             {"a=1", []string{"a=2", "a=3"}, "a=3"},
		"no cookie of which Max-Age is zero": {"a=1; b=2", []string{"a=; Max-Age=0"}, "b=2"},
		"no cookie of another day":           {"a=1", []string{"a=2; Expires=Thu, 01 Jan 1970 00:00:01 GMT"}, ""},
		"Max-Age before Expires":             {"a=1", []string{"a=2; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:01 GMT"}, "a=2"},
		"an empty value that is none":        {"a=1", []string{"a=; Path=/"}, "a="},
	} {
		if got, err := bench.NextCookies(c.before, c.lines...); err != nil || got != c.want {
			t.Errorf("%s: %q (%v), want %q", name, got, err, c.want)
		}
	}
	if _, err := bench.NextCookies("a=1", "no cookie"); err == nil {
		t.Error("a line that no browser takes is taken")
	}
}
