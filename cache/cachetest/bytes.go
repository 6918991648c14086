package cachetest

import (
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel/cache"
)

// texts are what a store could stumble over that has a protocol, or files, or patterns.
var texts = map[string]string{
	"nothing":           "",
	"a NUL":             "\x00",
	"NULs within":       "a\x00b\x00",
	"line ends":         "a\r\nb\n",
	"a protocol":        "\r\n$5\r\nhello\r\n*1\r\n",
	"invalid UTF-8":     "a\xff\xfe\x80",
	"other such":        "a\xfe\xff\x80",
	"small letters":     "abc",
	"capital letters":   "ABC",
	"all bytes":         allBytes(),
	"a blank":           " ",
	"blanks around":     " a ",
	"braces":            "{a}{b}",
	"half a brace":      "}a{",
	"a pattern":         "*[a-z]?\\",
	"a path":            "../../a/./b",
	"quotes":            `"a" 'b'`,
	"several languages": "Übermut 日本 🧺", //nolint:gosmopolitan // that is the case
	"a number":          "0",
}

func allBytes() string {
	var all [256]byte
	for i := range all {
		all[i] = byte(i)
	}
	return string(all[:])
}

var byteTests = []test{
	{name: "names", prove: func(t *testing.T, s store) {
		for _, group := range []cache.Group{newSession(), newNamed()} {
			for text, name := range texts {
				s.set(t, group, name, text, cache.Limits{TTL: time.Hour})
			}
			for text, name := range texts {
				s.want(t, group, name, text)
			}
			for text, name := range texts {
				s.remove(t, group, name)
				if _, found := s.get(t, group, name); found {
					t.Errorf("a name of %s cannot be removed", text)
				}
			}
		}
	}},
	{name: "names of caches", prove: func(t *testing.T, s store) {
		base := newNamed().Name
		for text, name := range texts {
			s.set(t, cache.Group{Name: base + name}, "a", text, cache.Limits{})
		}
		for text, name := range texts {
			s.want(t, cache.Group{Name: base + name}, "a", text)
		}
		for text, name := range texts {
			s.removeAll(t, cache.Group{Name: base + name})
			if _, found := s.get(t, cache.Group{Name: base + name}, "a"); found {
				t.Errorf("the cache with a name of %s cannot be emptied", text)
			}
		}
	}},
	{name: "the cache without a name", prove: func(t *testing.T, s store) {
		name := newNamed().Name // the group is that of other tests, too
		s.set(t, cache.Group{}, name, "news", cache.Limits{TTL: time.Minute})
		s.want(t, cache.Group{}, name, "news")
		s.remove(t, cache.Group{}, name)
		s.wantNone(t, cache.Group{}, name)
	}},
	{name: "values", prove: func(t *testing.T, s store) {
		group := newSession()
		for text, value := range texts {
			s.set(t, group, text, value, cache.Limits{})
			s.want(t, group, text, value)
		}
		for text, value := range texts {
			s.want(t, group, text, value)
		}
	}},
	{name: "a name of 1 KiB", prove: func(t *testing.T, s store) {
		group := newSession()
		long := strings.Repeat("n", 1023)
		s.set(t, group, long+"a", "milk", cache.Limits{})
		s.set(t, group, long+"b", "tea", cache.Limits{})
		s.want(t, group, long+"a", "milk")
		s.want(t, group, long+"b", "tea")
		s.wantNone(t, group, long)
	}},
	{name: "a value of 1 MiB", prove: func(t *testing.T, s store) {
		group := newSession()
		large := string(random(1 << 20))
		s.set(t, group, "large", large, cache.Limits{})
		s.want(t, group, "large", large)
		s.set(t, group, "large", "small", cache.Limits{})
		s.want(t, group, "large", "small")
	}},
}
