package postgres

import (
	"context"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/mesh-actors/mesh/mesher"
)

const (
	listPartitions = `
SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'events'::regclass ORDER BY 1`

	// To drop a partition takes the whole table for a moment. Rather than have
	// everybody wait behind a long query, it is left for another time.
	hurry = `SET LOCAL lock_timeout = '2s'`
)

// forgetDay is what is counted of a day's events. No hour belongs to two days.
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
			continue // or none of ours
		}
		if err := s.with(ctx, func(c *pgxpool.Conn) error { return dropDay(ctx, c, mesher.DayOf(start)) }); err != nil {
			return days, err
		}
		days++
	}
	return days, nil
}

func dropDay(ctx context.Context, c *pgxpool.Conn, day mesher.Day) error {
	return pgx.BeginFunc(ctx, c, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, forgetDay, day.Start(), (day + 1).Start()); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, hurry); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `DROP TABLE `+partition(day))
		return err
	})
}
