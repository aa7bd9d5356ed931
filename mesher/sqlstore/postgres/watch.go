package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/mesh-actors/mesh/mesher"
)

// Pool implements [mesher.Store].
func (s *Store) Pool() mesher.Pool {
	p := s.pool.Stat()
	return mesher.Pool{
		Max: int(p.MaxConns()), InUse: int(p.AcquiredConns()), Idle: int(p.IdleConns()),
		Waits: p.EmptyAcquireCount(), Waited: p.EmptyAcquireWaitTime(),
	}
}

// DaysAhead implements [mesher.Store]: it counts the existing partitions.
func (s *Store) DaysAhead(ctx context.Context, now time.Time) (days int, err error) {
	names, err := list(ctx, s, pgx.RowTo[string], listPartitions)
	if err != nil {
		return 0, s.fail("list partitions", err)
	}
	made := make(map[string]bool, len(names))
	for _, name := range names {
		made[name] = true
	}
	for made[partition(mesher.DayOf(now)+1+mesher.Day(days))] {
		days++
	}
	return days, nil
}
