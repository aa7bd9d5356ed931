package dump

import (
	"encoding/binary"
	"errors"
	"math"
	"time"

	"github.com/google/uuid"
)

// A Row has a value for each column of its table: nil for NULL, else an int64, a
// float64, a bool, a string, a []byte, a [uuid.UUID] or a [time.Time] in UTC.
type Row []any

var errShort = errors.New("it ends within a row")

// appendRow writes a row's values one after the other.
func (t Table) appendRow(b []byte, r Row) []byte {
	for i, c := range t.Columns {
		b = c.appendValue(b, r[i])
	}
	return b
}

// appendValue writes one value. A column that may be NULL begins with a byte that
// says whether there is a value. Numbers are varints, times are microseconds
// since 1970, and texts and bytes follow their length.
func (c Column) appendValue(b []byte, value any) []byte {
	if c.Null {
		if value == nil {
			return append(b, 0)
		}
		b = append(b, 1)
	}
	switch v := value.(type) {
	case int64:
		return binary.AppendVarint(b, v)
	case float64:
		return binary.BigEndian.AppendUint64(b, math.Float64bits(v))
	case bool:
		if v {
			return append(b, 1)
		}
		return append(b, 0)
	case string:
		return append(binary.AppendUvarint(b, uint64(len(v))), v...)
	case []byte:
		return append(binary.AppendUvarint(b, uint64(len(v))), v...)
	case uuid.UUID:
		return append(b, v[:]...)
	case time.Time:
		return binary.AppendVarint(b, v.UnixMicro())
	}
	panic("dump: a value of no kind") // [Column.dest] makes only those above
}

// readRow reads what appendRow wrote, and returns what follows. Texts and bytes
// share the memory of b.
func (t Table) readRow(b []byte) (Row, []byte, error) {
	row := make(Row, len(t.Columns))
	var err error
	for i, c := range t.Columns {
		if row[i], b, err = c.readValue(b); err != nil {
			return nil, nil, err
		}
	}
	return row, b, nil
}

func (c Column) readValue(b []byte) (any, []byte, error) {
	if c.Null {
		if len(b) == 0 {
			return nil, nil, errShort
		}
		if b[0] == 0 {
			return nil, b[1:], nil
		}
		b = b[1:]
	}
	switch c.Kind {
	case Int, Time:
		v, n := binary.Varint(b)
		if n <= 0 {
			return nil, nil, errShort
		}
		if c.Kind == Time {
			return time.UnixMicro(v).UTC(), b[n:], nil
		}
		return v, b[n:], nil
	case Text, JSON, Bytes:
		size, n := binary.Uvarint(b)
		if n <= 0 || size > uint64(len(b)-n) {
			return nil, nil, errShort
		}
		v, rest := b[n:n+int(size)], b[n+int(size):]
		if c.Kind == Bytes {
			return v, rest, nil
		}
		return string(v), rest, nil
	}
	size := c.Kind.size()
	if len(b) < size {
		return nil, nil, errShort
	}
	v, rest := b[:size], b[size:]
	switch c.Kind {
	case ID:
		return uuid.UUID(v), rest, nil
	case Float:
		return math.Float64frombits(binary.BigEndian.Uint64(v)), rest, nil
	}
	return v[0] != 0, rest, nil
}

// size returns the size of a kind whose values all have the same.
func (k Kind) size() int {
	switch k {
	case ID:
		return 16
	case Float:
		return 8
	}
	return 1
}
