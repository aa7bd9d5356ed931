package lifecycle

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/sqlstore/plain"
)

const (
	retentions = `SELECT id, retention_days FROM projects ORDER BY id`

	ageMinutes    = `DELETE FROM project_minutes WHERE minute < $1`
	ageOutcomes   = `DELETE FROM outcomes WHERE hour < $1`
	ageQuarantine = `DELETE FROM quarantine WHERE isolated_at < $1`
)

// minutesKept is how long counts by the minute are kept: alerts look back a day.
const minutesKept = 25 * time.Hour

// Expire implements [mesher.Expirer]. Days from which no project keeps events go
// as a whole, the rest event by event.
func (s Ports) Expire(ctx context.Context, now time.Time) (gone mesher.Expired, err error) {
	var projects []mesher.Project
	err = s.on.Read(ctx, func(tx plain.Tx) (err error) {
		projects, err = plain.All(tx, func(r plain.Row) (p mesher.Project, err error) {
			return p, r.Scan(&p.ID, &p.Settings.RetentionDays)
		}, retentions)
		return err
	})
	if err != nil {
		return gone, s.on.Fail("find retentions", err)
	}
	oldest := mesher.Settings{}.Kept(now)
	for _, p := range projects {
		oldest = min(oldest, p.Settings.Kept(now))
	}
	if gone.Days, err = s.on.DropDays(ctx, oldest); err != nil {
		return gone, s.on.Fail("drop days", err)
	}
	for _, p := range projects {
		n, err := s.expire(ctx, Choice{Project: p.ID, Before: p.Settings.Kept(now)})
		gone.Events += n
		if err != nil {
			return gone, err
		}
	}
	return gone, s.change(ctx, "age", func(tx plain.Tx) error {
		return run(tx, do(ageMinutes, now.Add(-minutesKept)), do(ageOutcomes, oldest.Start()), do(ageQuarantine, oldest.Start()))
	})
}

// expire deletes a project's old events, few at a time.
func (s Ports) expire(ctx context.Context, old Choice) (events int64, err error) {
	for {
		var taken []Taken
		err := s.change(ctx, "expire events", func(tx plain.Tx) (err error) {
			if taken, err = s.on.Take(tx, old, uuid.Nil, stepSize); err != nil {
				return err
			}
			return s.forgetTaken(tx, taken)
		})
		events += int64(len(taken))
		if err != nil || len(taken) < stepSize {
			return events, err
		}
	}
}
