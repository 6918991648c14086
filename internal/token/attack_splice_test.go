package token_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/satchel-go/satchel/internal/token"
)

// couple is two authentic texts, and the format for which the first was made. Its ring
// knows every key in use, so that nothing is refused for its key alone.
type couple struct {
	name          string
	format        token.Format
	first, second string
	separators    []string
}

// couples are short, since every cut of the one meets every cut of the other.
func couples(t *testing.T) []couple {
	short, other := token.Token{Pairs: pairs("u", "a")}, token.Token{Pairs: pairs("u", "root")}
	var list []couple
	for _, own := range attacked {
		format := own.ring(t, ringSecrets...)
		add := func(what, second string, separators ...string) {
			first := mustAppend(t, own.ring(t, ringSecrets[0]), short)
			mustParse(t, format, first)
			list = append(list, couple{own.name + ", " + what, format, first, second, separators})
		}
		add("the same key", mustAppend(t, own.ring(t, ringSecrets[0]), other), own.separator)
		add("another key of the ring", mustAppend(t, own.ring(t, ringSecrets[1]), other), own.separator)
		for _, foreign := range attacked {
			if foreign.name != own.name {
				add("with "+foreign.name, mustAppend(t, foreign.ring(t, ringSecrets[0]), other), own.separator, foreign.separator)
			}
		}
	}
	return list
}

func TestSegmentsOfTwoTokensMakeNoThird(t *testing.T) {
	for _, c := range couples(t) {
		t.Run(c.name, func(t *testing.T) {
			var parts []string
			for _, separator := range c.separators {
				parts = append(append(parts, segments(c.first, separator)...), segments(c.second, separator)...)
			}
			parts = append(parts, "")
			tried := 0
			try := func(text string) {
				if text != c.first && text != c.second {
					forged(t, c.format, text)
					tried++
				}
			}
			for _, separator := range c.separators {
				for _, one := range parts {
					for _, two := range parts {
						try(one + separator + two)
						for _, three := range parts {
							try(one + separator + two + separator + three)
						}
					}
				}
			}
			if tried < 100 {
				t.Errorf("tried %d combinations", tried)
			}
		})
	}
}

func TestCutsOfTwoTokensMakeNoThird(t *testing.T) {
	for _, c := range couples(t) {
		t.Run(c.name, func(t *testing.T) {
			for i := range len(c.first) + 1 {
				for j := range len(c.second) + 1 {
					if text := c.first[:i] + c.second[j:]; text != c.first && text != c.second {
						forged(t, c.format, text)
					}
				}
			}
		})
	}
}

// What a key signs in one format is nothing in another, though the bytes of the key are
// the same.
func TestOneKeySignsForOneFormat(t *testing.T) {
	reads := map[string][]string{"Fallback": {"HS256", "SignedURL"}, "HS256": {"Fallback"}}
	for _, writer := range attacked {
		for _, reader := range attacked {
			t.Run(fmt.Sprintf("%s read as %s", writer.name, reader.name), func(t *testing.T) {
				format := reader.ring(t, ringSecrets[0])
				for _, victim := range victims {
					text := mustAppend(t, writer.ring(t, ringSecrets[0]), victim.token)
					if writer.name == reader.name || slices.Contains(reads[reader.name], writer.name) {
						mustParse(t, format, text)
					} else {
						forged(t, format, text)
					}
				}
			})
		}
	}
}
