package plain

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

const (
	alertColumns = `a.id, a.rule_id, a.rule_name, a.project_id, a.issue_id, a.status, a.message, a.condition, a.cause,
       a.triggered_at, a.acknowledged_at, a.resolved_at`

	insertAlert = `
INSERT INTO alerts (id, rule_id, rule_name, project_id, issue_id, status, message, condition, cause, triggered_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (rule_id, cause) DO NOTHING`
	ruleFired = `UPDATE alert_rules SET last_fired_at = $1 WHERE id = $2`

	countEvents = `
SELECT CAST(coalesce(sum(events), 0) AS bigint) FROM project_minutes WHERE project_id = $1 AND minute >= $2 AND minute < $3`

	alertByID  = `SELECT ` + alertColumns + ` FROM alerts AS a WHERE a.id = $1`
	listAlerts = `
SELECT ` + alertColumns + ` FROM alerts AS a WHERE a.project_id = $1 AND ($2 = '' OR a.status = $2) ORDER BY a.id DESC LIMIT 100`
	moveAlert    = `UPDATE alerts SET status = $1, acknowledged_at = $2, resolved_at = $3 WHERE id = $4`
	forgetAlerts = `DELETE FROM alerts WHERE triggered_at < $1`
)

// Fire implements [mesher.AlertStore]. Transactions run as if alone, so a rule is
// judged after any earlier firing.
func (t Tables) Fire(ctx context.Context, rule uuid.UUID, judge func(mesher.Rule) (mesher.Alert, bool)) (fired bool, err error) {
	err = t.transact(ctx, "fire an alert", func(tx Tx) error {
		fired = false
		r, err := One(tx, scanRule, ruleByID, rule)
		if errors.Is(err, ErrNone) {
			return nil
		}
		if err != nil {
			return err
		}
		a, ok := judge(r)
		if !ok {
			return nil
		}
		if added, err := addAlert(tx, a); err != nil || !added {
			return err
		}
		if _, err := tx.Exec(ruleFired, a.TriggeredAt, rule); err != nil {
			return err
		}
		fired = true
		return addDelivery(tx, a, r.Action.Type)
	})
	return fired && err == nil, err
}

func addAlert(tx Tx, a mesher.Alert) (bool, error) {
	condition, err := json.Marshal(a.Condition)
	if err != nil {
		return false, err
	}
	added, err := tx.Exec(insertAlert, a.ID, a.RuleID, a.RuleName, int64(a.Project), orNull(a.Issue), string(a.Status), a.Message,
		string(condition), a.Cause, a.TriggeredAt)
	return added > 0, err
}

// CountEvents implements [mesher.AlertStore].
func (t Tables) CountEvents(ctx context.Context, project mesher.ProjectID, w mesher.Window) (int64, error) {
	return find(ctx, t, "count", ScanOne[int64], countEvents, int64(project), w.Since, w.Until)
}

// Alert implements [mesher.AlertStore].
func (t Tables) Alert(ctx context.Context, id uuid.UUID) (a mesher.Alert, err error) {
	err = t.db.Read(ctx, func(tx Tx) error {
		if a, err = One(tx, scanAlert, alertByID, id); err != nil {
			return err
		}
		a.Deliveries, err = All(tx, scanDelivery, deliveriesOf, id)
		return err
	})
	if errors.Is(err, ErrNone) {
		return a, mesher.Errorf(mesher.NotFound, "there is no such alert")
	}
	return a, t.db.Fail("find alert", err)
}

// Alerts implements [mesher.AlertStore].
func (t Tables) Alerts(ctx context.Context, project mesher.ProjectID, status mesher.AlertStatus) (alerts []mesher.Alert, err error) {
	err = t.db.Read(ctx, func(tx Tx) error {
		if alerts, err = All(tx, scanAlert, listAlerts, int64(project), string(status)); err != nil {
			return err
		}
		for i := range alerts {
			if alerts[i].Deliveries, err = All(tx, scanDelivery, deliveriesOf, alerts[i].ID); err != nil {
				return err
			}
		}
		return nil
	})
	return alerts, t.db.Fail("list alerts", err)
}

// MoveAlert implements [mesher.AlertStore].
func (t Tables) MoveAlert(ctx context.Context, id uuid.UUID, to mesher.AlertStatus, at time.Time) error {
	return t.transact(ctx, "change alert", func(tx Tx) error {
		a, err := One(tx, scanAlert, alertByID, id)
		if errors.Is(err, ErrNone) {
			return mesher.Errorf(mesher.NotFound, "there is no such alert")
		}
		if err == nil {
			a, err = a.Moved(to, at)
		}
		if err != nil {
			return err
		}
		_, err = tx.Exec(moveAlert, string(a.Status), a.AcknowledgedAt, a.ResolvedAt, id)
		return err
	})
}

// ForgetAlerts implements [mesher.AlertStore].
func (t Tables) ForgetAlerts(ctx context.Context, before time.Time) error {
	return t.transact(ctx, "forget alerts", func(tx Tx) error {
		_, err := tx.Exec(forgetAlerts, before)
		return err
	})
}

// scanAlert reads alertColumns.
func scanAlert(r Row) (a mesher.Alert, err error) {
	return a, scanAlertInto(r, &a)
}

// scanAlertInto reads alertColumns, and what follows them into more.
func scanAlertInto(r Row, a *mesher.Alert, more ...any) error {
	var condition []byte
	into := []any{&a.ID, &a.RuleID, &a.RuleName, &a.Project, &a.Issue, &a.Status, &a.Message, &condition, &a.Cause,
		Time(&a.TriggeredAt), Time(&a.AcknowledgedAt), Time(&a.ResolvedAt)}
	if err := r.Scan(append(into, more...)...); err != nil {
		return err
	}
	if err := json.Unmarshal(condition, &a.Condition); err != nil {
		return fmt.Errorf("condition of alert %s: %w", a.ID, err)
	}
	return nil
}

// orNull returns an id as it is stored, with NULL for none.
func orNull(id uuid.UUID) any {
	if id == uuid.Nil {
		return nil
	}
	return id
}
