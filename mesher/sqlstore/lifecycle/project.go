package lifecycle

import (
	"context"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/sqlstore/plain"
	"github.com/mesh-actors/mesh/mesher/sqlstore/tally"
)

const (
	findProject = `SELECT id FROM projects WHERE id = $1`
	dropKeys    = `DELETE FROM keys WHERE project_id = $1`
	dropMoves   = `DELETE FROM moves WHERE project_id = $1`

	issuesOfProject = `SELECT id FROM issues WHERE project_id = $1 ORDER BY id LIMIT $2`
	dropHashes      = `DELETE FROM issue_hashes WHERE issue_id = $1`

	dropLeftHashes = `DELETE FROM issue_hashes WHERE project_id = $1`
	dropQuarantine = `DELETE FROM quarantine WHERE project_id = $1`
	dropOutcomes   = `DELETE FROM outcomes WHERE project_id = $1`
	dropAlerts     = `DELETE FROM alerts WHERE project_id = $1`
	dropRules      = `DELETE FROM alert_rules WHERE project_id = $1`
	dropProject    = `DELETE FROM projects WHERE id = $1`
)

// lastDay is the end of the year 9999: all days are before it.
const lastDay mesher.Day = 2_932_896

// DeleteProject implements [mesher.Lifecycle]. It is a move from no issue.
func (s Ports) DeleteProject(ctx context.Context, project mesher.ProjectID) error {
	move := uuid.Must(uuid.NewV7())
	err := s.change(ctx, "delete a project", func(tx plain.Tx) error {
		found, err := s.lockProject(tx, project)
		if err == nil && !found {
			err = mesher.Errorf(mesher.NotFound, "there is no project %d", project)
		}
		if err != nil {
			return err
		}
		return run(tx,
			do(dropKeys, int64(project)),
			do(dropMoves, int64(project)),
			do(insertMove, move, int64(project), uuid.Nil, nil, nil),
		)
	})
	if err != nil {
		return err
	}
	return s.finish(ctx, move)
}

// stepOut removes some of a project's data: first issues, then the events without
// an issue. Meanwhile new ones may come, with keys that some node still
// remembers; storing them needs the row of an issue, or the project's. So if the
// holder of the project's row sees neither issues nor events, there are none. It
// looks more than once, so that events that came since the last step do not make
// another step necessary each time.
func (s Ports) stepOut(tx plain.Tx, project mesher.ProjectID) (done bool, err error) {
	if found, err := s.lockProject(tx, project); err != nil || !found {
		return true, err
	}
	const looks = 4
	for look := 1; ; look++ {
		more, err := s.dropSome(tx, project)
		if err != nil || more && look == looks {
			return false, err
		}
		if !more {
			break
		}
	}
	p := int64(project)
	return true, run(tx, // rules before alerts: firing one holds the rule's row
		do(dropLeftHashes, p), do(dropQuarantine, p), do(dropOutcomes, p), do(dropRules, p), do(dropAlerts, p), do(dropKeys, p),
		do(dropMoves, p), do(dropProject, p),
	)
}

func (s Ports) lockProject(tx plain.Tx, project mesher.ProjectID) (found bool, err error) {
	rows, err := plain.All(tx, plain.ScanOne[int64], findProject+s.on.Lock(), int64(project))
	return len(rows) > 0, err
}

// dropSome removes a step's worth of issues or else of events, and reports
// whether there were any.
func (s Ports) dropSome(tx plain.Tx, project mesher.ProjectID) (some bool, err error) {
	issues, err := plain.All(tx, plain.ScanOne[uuid.UUID], issuesOfProject+s.on.Lock(), int64(project), stepSize/10)
	if err != nil {
		return false, err
	}
	for _, id := range issues {
		err := run(tx, do(dropHashes, id), do(dropUsers, id), do(dropValues, id), do(dropActivity, id), do(dropNews, id), do(dropRedirects, id), do(dropIssue, id))
		if err != nil {
			return false, err
		}
	}
	if len(issues) > 0 {
		return true, nil
	}
	taken, err := s.on.Take(tx, Choice{Project: project, Before: lastDay}, uuid.Nil, stepSize)
	if err != nil || len(taken) == 0 {
		return false, err
	}
	return true, s.forgetTaken(tx, taken)
}

// forgetTaken subtracts events that are gone from all counts by time.
func (s Ports) forgetTaken(tx plain.Tx, taken []Taken) error {
	var t tally.Tally
	for _, x := range taken {
		t.Add(x.Issue, mesher.Record{Event: x.Event})
	}
	return forget(tx, &t)
}
