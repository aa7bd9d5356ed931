package sqlite

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/sqlstore/tally"
)

const (
	addUser = `INSERT INTO issue_users (issue_id, user_key) VALUES (?, ?) ON CONFLICT DO NOTHING`

	takeNumber = `UPDATE projects SET issue_count = issue_count + 1 WHERE id = ? RETURNING issue_count`

	insertIssue = `
INSERT INTO issues (id, project_id, number, title, culprit, level, status,
                    event_count, user_count, first_seen, last_seen, explanation)
VALUES (?, ?, ?, ?, ?, ?, 'unresolved', ?, ?, ?, ?, ?)`

	// Every expression sees the row as it was before.
	growIssue = `
UPDATE issues SET
    event_count = event_count + ?2,
    user_count  = user_count + ?3,
    first_seen  = min(first_seen, ?4),
    level       = CASE WHEN ?5 >= last_seen THEN ?6 ELSE level END,
    last_seen   = max(last_seen, ?5),
    regressed   = regressed OR ?7,
    status      = CASE WHEN ?7 THEN 'unresolved' ELSE status END
WHERE id = ?1`
)

// count writes what the batch adds to issues, users, hours, tags and the ledger.
func (b *batch) count() error {
	for _, i := range b.tally.Issues() {
		if err := b.countIssue(i); err != nil {
			return fmt.Errorf("issue %s: %w", i.ID, err)
		}
	}
	b.date()
	if err := b.countHours(); err != nil {
		return err
	}
	if err := b.countTags(); err != nil {
		return err
	}
	return b.countOutcomes()
}

// date sets on stored events since when their issue exists.
func (b *batch) date() {
	first := make(map[uuid.UUID]time.Time, len(b.tally.Issues()))
	for _, i := range b.tally.Issues() {
		first[i.ID] = fromMicros(b.destinations.issues[i.ID].since(i))
	}
	for i := range b.receipts {
		if r := &b.receipts[i]; r.Outcome == mesher.Stored {
			r.Since = first[r.IssueID]
		}
	}
}

// countIssue adds to an issue, making it if there is none.
func (b *batch) countIssue(i *tally.Issue) error {
	users, err := b.countUsers(i)
	if err != nil {
		return err
	}
	found := b.destinations.issues[i.ID]
	if !found.exists {
		if err := b.openIssue(i, users); err != nil {
			return err
		}
		return b.announce("new", i)
	}
	reopened := found.reopenedAt(micros(i.Last))
	_, err = b.tx.Stmt(b.statements.growIssue).
		Exec(i.ID[:], i.Events, users, micros(i.First), micros(i.Last), i.Level.String(), reopened)
	if err == nil && reopened {
		b.reopened(i)
		err = b.announce("regressed", i)
	}
	return err
}

// reopened sets on the first of an issue's events that the batch reopened it.
func (b *batch) reopened(issue *tally.Issue) {
	for i := range b.receipts {
		if r := &b.receipts[i]; r.IssueID == issue.ID && r.Outcome == mesher.Stored {
			r.Regressed = true
			return
		}
	}
}

// openIssue makes an issue. Its number is taken in this transaction, which leaves
// no gap if it is undone.
func (b *batch) openIssue(i *tally.Issue, users int64) error {
	var number int64
	err := b.tx.Stmt(b.statements.takeNumber).QueryRow(int64(i.Project)).Scan(&number)
	if errors.Is(err, sql.ErrNoRows) {
		return mesher.Errorf(mesher.NotFound, "there is no project %d", i.Project)
	}
	if err != nil {
		return fmt.Errorf("number an issue: %w", err)
	}
	explanation, err := json.Marshal(i.Opening.Explanation)
	if err != nil {
		return err
	}
	_, err = b.tx.Stmt(b.statements.insertIssue).Exec(i.ID[:], int64(i.Project), number, i.Opening.Title, i.Opening.Culprit,
		i.Level.String(), i.Events, users, micros(i.First), micros(i.Last), string(explanation))
	return err
}

// countUsers returns how many of the users had not met the issue before.
func (b *batch) countUsers(i *tally.Issue) (added int64, err error) {
	if len(i.Users) == 0 {
		return 0, nil
	}
	add := b.tx.Stmt(b.statements.addUser)
	for key := range i.Users {
		result, err := add.Exec(i.ID[:], key[:])
		if err != nil {
			return 0, err
		}
		n, err := result.RowsAffected()
		if err != nil {
			return 0, err
		}
		added += n
	}
	return added, nil
}
