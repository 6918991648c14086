package inspect

import (
	"regexp"
	"strconv"
	"strings"
)

// curlCookies takes the cookies out of a command of curl, as browsers copy it, or out of
// one of its arguments.
func curlCookies(text string) (found []pasted, is bool) {
	if !beginsCurl.MatchString(text) {
		return nil, false
	}
	words := shellWords(text)
	for i, word := range words {
		next := ""
		if i+1 < len(words) {
			next = words[i+1]
		}
		switch name, joined, _ := strings.Cut(word, "="); {
		case word == "-b", word == "--cookie":
			found = append(found, cookieArgument(next)...)
		case name == "--cookie":
			found = append(found, cookieArgument(joined)...)
		case strings.HasPrefix(word, "-b"):
			found = append(found, cookieArgument(word[len("-b"):])...)
		case word == "-H", word == "--header":
			found = append(found, fromHeaders(headerLines(next))...)
		case strings.HasPrefix(word, "-H"):
			found = append(found, fromHeaders(headerLines(word[len("-H"):]))...)
		}
	}
	return found, true
}

// cookieArgument reads what curl sends; without an equal sign it is the name of a file.
func cookieArgument(text string) []pasted {
	if !strings.Contains(text, "=") {
		return nil
	}
	return cookieHeader(text)
}

// beginsCurl finds the command, or one of those arguments alone.
var beginsCurl = regexp.MustCompile(`^(\$ *)?(curl(\.exe)?\s|(-b|--cookie|-H|--header)[\s='"$^])`)

// shellWords separates the words of a command as a POSIX shell does, with the $'…' that
// browsers write, and without variables. In the command for Windows a caret stands before
// what its shell would obey.
func shellWords(text string) []string {
	if strings.Contains(text, `^"`) {
		text = caret.ReplaceAllString(text, "$1")
	}
	var words []string
	var word strings.Builder
	inside := false // a word that may still be empty
	for text != "" {
		var rest string
		switch {
		case text[0] == '\'':
			quoted, behind, _ := strings.Cut(text[1:], "'")
			word.WriteString(quoted)
			rest, inside = behind, true
		case strings.HasPrefix(text, "$'"):
			rest, inside = escapedText(text[2:], '\'', &word), true
		case text[0] == '"':
			rest, inside = escapedText(text[1:], '"', &word), true
		case strings.HasPrefix(text, "\\\n"), strings.HasPrefix(text, "\\\r\n"):
			_, rest, _ = strings.Cut(text, "\n")
		case text[0] == '\\' && len(text) > 1:
			word.WriteByte(text[1])
			rest, inside = text[2:], true
		case strings.IndexByte(" \t\r\n", text[0]) >= 0:
			if inside {
				words = append(words, word.String())
			}
			word.Reset()
			rest, inside = text[1:], false
		default:
			word.WriteByte(text[0])
			rest, inside = text[1:], true
		}
		text = rest
	}
	if inside {
		words = append(words, word.String())
	}
	return words
}

var caret = regexp.MustCompile(`(?s)\^(.)`)

// escapedText reads up to a quote, with escapes as \u0021 and \', and returns what is behind.
func escapedText(text string, quote byte, into *strings.Builder) (rest string) {
	for text != "" && text[0] != quote {
		char, multibyte, tail, err := strconv.UnquoteChar(text, quote)
		switch {
		case err != nil:
			into.WriteByte(text[0])
			tail = text[1:]
		case multibyte:
			into.WriteRune(char)
		default:
			into.WriteByte(byte(char)) //nolint:gosec // it is one byte, as \x41
		}
		text = tail
	}
	return strings.TrimPrefix(text, string(quote))
}
