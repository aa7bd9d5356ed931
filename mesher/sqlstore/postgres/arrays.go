package postgres

import (
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgtype"
)

// Arrays in the types that the driver encodes without looking into them anew
// for each value.
type (
	uuids    = pgtype.FlatArray[pgtype.UUID]
	binaries = pgtype.FlatArray[[]byte]
)

// pgUUID is how the driver takes an id without going through its text.
func pgUUID(id uuid.UUID) pgtype.UUID { return pgtype.UUID{Bytes: id, Valid: true} }
