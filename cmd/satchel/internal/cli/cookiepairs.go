package cli

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/satchel-go/satchel/cmd/satchel/internal/inspect"
)

// writePairs writes the pairs, in their order, and which of them are the largest.
func writePairs(p *page, c *inspect.Cookie) {
	if !c.Readable {
		return
	}
	p.line("")
	if c.PairsTotal == 0 {
		p.line("  no pairs")
		return
	}
	shown := c.Pairs[0].Value != nil
	title := "pairs"
	if c.PairsTotal == 1 {
		title = "pair"
	}
	if !shown {
		title += " (--show shows the values)"
	}
	p.line("  %s %s", strconv.Itoa(c.PairsTotal), title)
	rows := [][]string{{"key", "in cookie", "value"}}
	for i := range c.Pairs[:min(len(c.Pairs), mostRows)] {
		rows = append(rows, pairRow(&c.Pairs[i]))
	}
	p.table(rows)
	if more := c.PairsTotal - (len(rows) - 1); more > 0 {
		p.line("  and %s more", strconv.Itoa(more))
	}
	writeLargest(p, c)
}

func pairRow(pair *inspect.Pair) []string {
	key := pair.Key
	var meaning []string
	if pair.Message != nil {
		key = pair.Message.Key
		path := "any page"
		if pair.Message.Path != "" {
			path = "the page " + cut(pair.Message.Path)
		}
		meaning = append(meaning, "message for "+path)
		if pair.Message.Born != nil {
			meaning = append(meaning, pair.Message.Born.Words)
		}
	}
	if pair.Meaning != "" {
		meaning = append(meaning, pair.Meaning)
	}
	value := count(pair.Characters, "character")
	if pair.Bytes != pair.Characters {
		value += ", " + count(pair.Bytes, "byte")
	}
	if pair.Value != nil {
		value = strconv.Quote(*pair.Value)
	}
	if len(meaning) > 0 {
		value += "  " + strings.Join(meaning, "; ")
	}
	return []string{cut(key), count(pair.Size, "byte"), value}
}

// writeLargest names the keys that take the most, where there are some to choose from.
func writeLargest(p *page, c *inspect.Cookie) {
	const most = 5
	if len(c.Pairs) < 3 {
		return
	}
	sorted := slices.Clone(c.Pairs)
	slices.SortStableFunc(sorted, func(a, b inspect.Pair) int { return b.Size - a.Size })
	var names []string
	for _, pair := range sorted[:min(len(sorted), most)] {
		names = append(names, fmt.Sprintf("%s %d", cut(pair.Key), pair.Size))
	}
	paragraph(p, "", "largest: "+strings.Join(names, ", "))
}

func writeClaims(p *page, c *inspect.Cookie) {
	if len(c.Claims) == 0 {
		return
	}
	p.line("")
	p.line("  other claims")
	var rows [][]string
	for i := range c.Claims[:min(len(c.Claims), mostRows)] {
		claim := &c.Claims[i]
		value := count(claim.Bytes, "byte")
		if claim.Value != nil {
			value = *claim.Value
		}
		rows = append(rows, []string{cut(claim.Name), plain(value), claim.Meaning})
	}
	p.table(rows)
}
