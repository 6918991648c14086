package cli

import (
	"strconv"
	"strings"

	"github.com/satchel-go/satchel/cmd/satchel/internal/inspect"
)

// writeFaults writes what is wrong besides, and what to know.
func writeFaults(p *page, c *inspect.Cookie) {
	if c.Attributes != nil {
		p.line("")
		paragraph(p, "", "attributes: "+attributesText(c.Attributes))
	}
	var rows [][]string
	for _, list := range []struct {
		word  string
		texts []string
	}{{faultWord, c.Faults}, {adviceWord, c.Advice}, {adviceWord, c.Differences}, {adviceWord, c.Notes}} {
		for _, text := range list.texts {
			rows = append(rows, sentence(list.word, text)...)
		}
	}
	if len(rows) > 0 {
		p.line("")
		p.verdicts(rows)
	}
}

func attributesText(a *inspect.Attributes) string {
	var parts []string
	add := func(name, value string) {
		if value != "" {
			parts = append(parts, name+"="+value)
		}
	}
	if a.MaxAge != nil {
		add("Max-Age", strconv.FormatInt(*a.MaxAge, 10))
	}
	add("Expires", a.Expires)
	add("SameSite", a.SameSite)
	add("Path", a.Path)
	add("Domain", a.Domain)
	for _, flag := range []struct {
		name string
		on   bool
	}{{"Secure", a.Secure}, {"HttpOnly", a.HTTPOnly}, {"Partitioned", a.Partitioned}} {
		if flag.on {
			parts = append(parts, flag.name)
		}
	}
	for _, name := range a.Unknown[:min(len(a.Unknown), mostRows)] {
		parts = append(parts, cut(name)+" (unknown)")
	}
	if len(parts) == 0 {
		return "none"
	}
	return strings.Join(parts, "; ")
}
