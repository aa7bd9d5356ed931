package postgres

import (
	"context"
	"time"
)

// Examine returns the version of the server of a database at a URL and the time
// there, if tables can be made in it. It changes nothing.
func Examine(ctx context.Context, url string) (version string, now time.Time, err error) {
	pool, err := newPool(ctx, url)
	if err != nil {
		return "", now, classify(err)
	}
	defer pool.Close()
	tx, err := pool.Begin(ctx)
	if err != nil {
		return "", now, classify(err)
	}
	defer tx.Rollback(ctx)
	if _, err := tx.Exec(ctx, `CREATE TABLE doctor (probe integer)`); err != nil {
		return "", now, classify(err)
	}
	err = tx.QueryRow(ctx, `SELECT 'PostgreSQL ' || current_setting('server_version'), clock_timestamp()`).Scan(&version, &now)
	return version, now, classify(err)
}
