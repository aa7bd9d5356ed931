package postgres

import (
	"context"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/sqlstore/plain"
)

const (
	listPartitions = `
SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'events'::regclass ORDER BY 1`

	// Dropping a partition locks the whole table for a moment. Rather than make all
	// others wait behind a long query, it is left for another time.
	hurry = `SET LOCAL lock_timeout = '2s'`
)

// forgetDay deletes the counts of a day's events. No hour belongs to two days.
const forgetDay = `
WITH span AS (SELECT $1::timestamptz AS start, $2::timestamptz AS stop),
issues AS (DELETE FROM issue_hours USING span WHERE hour >= start AND hour < stop),
projects AS (DELETE FROM project_hours USING span WHERE hour >= start AND hour < stop),
tags AS (DELETE FROM project_tag_hours USING span WHERE hour >= start AND hour < stop)
DELETE FROM project_minutes USING span WHERE minute >= start AND minute < stop`

// DropDays implements [lifecycle.Engine]: a day is a partition.
func (s lifetimes) DropDays(ctx context.Context, before mesher.Day) (days int, err error) {
	names, err := list(ctx, s.Store, pgx.RowTo[string], listPartitions)
	if err != nil {
		return 0, err
	}
	for _, name := range names {
		start, err := time.Parse("20060102", strings.TrimPrefix(name, "events_"))
		if err != nil || mesher.DayOf(start) >= before {
			continue // or not one of ours
		}
		err = s.Change(ctx, func(tx plain.Tx) error { return dropDay(tx, mesher.DayOf(start)) })
		if hasState(err, noTable) {
			continue // another was quicker
		}
		if err != nil {
			return days, err
		}
		days++
	}
	return days, nil
}

// dropDay first locks the day, waiting for transactions that change its events
// and keeping out others: the counts that they add must be there when they are
// deleted. The lock also keeps out another dropDay: otherwise each would have
// what the other waits for.
func dropDay(tx plain.Tx, day mesher.Day) error {
	for _, statement := range []string{hurry, `LOCK TABLE ` + partition(day) + ` IN SHARE ROW EXCLUSIVE MODE`} {
		if _, err := tx.Exec(statement); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(forgetDay, day.Start(), (day + 1).Start()); err != nil {
		return err
	}
	_, err := tx.Exec(`DROP TABLE ` + partition(day))
	return err
}
