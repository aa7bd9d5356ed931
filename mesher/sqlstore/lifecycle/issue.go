package lifecycle

import (
	"errors"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/sqlstore/plain"
)

// An issue is what merging has to know of an issue.
type issue struct {
	id          uuid.UUID
	title       string
	level       string
	events      int64
	first, last time.Time
}

const (
	findIssue   = `SELECT id, title, level, event_count, first_seen, last_seen FROM issues WHERE id = $1 AND project_id = $2`
	pendingMove = `SELECT id FROM moves WHERE from_id = $1 OR into_id = $1`
)

// lock locks an issue until the commit; NotFound if there is none.
func (s Ports) lock(tx plain.Tx, project mesher.ProjectID, id uuid.UUID) (issue, error) {
	found, err := plain.One(tx, scanIssue, findIssue+s.on.Lock(), id, int64(project))
	if errors.Is(err, plain.ErrNone) {
		return found, notThere(id)
	}
	return found, err
}

// lockSettled is lock for an issue that no events are leaving or entering.
func (s Ports) lockSettled(tx plain.Tx, project mesher.ProjectID, id uuid.UUID) (issue, error) {
	found, err := s.lock(tx, project, id)
	if err != nil {
		return found, err
	}
	moves, err := plain.All(tx, plain.ScanOne[uuid.UUID], pendingMove, id)
	if err == nil && len(moves) > 0 {
		err = mesher.Errorf(mesher.Conflict, "issue %s is being merged or taken apart; try again in a moment", id)
	}
	return found, err
}

func scanIssue(r plain.Row) (i issue, err error) {
	err = r.Scan(&i.id, &i.title, &i.level, &i.events, plain.Time(&i.first), plain.Time(&i.last))
	return i, err
}
