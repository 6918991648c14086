package token

import "encoding/binary"

// isPlain tells whether text is ASCII without control characters below the space, without a
// backslash and without quote. Nearly every cookie is: nothing in it is escaped and nothing
// needs to be, which eight bytes at a time show in a tenth of the time of a look at each.
// For quote, 0 means that any will do.
func isPlain(text []byte, quote byte) bool {
	quotes, found := ones*uint64(quote), uint64(0)
	if len(text) < 8 {
		for _, c := range text {
			found |= others(uint64(c)|spaces&^0xFF, quotes)
		}
		return found&tops == 0
	}
	last := binary.LittleEndian.Uint64(text[len(text)-8:])
	for ; len(text) >= 16; text = text[16:] {
		found |= others(binary.LittleEndian.Uint64(text), quotes) | others(binary.LittleEndian.Uint64(text[8:]), quotes)
	}
	if len(text) > 8 {
		found |= others(binary.LittleEndian.Uint64(text), quotes)
	}
	return (found|others(last, quotes))&tops == 0
}

const ones, tops, spaces = 0x0101010101010101, 0x8080808080808080, 0x2020202020202020

// others sets the top bit of one of eight bytes at least if one of them is not plain. A
// subtraction borrows the top bit of a byte that is smaller than what is taken away, and
// that of its neighbour only then.
func others(eight, quotes uint64) uint64 {
	return eight | (eight - spaces) | (eight ^ ones*'\\' - ones) | (eight ^ quotes - ones)
}
