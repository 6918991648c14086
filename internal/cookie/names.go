package cookie

import "strings"

// maxNames bounds how many cookies are looked at: what somebody hides behind so many
// others is not seen, and not accepted either.
const maxNames = 64

// Names lists the names of the cookies in a Cookie header, as they were sent, up to
// the bounds. A name is what stands before the first equal sign; of a nameless cookie
// it is what a careless reader would take, up to the second one.
type Names struct {
	lines []string
	line  string
	more  bool // line is not at its end
	left  int  // bytes of ScanLimit that are left
	count int
}

// NewNames returns the names in the values of the Cookie header, in order.
func NewNames(lines []string) Names { return Names{lines: lines, left: ScanLimit} }

// Next returns the next name, whether an equal sign ends it right there, as a cookie
// of this name has it, and false for ok when there is none.
func (n *Names) Next() (name string, hasValue, ok bool) {
	for n.count < maxNames {
		if !n.more && !n.nextLine() {
			return "", false, false
		}
		var piece string
		piece, n.line, n.more = strings.Cut(n.line, ";")
		n.count++ // empty ones too: a megabyte of semicolons costs no more than these
		piece = piece[:min(len(piece), maxLookalike)]
		for piece != "" && (piece[0] == ' ' || piece[0] == '\t') { // strings.TrimLeft makes a set for each call
			piece = piece[1:]
		}
		if piece == "" {
			continue
		}
		rest, nameless := strings.CutPrefix(piece, "=")
		name, _, hasValue = strings.Cut(rest, "=")
		return name, hasValue && !nameless, true
	}
	return "", false, false
}

func (n *Names) nextLine() bool {
	if len(n.lines) == 0 || n.left <= 0 {
		return false
	}
	line := n.lines[0]
	n.lines = n.lines[1:]
	n.left -= cost(line)
	if n.left < 0 {
		line = line[:len(line)+n.left]
	}
	n.line, n.more = line, true
	return true
}
