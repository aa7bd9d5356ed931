package ui

import (
	"bytes"
	"fmt"
	"unicode/utf8"
)

// visible replaces the characters of a rendered page that would act on a
// reader's screen instead of showing: terminal controls, marks that reorder
// text, characters of no width. Our templates contain none, so any came with an
// event. Looking at the whole page rather than at each value leaves no value
// out.
func visible(page []byte) []byte {
	if !bytes.ContainsFunc(page, acts) {
		return page
	}
	out := make([]byte, 0, len(page)+64)
	for len(page) > 0 {
		r, size := utf8.DecodeRune(page)
		if acts(r) {
			out = fmt.Appendf(out, "‹U+%04X›", r)
		} else {
			out = append(out, page[:size]...)
		}
		page = page[size:]
	}
	return out
}

// acts tells whether r does something to the text around it.
func acts(r rune) bool {
	switch {
	case r == '\n' || r == '\t' || r == '\r':
		return false
	case r < ' ', 0x7f <= r && r <= 0x9f: // controls, the escape of terminals among them
		return true
	case r == 0x061c, 0x200e <= r && r <= 0x200f, 0x202a <= r && r <= 0x202e, 0x2066 <= r && r <= 0x2069: // direction
		return true
	case r == 0x200b, 0x2028 <= r && r <= 0x2029, 0x2060 <= r && r <= 0x2065, r == 0xfeff: // no width, and strange line ends
		return true
	case 0xe0000 <= r && r <= 0xe007f: // tags, which show as nothing
		return true
	}
	return false
}
