package lifecycle

import (
	"bytes"
	"context"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/sqlstore/plain"
)

const (
	leadHashes = `UPDATE issue_hashes SET issue_id = $2 WHERE issue_id = $1`

	joinUsers = `
INSERT INTO issue_users (issue_id, user_key)
SELECT $2, user_key FROM issue_users WHERE issue_id = $1 ORDER BY user_key ON CONFLICT DO NOTHING`

	joinValues = `
INSERT INTO issue_values (issue_id, key, value, events, first_seen, last_seen)
SELECT $2, key, value, events, first_seen, last_seen FROM issue_values WHERE issue_id = $1 ORDER BY key, value
ON CONFLICT (issue_id, key, value) DO UPDATE SET
    events     = issue_values.events + excluded.events,
    first_seen = CASE WHEN excluded.first_seen < issue_values.first_seen THEN excluded.first_seen ELSE issue_values.first_seen END,
    last_seen  = CASE WHEN excluded.last_seen > issue_values.last_seen THEN excluded.last_seen ELSE issue_values.last_seen END`

	growIssue = `
UPDATE issues SET event_count = event_count + $2, first_seen = $3, last_seen = $4, level = $5,
    user_count = (SELECT count(*) FROM issue_users WHERE issue_id = $1)
WHERE id = $1`

	joinActivity  = `UPDATE activity SET issue_id = $2 WHERE issue_id = $1`
	joinNews      = `UPDATE outbox SET issue_id = $2 WHERE issue_id = $1`
	joinRedirects = `UPDATE merged_issues SET into_id = $2 WHERE into_id = $1`
	redirect      = `INSERT INTO merged_issues (id, into_id) VALUES ($1, $2)`

	dropUsers  = `DELETE FROM issue_users WHERE issue_id = $1`
	dropValues = `DELETE FROM issue_values WHERE issue_id = $1`
	dropIssue  = `DELETE FROM issues WHERE id = $1`

	insertMove = `INSERT INTO moves (id, project_id, from_id, hash, into_id) VALUES ($1, $2, $3, $4, $5)`
)

// MergeIssue implements [mesher.Lifecycle].
func (s Ports) MergeIssue(ctx context.Context, project mesher.ProjectID, from, into uuid.UUID, act mesher.Act) error {
	if from == into {
		return mesher.Errorf(mesher.Invalid, "an issue can't be merged into itself")
	}
	if err := s.settle(ctx, from, into); err != nil {
		return err
	}
	var move uuid.UUID
	err := s.change(ctx, "merge issues", func(tx plain.Tx) error {
		a, b, err := s.lockBoth(tx, project, from, into)
		if err != nil {
			return err
		}
		move = uuid.Must(uuid.NewV7())
		return s.merge(tx, project, a, b, move, act)
	})
	if err != nil {
		return err
	}
	return s.finish(ctx, move)
}

// lockBoth locks two issues, in the order that every transaction keeps to.
func (s Ports) lockBoth(tx plain.Tx, project mesher.ProjectID, from, into uuid.UUID) (a, b issue, err error) {
	if bytes.Compare(from[:], into[:]) > 0 {
		b, a, err = s.lockBoth(tx, project, into, from)
		return a, b, err
	}
	if a, err = s.lockSettled(tx, project, from); err == nil {
		b, err = s.lockSettled(tx, project, into)
	}
	return a, b, err
}

// merge moves everything of a except its events.
func (s Ports) merge(tx plain.Tx, project mesher.ProjectID, a, b issue, move uuid.UUID, act mesher.Act) error {
	first, last, level := b.first, b.last, b.level
	if a.first.Before(first) {
		first = a.first
	}
	if a.last.After(last) {
		last, level = a.last, a.level
	}
	err := run(tx,
		do(leadHashes, a.id, b.id),
		do(joinUsers, a.id, b.id), do(dropUsers, a.id),
		do(joinValues, a.id, b.id), do(dropValues, a.id),
		do(growIssue, b.id, a.events, first, last, level),
		do(joinActivity, a.id, b.id), do(joinNews, a.id, b.id),
		do(joinRedirects, a.id, b.id), do(redirect, a.id, b.id),
		do(dropIssue, a.id),
		do(insertMove, move, int64(project), a.id, nil, b.id),
	)
	if err != nil {
		return err
	}
	return record(tx, b.id, act, mesher.Merged, map[string]string{"issue_id": a.id.String(), "title": a.title})
}
