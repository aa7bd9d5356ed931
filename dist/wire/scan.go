package wire

import "fmt"

// MaxDepth is how deep msgpack may nest.
const MaxDepth = 32

// The errors of [Scan]. All wrap [ErrMalformed].
var (
	ErrOwes       = fmt.Errorf("msgpack owes more than there is: %w", ErrMalformed)
	ErrTooDeep    = fmt.Errorf("msgpack nests deeper than %d: %w", MaxDepth, ErrMalformed)
	ErrExtension  = fmt.Errorf("msgpack has an extension that is no time: %w", ErrMalformed)
	ErrNotMsgpack = fmt.Errorf("not one item of msgpack: %w", ErrMalformed)
)

// Scan checks that b is one msgpack item that can be decoded without harm. The
// decoder must see nothing else: it allocates whatever an array, a map or a text
// claims to hold, and follows nesting on its stack, so that a few bytes can take
// all memory, or end the program.
//
// So the bytes that are there must cover each item: a text by its length, an array
// or a map by at least one byte for every item, and all open containers together by
// the sum of what they owe. Nesting ends at [MaxDepth]. The only allowed extension
// is time. Scan reads each byte at most once, and allocates nothing.
func Scan(b []byte) error {
	var outer [MaxDepth]int // what each container around the innermost one still owes
	depth, around := 0, 0   // how many those are, and what they owe together
	left := 1               // what the innermost still owes; the outermost container is b itself
	at := 0
	for {
		for left > 0 && at < len(b) && plainLength[b[at]] > 0 { // most items, most of the time
			at += int(plainLength[b[at]])
			left--
		}
		if left == 0 {
			if depth == 0 {
				break
			}
			depth--
			left = outer[depth]
			around -= left
			continue
		}
		if at >= len(b) {
			return ErrOwes
		}
		header, contents, items, err := shapes[b[at]].open(b[at:])
		if err != nil {
			return err
		}
		at += header + contents
		left--
		if items == 0 {
			continue
		}
		if items+left+around > len(b)-at {
			return ErrOwes
		}
		if depth == MaxDepth {
			return ErrTooDeep
		}
		outer[depth] = left
		around += left
		depth++
		left = items
	}
	if at > len(b) {
		return ErrOwes
	}
	if at < len(b) {
		return ErrNotMsgpack
	}
	return nil
}

// A shape is what the first byte of an item says about it.
type shape struct{ kind, n uint8 }

const (
	nothing   = iota // no item begins so
	scalar           // n bytes follow
	text             // n bytes of length, then the contents
	fixed            // n items follow
	array            // n bytes of length, then that many items
	pairs            // n bytes of length, then twice as many items
	fixedTime        // a type, then n bytes
	longTime         // a byte of length, a type, then n bytes
	other            // another extension
)

// shapes is the table of the msgpack specification. It is not changed.
var shapes = func() (table [256]shape) {
	for c := range 0x80 {
		table[c] = shape{scalar, 0}
	}
	for n := range 16 {
		table[0x80+n] = shape{fixed, uint8(2 * n)} // a map
		table[0x90+n] = shape{fixed, uint8(n)}     // an array
	}
	for n := range 32 {
		table[0xa0+n] = shape{scalar, uint8(n)} // a text that is read as a whole
		table[0xe0+n] = shape{scalar, 0}        // a negative number
	}
	for c, s := range map[byte]shape{
		0xc0: {scalar, 0}, 0xc2: {scalar, 0}, 0xc3: {scalar, 0}, // nil, false, true
		0xc4: {text, 1}, 0xc5: {text, 2}, 0xc6: {text, 4}, // bytes
		0xc7: {longTime, 12}, 0xc8: {other, 0}, 0xc9: {other, 0},
		0xca: {scalar, 4}, 0xcb: {scalar, 8}, // floats
		0xcc: {scalar, 1}, 0xcd: {scalar, 2}, 0xce: {scalar, 4}, 0xcf: {scalar, 8}, // uints
		0xd0: {scalar, 1}, 0xd1: {scalar, 2}, 0xd2: {scalar, 4}, 0xd3: {scalar, 8}, // ints
		0xd4: {other, 0}, 0xd5: {other, 0}, 0xd6: {fixedTime, 4}, 0xd7: {fixedTime, 8}, 0xd8: {other, 0},
		0xd9: {text, 1}, 0xda: {text, 2}, 0xdb: {text, 4},
		0xdc: {array, 2}, 0xdd: {array, 4},
		0xde: {pairs, 2}, 0xdf: {pairs, 4},
	} {
		table[c] = s
	}
	return table
}()

// plainLength is the length of an item if its first byte alone determines it and no
// items follow; 0 for others.
var plainLength = func() (table [256]uint8) {
	for c, s := range shapes {
		if s.kind == scalar {
			table[c] = 1 + s.n
		}
	}
	return table
}()

const timeExtension = 0xff // type -1

// open returns the length of the header of the item at b[0] and of the contents
// behind it, and how many items follow. The caller must check that the contents are
// there.
func (s *shape) open(b []byte) (header, contents, items int, err error) {
	n := int(s.n)
	switch s.kind {
	case scalar:
		return 1, n, 0, nil
	case fixed:
		return 1, 0, n, nil
	case text, array, pairs:
		if len(b) < 1+n {
			return 0, 0, 0, ErrOwes
		}
		length := uint64(0)
		for _, c := range b[1 : 1+n] {
			length = length<<8 | uint64(c)
		}
		if length > uint64(len(b)-1-n) { // bytes, or items of at least a byte
			return 0, 0, 0, ErrOwes
		}
		switch s.kind {
		case array:
			return 1 + n, 0, int(length), nil
		case pairs:
			return 1 + n, 0, 2 * int(length), nil
		}
		return 1 + n, int(length), 0, nil
	case fixedTime:
		if len(b) >= 2 && b[1] == timeExtension {
			return 2, n, 0, nil
		}
	case longTime:
		if len(b) >= 3 && int(b[1]) == n && b[2] == timeExtension {
			return 3, n, 0, nil
		}
	case nothing:
		return 0, 0, 0, ErrNotMsgpack
	}
	return 0, 0, 0, ErrExtension
}
