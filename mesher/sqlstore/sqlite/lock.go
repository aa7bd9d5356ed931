package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
)

// lockSchema makes sure that if several processes open one file, such as the
// server and a command beside it, one at a time examines the tables and changes
// them. The others wait, up to a minute.
//
// The lock is a transaction on an empty database beside the file: the system
// ends it with the process, however that ends, on every platform.
func lockSchema(ctx context.Context, path string) (release func(), err error) {
	path += "-lock"
	if err := touch(path); err != nil {
		return nil, err
	}
	db, err := sql.Open("sqlite", dsn(path, url.Values{"_txlock": {"exclusive"}, "_busy_timeout": {"60000"}}))
	if err != nil {
		return nil, err
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return func() { tx.Rollback(); db.Close() }, nil
}
