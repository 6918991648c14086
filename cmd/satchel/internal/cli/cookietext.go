package cli

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/cmd/satchel/internal/inspect"
)

// inspectResult is a report for people.
type inspectResult struct{ inspect.Report }

// The words that a table paints.
const okWord, adviceWord, faultWord = "ok", "advice", "fault"

// sentenceWidth is how wide sentences get behind the two blanks of a table, so that they fit
// into the usual terminal.
const sentenceWidth = 78 - 2

// mostRows are the pairs that are listed; a cookie that a browser keeps has fewer as a
// rule, and with --json there are more.
const mostRows = 40

func (r inspectResult) writeText(p *page) {
	for i := range r.Cookies {
		if i > 0 {
			p.line("")
		}
		writeCookie(p, &r.Cookies[i])
	}
	if r.LeftOff > 0 {
		p.line("")
		p.line("%s more cookies were left out", strconv.Itoa(r.LeftOff))
	}
}

// writeCookie writes what an eye looks for first: which cookie, whether it is to be
// trusted, and then the content.
func writeCookie(p *page, c *inspect.Cookie) {
	if !c.Format.Ours() {
		for i, line := range wrapped(heading(c)+": "+plain(c.Description), sentenceWidth) {
			p.line("%s%s", strings.Repeat(" ", min(2*i, 2)), line)
		}
		writeVerdict(p, c)
	} else {
		p.line("%s", heading(c))
		writeVerdict(p, c)
	}
	if c.Format.Ours() || len(c.Header) > 0 {
		p.line("")
		p.table(tokenRows(c))
		writePairs(p, c)
		writeClaims(p, c)
	}
	writeFaults(p, c)
}

func heading(c *inspect.Cookie) string {
	name := plain(c.Name)
	if name == "" {
		name = "a bare value"
	}
	if c.Format.Ours() && c.Scope != "" {
		name += ", a " + string(c.Scope)
	}
	if c.Deletes {
		name += " (this line deletes it)"
	}
	return name
}

// writeVerdict writes whether to trust what follows.
func writeVerdict(p *page, c *inspect.Cookie) {
	refused := "NOT VALID (" + string(c.Reason) + "): " + c.Verdict
	switch {
	case c.Valid():
		paragraph(p, okWord, "verified: "+readingOf(c)+", in time")
		if c.Verdict != "" {
			paragraph(p, adviceWord, c.Verdict)
		}
	case c.Verified != nil && c.Reading != nil:
		p.verdicts(append(sentence(faultWord, refused), sentence(adviceWord, "authentic all the same: "+readingOf(c))...))
	case c.Verified != nil && (c.Format == inspect.Sealed || !c.Format.Ours()):
		paragraph(p, faultWord, refused)
	case c.Verified != nil:
		paragraph(p, faultWord, refused+". Do not trust what follows: anybody can have written it.")
	case c.Format == inspect.Sealed:
		paragraph(p, adviceWord, "NOT VERIFIED: without its secret nobody can open it")
	case c.Format.Ours():
		paragraph(p, adviceWord, "NOT VERIFIED: without a secret, what follows is only what the text says, and anybody can have written it")
	}
}

// readingOf says in which way a cookie is authentic.
func readingOf(c *inspect.Cookie) string {
	key := "key " + c.KeyID
	if c.Reading == nil {
		return "as the program reads it, with " + key
	}
	scope := scopeWord(c.Reading.Scope)
	switch text := fmt.Sprintf("a %s of the profile %s, %s, with %s", scope, c.Reading.Profile, c.Reading.Algorithm, key); {
	case c.Reading.Name != "" && c.Reading.Application != "":
		return text + ", of the cookie " + c.Reading.Name + " and the application " + c.Reading.Application
	case c.Reading.Name != "":
		return text + ", of the cookie " + c.Reading.Name
	default:
		return text
	}
}

// tokenRows are the lines about the token.
func tokenRows(c *inspect.Cookie) [][]string {
	var rows [][]string
	if c.Format.Ours() {
		rows = append(rows, []string{"format", c.Description})
	}
	if len(c.Header) > 0 {
		var members []string
		for _, m := range c.Header[:min(len(c.Header), mostRows)] {
			members = append(members, cut(m.Name)+" "+cut(m.Value))
		}
		rows = append(rows, []string{"header", strings.Join(members, ", ")})
	}
	if r := c.Reading; r != nil && r.Profile == satchel.Play {
		writer := "satchel, for the " + string(r.Scope)
		if r.Scope == "" {
			writer = "Play, or another program that names no purpose"
		}
		rows = append(rows, []string{"written by", writer})
	}
	if c.Format == inspect.Sealed {
		rows = append(rows, []string{"key", c.KeyID + ", as it says in clear"})
	}
	for _, line := range []struct {
		name string
		date *inspect.Date
	}{{"issued", c.Dates.Issued}, {"not before", c.Dates.NotBefore}, {"expires", c.Dates.Expires}} {
		if line.date != nil {
			rows = append(rows, []string{line.name, dateText(line.date, line.name)})
		}
	}
	if c.Dates.Expires == nil && c.Readable {
		rows = append(rows, []string{"expires", "never, as far as the token goes"})
	}
	return append(rows, []string{"size", sizeOf(c)})
}

// dateText writes a date without the verb that stands before it already.
func dateText(d *inspect.Date, name string) string {
	date := d.Date
	if date == "" {
		date = strconv.FormatInt(d.Seconds, 10) + " seconds since 1970"
	}
	return date + ", " + strings.TrimPrefix(d.Words, name+" ")
}

func sizeOf(c *inspect.Cookie) string {
	text := fmt.Sprintf("%d of %d bytes", c.Size, c.Limit)
	switch {
	case c.Size > c.Limit:
		return text + ": browsers drop it"
	case c.Name == "":
		return text + ", without the name"
	}
	return text
}

// paragraph writes a sentence in lines that fit, behind a word that a table paints, or
// without one.
func paragraph(p *page, word, text string) {
	if word == "" {
		p.table(sentence(word, text))
		return
	}
	p.verdicts(sentence(word, text))
}

// sentence breaks a sentence into rows of a table.
func sentence(word, text string) [][]string {
	var rows [][]string
	if word == "" {
		for _, line := range wrapped(plain(text), sentenceWidth) {
			rows = append(rows, []string{line})
		}
		return rows
	}
	for _, line := range wrapped(plain(text), sentenceWidth-len(adviceWord)-2) {
		rows = append(rows, []string{word, line})
		word = ""
	}
	return rows
}

// plain keeps text of others on one line. The page escapes the rest.
func plain(text string) string {
	return strings.NewReplacer("\n", `\n`, "\r", `\r`, "\t", `\t`).Replace(strings.ToValidUTF8(text, "\ufffd"))
}

// cut shortens a name of others.
func cut(text string) string {
	const most = 48
	runes := []rune(plain(text))
	if len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return string(runes)
}

func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return strconv.Itoa(n) + " " + thing + "s"
}
