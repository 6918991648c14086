package inspect

import "strings"

// shorten keeps a long text of others out of a sentence.
func shorten(text string) string {
	if len(text) <= maxShown {
		return text
	}
	return strings.ToValidUTF8(text[:maxShown], "") + "…"
}

// maxShown is the length in bytes beyond which a name is cut in a sentence.
const maxShown = 64
