package app

import (
	"context"

	"github.com/mesh-actors/mesh/mesher/sqlstore"
)

// A Schema says at which version the tables of the database are.
type Schema struct {
	Database string   `json:"database"` // for people, without a password
	Version  int64    `json:"version"`
	Latest   int64    `json:"latest"`            // the newest that this program knows
	Newer    bool     `json:"newer"`             // a newer program made them
	Refused  string   `json:"refused,omitempty"` // why this program can't use a newer one's tables; empty: it can
	Pending  []string `json:"pending"`           // steps yet to be applied
}

// SchemaOf examines the database that a configuration names, and changes nothing.
func SchemaOf(ctx context.Context, c Config) (Schema, error) {
	_, s, err := c.schema(ctx)
	return s, err
}

func (c Config) schema(ctx context.Context) (database, Schema, error) {
	c, err := c.withDefaults()
	if err != nil {
		return database{}, Schema{}, err
	}
	db, err := c.database()
	if err != nil {
		return database{}, Schema{}, err
	}
	s, err := sqlstore.Schema(ctx, db.address)
	said := Schema{Database: db.name, Version: s.Version, Latest: s.Latest, Newer: s.Newer(), Pending: append([]string{}, s.Pending...)}
	if refused := s.Usable(); refused != nil {
		said.Refused = refused.Error()
	}
	return db, said, err
}

// Migrate brings the tables up to date, as starting the program does, and returns
// how they were before. Nodes of the previous version go on beside it; see
// package schema.
func Migrate(ctx context.Context, c Config) (before Schema, err error) {
	db, before, err := c.schema(ctx)
	if err != nil {
		return before, err
	}
	store, err := sqlstore.Open(ctx, db.address)
	if err != nil {
		return before, err
	}
	return before, store.Close()
}
