package lifecycle

import (
	"context"
	"encoding/hex"
	"encoding/json"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/sqlstore/plain"
)

const (
	hasOthers  = `SELECT EXISTS (SELECT 1 FROM events WHERE issue_id = $1 AND hash <> $2)`
	leadHash   = `UPDATE issue_hashes SET issue_id = $3 WHERE project_id = $1 AND hash = $2`
	takeNumber = `UPDATE projects SET issue_count = issue_count + 1 WHERE id = $1 RETURNING issue_count`

	insertIssue = `
INSERT INTO issues (id, project_id, number, title, culprit, level, status, event_count, user_count, first_seen, last_seen, explanation)
VALUES ($1, $2, $3, $4, $5, $6, 'unresolved', 0, 0, $7, $7, $8)`
)

// UnmergeIssue implements [mesher.Lifecycle].
func (s Ports) UnmergeIssue(ctx context.Context, project mesher.ProjectID, id uuid.UUID, hash [32]byte, act mesher.Act) (uuid.UUID, error) {
	if err := s.settle(ctx, id); err != nil {
		return uuid.Nil, err
	}
	var own, move uuid.UUID
	err := s.change(ctx, "take an issue apart", func(tx plain.Tx) error {
		own, move = uuid.Must(uuid.NewV7()), uuid.Must(uuid.NewV7())
		number, err := plain.One(tx, plain.ScanOne[int64], takeNumber, int64(project)) // projects come before issues
		if err != nil {
			return err
		}
		if _, err := s.lockSettled(tx, project, id); err != nil {
			return err
		}
		newest, err := s.leaving(tx, id, hash[:])
		if err != nil {
			return err
		}
		if err := s.open(tx, own, number, newest); err != nil {
			return err
		}
		if err := s.recordBoth(tx, id, own, hash, act); err != nil {
			return err
		}
		err = run(tx,
			do(leadHash, int64(project), hash[:], own),
			do(insertMove, move, int64(project), id, hash[:], own),
		)
		if err != nil {
			return err
		}
		_, err = s.step(tx, move) // so that the new issue is not one without events
		return err
	})
	if err != nil {
		return uuid.Nil, err
	}
	return own, s.finish(ctx, move)
}

// leaving returns the newest of an issue's events with a hash, if others stay: an
// issue never has no events. A hash may lead to the issue without any events yet.
func (s Ports) leaving(tx plain.Tx, id uuid.UUID, hash []byte) (*mesher.Event, error) {
	newest, err := s.on.Newest(tx, id, hash)
	if err != nil {
		return nil, err
	}
	if newest == nil {
		return nil, mesher.Errorf(mesher.NotFound, "no stored events with this fingerprint belong to the issue")
	}
	others, err := plain.One(tx, plain.ScanOne[bool], hasOthers, id, hash)
	if err == nil && !others {
		err = mesher.Errorf(mesher.Conflict, "all stored events of the issue have this fingerprint")
	}
	return newest, err
}

// open makes the issue of the events that leave, with the title of the newest of
// them.
func (s Ports) open(tx plain.Tx, own uuid.UUID, number int64, newest *mesher.Event) error {
	g := mesher.GroupingOf(newest)
	explanation, err := json.Marshal(g.Explanation)
	if err != nil {
		return err
	}
	_, err = tx.Exec(insertIssue, own, int64(newest.ProjectID), number, g.Title, g.Culprit, newest.Level.String(), newest.ReceivedAt, string(explanation))
	return err
}

func (s Ports) recordBoth(tx plain.Tx, id, own uuid.UUID, hash [32]byte, act mesher.Act) error {
	fingerprint := hex.EncodeToString(hash[:])
	if err := record(tx, id, act, mesher.Unmerged, map[string]string{"issue_id": own.String(), "fingerprint": fingerprint}); err != nil {
		return err
	}
	return record(tx, own, act, mesher.Unmerged, map[string]string{"issue_id": id.String(), "fingerprint": fingerprint})
}
