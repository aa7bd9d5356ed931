package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"time"
)

// Examine returns the version of SQLite and the time, if the database in a file
// can be read and written. It changes nothing; a file that does not exist is as
// good as an empty one.
func Examine(ctx context.Context, path string) (version string, now time.Time, err error) {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		path = ":memory:"
	} else {
		path = dsn(path, url.Values{"_txlock": {"immediate"}, "_busy_timeout": {"5000"}})
	}
	db, err := sql.Open("sqlite", path)
	if err != nil {
		return "", now, err
	}
	defer db.Close()
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return "", now, classify(err)
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, `CREATE TABLE doctor (probe INTEGER)`); err != nil {
		return "", now, classify(err)
	}
	err = tx.QueryRowContext(ctx, `SELECT 'SQLite ' || sqlite_version()`).Scan(&version)
	return version, time.Now(), classify(err)
}
