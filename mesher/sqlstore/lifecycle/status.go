package lifecycle

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/sqlstore/plain"
)

const (
	changeStatus = `UPDATE issues SET status = $1, resolved_at = $2, regressed = false WHERE id = $3 AND project_id = $4`
	assign       = `UPDATE issues SET assigned_to = $1 WHERE id = $2 AND project_id = $3`
	insertAct    = `INSERT INTO activity (id, issue_id, at, account_id, kind, data) VALUES ($1, $2, $3, $4, $5, $6)`

	listActivity = `
SELECT a.id, a.at, a.account_id, a.kind, a.data FROM activity AS a JOIN issues AS i ON i.id = a.issue_id
WHERE a.issue_id = $1 AND i.project_id = $2 ORDER BY a.id DESC LIMIT 100`
)

// ChangeStatus implements [mesher.Lifecycle].
func (s Ports) ChangeStatus(ctx context.Context, project mesher.ProjectID, issues []uuid.UUID, status mesher.Status, act mesher.Act) (int, error) {
	var resolved time.Time
	if status == mesher.Resolved {
		resolved = act.At
	}
	return s.forEach(ctx, "change the status", issues, func(tx plain.Tx, issue uuid.UUID) (bool, error) {
		changed, err := tx.Exec(changeStatus, string(status), resolved, issue, int64(project))
		if err != nil || changed == 0 {
			return false, err
		}
		return true, record(tx, issue, act, mesher.ActivityKind(status), nil)
	})
}

// Assign implements [mesher.Lifecycle].
func (s Ports) Assign(ctx context.Context, project mesher.ProjectID, issues []uuid.UUID, to uuid.UUID, act mesher.Act) (int, error) {
	name := ""
	if to != uuid.Nil {
		name = to.String()
	}
	return s.forEach(ctx, "assign", issues, func(tx plain.Tx, issue uuid.UUID) (bool, error) {
		changed, err := tx.Exec(assign, orNull(to), issue, int64(project))
		if err != nil || changed == 0 {
			return false, err
		}
		return true, record(tx, issue, act, mesher.Assigned, map[string]string{"to": name})
	})
}

// forEach changes one issue after the other, each in a transaction of its own,
// and counts those that exist.
func (s Ports) forEach(ctx context.Context, operation string, issues []uuid.UUID, change func(plain.Tx, uuid.UUID) (bool, error)) (n int, err error) {
	for _, issue := range issues {
		var changed bool
		err := s.change(ctx, operation, func(tx plain.Tx) (err error) {
			changed, err = change(tx, issue)
			return err
		})
		if err != nil {
			return n, err
		}
		if changed {
			n++
		}
	}
	return n, nil
}

// Comment implements [mesher.Lifecycle].
func (s Ports) Comment(ctx context.Context, project mesher.ProjectID, issue uuid.UUID, text string, act mesher.Act) error {
	text = strings.ToValidUTF8(strings.ReplaceAll(strings.TrimSpace(text), "\x00", ""), "")
	if text == "" || len(text) > mesher.MaxComment {
		return mesher.Errorf(mesher.Invalid, "a comment must have 1 to %d bytes", mesher.MaxComment)
	}
	return s.change(ctx, "comment", func(tx plain.Tx) error {
		if _, err := s.lock(tx, project, issue); err != nil {
			return err
		}
		return record(tx, issue, act, mesher.Commented, map[string]string{"text": text})
	})
}

// Activity implements [mesher.Lifecycle].
func (s Ports) Activity(ctx context.Context, project mesher.ProjectID, issue uuid.UUID) (all []mesher.Activity, err error) {
	err = s.on.Read(ctx, func(tx plain.Tx) error {
		all, err = plain.All(tx, scanActivity, listActivity, issue, int64(project))
		return err
	})
	return all, s.on.Fail("list activity", err)
}

func scanActivity(r plain.Row) (a mesher.Activity, err error) {
	var (
		by   uuid.NullUUID
		data []byte
	)
	err = r.Scan(&a.ID, plain.Time(&a.Act.At), &by, &a.Kind, &data)
	a.Act.By, a.Data = by.UUID, json.RawMessage(data)
	return a, err
}

// record adds an entry to an issue's activity.
func record(tx plain.Tx, issue uuid.UUID, act mesher.Act, kind mesher.ActivityKind, data map[string]string) error {
	if data == nil {
		data = map[string]string{}
	}
	text, err := json.Marshal(data)
	if err != nil {
		return err
	}
	_, err = tx.Exec(insertAct, uuid.Must(uuid.NewV7()), issue, act.At, orNull(act.By), string(kind), string(text))
	return err
}

// orNull returns an id as it is stored, with NULL for nobody.
func orNull(id uuid.UUID) any {
	if id == uuid.Nil {
		return nil
	}
	return id
}
