package lifecycle

import (
	"context"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/sqlstore/plain"
)

const (
	dropActivity  = `DELETE FROM activity WHERE issue_id = $1`
	dropNews      = `DELETE FROM outbox WHERE issue_id = $1`
	dropRedirects = `DELETE FROM merged_issues WHERE into_id = $1`
)

// DeleteIssues implements [mesher.Lifecycle].
func (s Ports) DeleteIssues(ctx context.Context, project mesher.ProjectID, issues []uuid.UUID) (n int, err error) {
	for _, id := range issues {
		switch err := s.deleteIssue(ctx, project, id); mesher.KindOf(err) {
		case mesher.NotFound:
		default:
			if err != nil {
				return n, err
			}
			n++
		}
	}
	return n, nil
}

// deleteIssue leads the issue's hashes to an id that was never used, so that the
// old issue does not come to life again and merged hashes stay together.
func (s Ports) deleteIssue(ctx context.Context, project mesher.ProjectID, id uuid.UUID) error {
	if err := s.settle(ctx, id); err != nil {
		return err
	}
	var move uuid.UUID
	err := s.change(ctx, "delete an issue", func(tx plain.Tx) error {
		if _, err := s.lockSettled(tx, project, id); err != nil {
			return err
		}
		move = uuid.Must(uuid.NewV7())
		return run(tx,
			do(leadHashes, id, uuid.Must(uuid.NewV7())),
			do(dropUsers, id), do(dropValues, id), do(dropActivity, id), do(dropNews, id), do(dropRedirects, id),
			do(dropIssue, id),
			do(insertMove, move, int64(project), id, nil, nil),
		)
	})
	if err != nil {
		return err
	}
	return s.finish(ctx, move)
}
