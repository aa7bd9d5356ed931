package wire

import (
	"encoding/binary"
	"math"
	"time"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// The numbers of plain types, each with what follows it, up to the end of the
// value. Signed integers are zigzag varints.
const (
	plainNil      = 0  // nothing
	plainFalse    = 1  // nothing
	plainTrue     = 2  // nothing
	plainBytes    = 3  // bytes
	plainString   = 4  // bytes
	plainInt      = 5  // varint
	plainInt8     = 6  // varint, as all ints
	plainInt16    = 7  //
	plainInt32    = 8  //
	plainInt64    = 9  //
	plainUint     = 10 // number
	plainUint8    = 11 // number, as all uints
	plainUint16   = 12 //
	plainUint32   = 13 //
	plainUint64   = 14 //
	plainFloat32  = 15 // 4 bytes, IEEE 754, big-endian
	plainFloat64  = 16 // 8 bytes
	plainTime     = 17 // as time.Time.AppendBinary
	plainDuration = 18 // varint, nanoseconds
	plainPID      = 19 // see AppendPID
	// 20 is a cast, see cast.go
)

// appendPlain appends a plain value. It reports false for any other.
func appendPlain(b []byte, v any) ([]byte, bool) {
	switch v := v.(type) {
	case nil:
		return append(b, plainNil), true
	case bool:
		if v {
			return append(b, plainTrue), true
		}
		return append(b, plainFalse), true
	case []byte:
		return append(append(b, plainBytes), v...), true
	case string:
		return append(append(b, plainString), v...), true
	case int:
		return appendInt(b, plainInt, int64(v)), true
	case int8:
		return appendInt(b, plainInt8, int64(v)), true
	case int16:
		return appendInt(b, plainInt16, int64(v)), true
	case int32:
		return appendInt(b, plainInt32, int64(v)), true
	case int64:
		return appendInt(b, plainInt64, v), true
	case uint:
		return appendUint(b, plainUint, uint64(v)), true
	case uint8:
		return appendUint(b, plainUint8, uint64(v)), true
	case uint16:
		return appendUint(b, plainUint16, uint64(v)), true
	case uint32:
		return appendUint(b, plainUint32, uint64(v)), true
	case uint64:
		return appendUint(b, plainUint64, v), true
	case float32:
		return binary.BigEndian.AppendUint32(append(b, plainFloat32), math.Float32bits(v)), true
	case float64:
		return binary.BigEndian.AppendUint64(append(b, plainFloat64), math.Float64bits(v)), true
	case time.Time:
		return appendTime(append(b, plainTime), v), true
	case time.Duration:
		return appendInt(b, plainDuration, int64(v)), true
	case actor.PID:
		return AppendPID(append(b, plainPID), v), true
	}
	return b, false
}

func appendInt(b []byte, number byte, v int64) []byte {
	return binary.AppendVarint(append(b, number), v)
}

func appendUint(b []byte, number byte, v uint64) []byte {
	return binary.AppendUvarint(append(b, number), v)
}

// appendTime keeps the moment and the offset. An offset that the format has no room
// for (years of it) is dropped: the same moment is sent in UTC.
func appendTime(b []byte, v time.Time) []byte {
	if out, err := v.AppendBinary(b); err == nil {
		return out
	}
	out, _ := v.UTC().AppendBinary(b) // UTC always has room
	return out
}

// time reads what appendTime appended. It checks the nanoseconds, after a byte and
// eight, itself: UnmarshalBinary accepts any.
func (c *cursor) time() (v time.Time) {
	b := c.rest()
	if err := v.UnmarshalBinary(b); err != nil || binary.BigEndian.Uint32(b[9:]) >= 1e9 {
		c.bad()
	}
	return v
}

// plain reads what appendPlain appended after the number.
func (c *cursor) plain(number uint64) any {
	switch number {
	case plainNil:
		return nil
	case plainFalse, plainTrue:
		return number == plainTrue
	case plainBytes:
		return append([]byte{}, c.rest()...)
	case plainString:
		return string(c.rest())
	case plainInt:
		return int(c.varint(math.MinInt, math.MaxInt))
	case plainInt8:
		return int8(c.varint(math.MinInt8, math.MaxInt8))
	case plainInt16:
		return int16(c.varint(math.MinInt16, math.MaxInt16))
	case plainInt32:
		return int32(c.varint(math.MinInt32, math.MaxInt32))
	case plainInt64:
		return c.varint(math.MinInt64, math.MaxInt64)
	case plainUint:
		return uint(c.number(math.MaxUint))
	case plainUint8:
		return uint8(c.number(math.MaxUint8))
	case plainUint16:
		return uint16(c.number(math.MaxUint16))
	case plainUint32:
		return uint32(c.number(math.MaxUint32))
	case plainUint64:
		return c.uvarint()
	case plainFloat32:
		if b := c.cut(4); b != nil {
			return math.Float32frombits(binary.BigEndian.Uint32(b))
		}
	case plainFloat64:
		return math.Float64frombits(c.uint64())
	case plainTime:
		return c.time()
	case plainDuration:
		return time.Duration(c.varint(math.MinInt64, math.MaxInt64))
	case plainPID:
		return c.pid()
	}
	c.bad()
	return nil
}
