package plain

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

const (
	ruleColumns = `r.id, r.project_id, r.name, r.condition_type, r.threshold, r.window_minutes, r.action, r.cooldown_minutes,
       r.enabled, r.last_fired_at, r.created_at`

	countRules = `SELECT count(*) FROM alert_rules WHERE project_id = $1`
	insertRule = `
INSERT INTO alert_rules (id, project_id, name, condition_type, threshold, window_minutes, action, cooldown_minutes, enabled, last_fired_at, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`
	saveRule = `
UPDATE alert_rules SET name = $1, condition_type = $2, threshold = $3, window_minutes = $4, action = $5, cooldown_minutes = $6, enabled = $7
WHERE id = $8`
	deleteRule   = `DELETE FROM alert_rules WHERE id = $1`
	ruleByID     = `SELECT ` + ruleColumns + ` FROM alert_rules AS r WHERE r.id = $1`
	listRules    = `SELECT ` + ruleColumns + ` FROM alert_rules AS r WHERE r.project_id = $1 ORDER BY r.created_at, r.id`
	enabledRules = `SELECT ` + ruleColumns + ` FROM alert_rules AS r WHERE r.enabled ORDER BY r.project_id, r.created_at, r.id`
)

// CreateRule implements [mesher.RuleStore].
func (t Tables) CreateRule(ctx context.Context, r mesher.Rule) error {
	return t.transact(ctx, "create alert rule", func(tx Tx) error {
		n, err := One(tx, ScanOne[int], countRules, int64(r.Project))
		if err != nil {
			return err
		}
		if n >= mesher.MaxRules {
			return mesher.Errorf(mesher.Conflict, "the project has %d alert rules, and no project may have more", n)
		}
		action, err := packAction(r.Action)
		if err != nil {
			return err
		}
		_, err = tx.Exec(insertRule, r.ID, int64(r.Project), r.Name, string(r.Condition.Type), r.Condition.Threshold, r.Condition.WindowMinutes,
			action, int64(r.Cooldown/time.Minute), r.Enabled, r.LastFiredAt, r.CreatedAt)
		return err
	})
}

// SaveRule implements [mesher.RuleStore].
func (t Tables) SaveRule(ctx context.Context, r mesher.Rule) error {
	action, err := packAction(r.Action)
	if err != nil {
		return err
	}
	return t.change(ctx, "alert rule", saveRule, r.Name, string(r.Condition.Type), r.Condition.Threshold, r.Condition.WindowMinutes,
		action, int64(r.Cooldown/time.Minute), r.Enabled, r.ID)
}

// DeleteRule implements [mesher.RuleStore].
func (t Tables) DeleteRule(ctx context.Context, id uuid.UUID) error {
	return t.change(ctx, "alert rule", deleteRule, id)
}

// Rule implements [mesher.RuleStore].
func (t Tables) Rule(ctx context.Context, id uuid.UUID) (mesher.Rule, error) {
	return find(ctx, t, "alert rule", scanRule, ruleByID, id)
}

// Rules implements [mesher.RuleStore].
func (t Tables) Rules(ctx context.Context, project mesher.ProjectID) ([]mesher.Rule, error) {
	return list(ctx, t, "alert rules", scanRule, listRules, int64(project))
}

// EnabledRules implements [mesher.RuleStore].
func (t Tables) EnabledRules(ctx context.Context) ([]mesher.Rule, error) {
	return list(ctx, t, "alert rules", scanRule, enabledRules)
}

func scanRule(r Row) (rule mesher.Rule, err error) {
	var (
		action  []byte
		minutes int64
	)
	err = r.Scan(&rule.ID, &rule.Project, &rule.Name, &rule.Condition.Type, &rule.Condition.Threshold, &rule.Condition.WindowMinutes,
		&action, &minutes, &rule.Enabled, Time(&rule.LastFiredAt), Time(&rule.CreatedAt))
	if err != nil {
		return rule, err
	}
	rule.Cooldown = time.Duration(minutes) * time.Minute
	rule.Action, err = unpackAction(action)
	return rule, err
}

// action is an action as the database stores it. Only here is the secret of a
// webhook stored in plain text, because deliveries are signed with it.
type action struct {
	Type   mesher.Channel `json:"type"`
	URL    string         `json:"url,omitempty"`
	Secret string         `json:"secret,omitempty"`
	To     []string       `json:"to,omitempty"`
}

func packAction(a mesher.Action) (string, error) {
	packed, err := json.Marshal(action{a.Type, a.URL, a.Secret.Reveal(), a.To})
	return string(packed), err
}

func unpackAction(packed []byte) (mesher.Action, error) {
	var a action
	if err := json.Unmarshal(packed, &a); err != nil {
		return mesher.Action{}, fmt.Errorf("action of an alert rule: %w", err)
	}
	return mesher.Action{Type: a.Type, URL: a.URL, Secret: mesher.SecretOf(a.Secret), To: a.To}, nil
}
