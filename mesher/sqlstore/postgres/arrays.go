package postgres

import (
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgtype"
)

// Arrays of types that the driver encodes without inspecting each value.
type (
	uuids    = pgtype.FlatArray[pgtype.UUID]
	binaries = pgtype.FlatArray[[]byte]
)

// pgUUID returns an id in a form that the driver takes without going through
// text.
func pgUUID(id uuid.UUID) pgtype.UUID { return pgtype.UUID{Bytes: id, Valid: true} }
