package wire

import (
	"encoding/binary"
	"fmt"
)

// A cursor takes fields off the front of a payload. The first missing field sets
// the error, and everything after it reads as zero.
type cursor struct {
	b   []byte
	err error
}

// bad records that the next field is not what it should be.
func (c *cursor) bad() { c.b, c.err = nil, ErrMalformed }

// cut takes n bytes, which share the payload's memory.
func (c *cursor) cut(n uint64) []byte {
	if n > uint64(len(c.b)) {
		c.bad()
		return nil
	}
	cut := c.b[:n:n]
	c.b = c.b[n:]
	return cut
}

func (c *cursor) byte() byte {
	if b := c.cut(1); b != nil {
		return b[0]
	}
	return 0
}

func (c *cursor) uint64() uint64 {
	if len(c.b) < 8 {
		c.bad()
		return 0
	}
	v := binary.BigEndian.Uint64(c.b)
	c.b = c.b[8:]
	return v
}

func (c *cursor) uvarint() uint64 {
	if len(c.b) > 0 && c.b[0] < 0x80 { // as most are
		v := c.b[0]
		c.b = c.b[1:]
		return uint64(v)
	}
	v, n := binary.Uvarint(c.b)
	if n <= 0 {
		c.bad()
		return 0
	}
	c.b = c.b[n:]
	return v
}

// number is uvarint with a bound.
func (c *cursor) number(most uint64) uint64 {
	v := c.uvarint()
	if v > most {
		c.bad()
	}
	return v
}

// varint reads a zigzag number within bounds.
func (c *cursor) varint(least, most int64) int64 {
	u := c.uvarint()
	v := int64(u>>1) ^ -int64(u&1)
	if v < least || v > most {
		c.bad()
	}
	return v
}

func (c *cursor) text() string { return string(c.cut(c.uvarint())) }

// maxTexts bounds a list of texts, as a text can be a single byte.
const maxTexts = 1 << 16

// Fit returns how many of these names, from the first on, fit into one frame. A
// name has at most 255 bytes.
func Fit(names []string) int {
	room := MaxFrame - HeaderSize - 2*binary.MaxVarintLen64
	for n, name := range names {
		if room -= 2 + len(name); room < 0 {
			return n
		}
	}
	return len(names)
}

// texts reads a count and that many texts. It allocates as they come.
func (c *cursor) texts() (list []string) {
	for n := c.number(maxTexts); n > 0 && c.err == nil; n-- {
		list = append(list, c.text())
	}
	return list
}

// rest takes all that is left; it shares the payload's memory.
func (c *cursor) rest() []byte {
	rest := c.b
	c.b = nil
	return rest
}

// end returns the error of the whole payload, which must be used up.
func (c *cursor) end(k Kind) error {
	if c.err == nil && len(c.b) == 0 {
		return nil
	}
	return c.fail(k)
}

func (c *cursor) fail(k Kind) error { return fmt.Errorf("%v: %w", k, ErrMalformed) }

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

func appendTexts(b []byte, list []string) []byte {
	b = binary.AppendUvarint(b, uint64(len(list)))
	for _, s := range list {
		b = appendText(b, s)
	}
	return b
}

func appendNumber(b []byte, n uint64) []byte { return binary.AppendUvarint(b, n) }

// A process has a fixed length: its number is long, and there are two of them in
// most frames.
func appendProcess(b []byte, id uint64) []byte { return binary.BigEndian.AppendUint64(b, id) }

func appendPair(b []byte, from, to uint64) []byte { return appendProcess(appendProcess(b, from), to) }

// appendFlags packs up to eight flags into a byte, the first one lowest.
func appendFlags(b []byte, flags ...bool) []byte {
	var bits byte
	for i, set := range flags {
		if set {
			bits |= 1 << i
		}
	}
	return append(b, bits)
}

// flags unpacks what appendFlags packed. Bits beyond those asked for must be zero.
func (c *cursor) flags(flags ...*bool) {
	bits := c.byte()
	if bits>>len(flags) != 0 {
		c.bad()
	}
	for i, f := range flags {
		*f = bits>>i&1 == 1
	}
}
