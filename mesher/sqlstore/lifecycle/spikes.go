package lifecycle

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/sqlstore/plain"
)

const (
	// Issues not seen for an hour are left out.
	findSpikes = `
SELECT i.id FROM issues AS i
WHERE i.status = 'archived' AND i.last_seen > $1
  AND (SELECT count(*) FROM events WHERE issue_id = i.id AND received_at > $1 AND received_at <= $3) > 10
  AND (SELECT count(*) FROM events WHERE issue_id = i.id AND received_at > $1 AND received_at <= $3) * 168 >
      10 * (SELECT coalesce(sum(events), 0) FROM issue_hours WHERE issue_id = i.id AND hour > $2 AND hour <= $3)
ORDER BY i.id`

	escalate = `UPDATE issues SET status = 'unresolved' WHERE id = $1 AND status = 'archived'`

	insertNews = `
INSERT INTO outbox (kind, project_id, issue_id, title, level, seen_at)
SELECT 'escalated', project_id, id, title, level, last_seen FROM issues WHERE id = $1`
)

const week = 168 * time.Hour

// EscalateSpikes implements [mesher.Lifecycle]. The week is the last 168 hours by
// the clock, including the current one.
func (s Ports) EscalateSpikes(ctx context.Context, now time.Time) (escalated []uuid.UUID, err error) {
	var found []uuid.UUID
	err = s.on.Read(ctx, func(tx plain.Tx) (err error) {
		found, err = plain.All(tx, plain.ScanOne[uuid.UUID], findSpikes, now.Add(-time.Hour), now.Add(-week), now)
		return err
	})
	if err != nil {
		return nil, s.on.Fail("find spikes", err)
	}
	for _, id := range found {
		n, err := s.forEach(ctx, "escalate", []uuid.UUID{id}, func(tx plain.Tx, id uuid.UUID) (bool, error) {
			changed, err := tx.Exec(escalate, id)
			if err != nil || changed == 0 { // another caller did
				return false, err
			}
			if _, err := tx.Exec(insertNews, id); err != nil {
				return false, err
			}
			return true, record(tx, id, mesher.Act{At: now}, mesher.Escalated, nil)
		})
		if err != nil {
			return escalated, err
		}
		if n == 1 {
			escalated = append(escalated, id)
		}
	}
	return escalated, nil
}
