package dump

import (
	"database/sql"
	"fmt"
	"time"

	"github.com/google/uuid"
)

// cells are where a query's columns are scanned, reused for each row.
type cells []any

func (t Table) cells() (into cells) {
	for _, c := range t.Columns {
		into = append(into, c.dest())
	}
	return into
}

func (c Column) dest() any {
	switch c.Kind {
	case Int:
		return new(int64)
	case Float:
		return new(float64)
	case Bool:
		return new(bool)
	case Text, JSON:
		return new(string)
	case Bytes:
		return new([]byte)
	case Time:
		return new(moment)
	}
	if c.Null {
		return new(uuid.NullUUID)
	}
	return new(uuid.UUID)
}

// row returns the row scanned last.
func (into cells) row(r Row) Row {
	r = r[:0]
	for _, cell := range into {
		var value any
		switch v := cell.(type) {
		case *int64:
			value = *v
		case *float64:
			value = *v
		case *bool:
			value = *v
		case *string:
			value = *v
		case *[]byte:
			if *v != nil {
				value = *v
			}
		case *moment:
			if v.Valid {
				value = v.Time
			}
		case *uuid.UUID:
			value = *v
		case *uuid.NullUUID:
			if v.Valid {
				value = v.UUID
			}
		}
		r = append(r, value)
	}
	return r
}

// A moment is a time as either engine stores it, or none.
type moment sql.NullTime

// Scan implements [sql.Scanner].
func (m *moment) Scan(stored any) error {
	m.Valid = stored != nil
	switch v := stored.(type) {
	case nil:
	case int64:
		m.Time = time.UnixMicro(v).UTC()
	case time.Time:
		m.Time = v.UTC()
	default:
		return fmt.Errorf("a time is stored as %T", stored)
	}
	return nil
}
