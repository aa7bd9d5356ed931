package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/mesh-actors/mesh/mesher"
)

// daysAhead is how many days after today have partitions made ahead.
const daysAhead = 7

// Prepare implements [mesher.Store]: it makes the partitions of the coming
// days, and of yesterday, whose events may still wait in a spool.
func (s *Store) Prepare(ctx context.Context, now time.Time) error {
	today := mesher.DayOf(now)
	var days []mesher.Day
	for d := today - 1; d <= today+daysAhead; d++ {
		days = append(days, d)
	}
	return s.fail("make partitions", s.with(ctx, func(c *pgxpool.Conn) error { return makePartitions(ctx, c, days) }))
}

const missingDays = `
SELECT day FROM unnest($1::date[], $2::text[]) AS x (day, name)
WHERE to_regclass(name) IS NULL ORDER BY day`

// makePartitions makes the missing ones of days.
func makePartitions(ctx context.Context, c *pgxpool.Conn, days []mesher.Day) error {
	var (
		starts []time.Time
		names  []string
	)
	for _, d := range days {
		starts, names = append(starts, d.Start()), append(names, partition(d))
	}
	rows, err := c.Query(ctx, missingDays, starts, names)
	if err != nil {
		return err
	}
	missing, err := pgx.CollectRows(rows, pgx.RowTo[time.Time])
	if err != nil {
		return err
	}
	for _, start := range missing {
		if err := makePartition(ctx, c, mesher.DayOf(start)); err != nil {
			return fmt.Errorf("partition of %s: %w", start.Format(time.DateOnly), err)
		}
	}
	return nil
}

// makePartition makes a separate table and then attaches it: unlike creating a
// table as a partition, that keeps nobody from writing meanwhile. Another node
// may have made it first.
func makePartition(ctx context.Context, c *pgxpool.Conn, day mesher.Day) error {
	name := partition(day)
	err := pgx.BeginFunc(ctx, c, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `CREATE TABLE `+name+` (LIKE events INCLUDING ALL)`); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, fmt.Sprintf(`ALTER TABLE events ATTACH PARTITION %s FOR VALUES FROM ('%s') TO ('%s')`, name, day, day+1))
		return err
	})
	if isMade(err) {
		return nil
	}
	return err
}

// partition returns the name of a day's table: events_20260314.
func partition(d mesher.Day) string { return "events_" + d.Start().Format("20060102") }
