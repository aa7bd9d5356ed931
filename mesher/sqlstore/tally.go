package sqlstore

import (
	"database/sql"
	"encoding/json"
	"fmt"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

// A tally is what a batch adds to one issue. It is kept while events are
// stored and written once at the end, so that a hundred events of one issue
// cost it one update.
type tally struct {
	issue   uuid.UUID
	project mesher.ProjectID
	exists  bool // there was such an issue before the batch
	discard bool // later events of it are not kept

	opening     mesher.Grouping // of the first event: how a new issue introduces itself
	count       int64
	first, last int64 // received, in microseconds
	level       mesher.Level
	users       map[userKey]struct{}
}

// add counts an event that was stored. It reports whether the event is the
// first of its issue.
func (t *tally) add(r mesher.Record) (first bool) {
	at := micros(r.Event.ReceivedAt)
	if t.count == 0 {
		t.opening, t.first, t.last = r.Grouping, at, at
	}
	t.count++
	t.first = min(t.first, at)
	if at >= t.last { // of two received at once the one stored later is the newer
		t.last, t.level = at, r.Event.Level
	}
	if key, ok := keyOf(r.Event.User); ok {
		if t.users == nil {
			t.users = make(map[userKey]struct{})
		}
		t.users[key] = struct{}{}
	}
	return !t.exists && t.count == 1
}

const (
	addUser = `INSERT INTO issue_users (issue_id, user_key) VALUES (?, ?) ON CONFLICT DO NOTHING`

	takeNumber = `UPDATE projects SET issue_count = issue_count + 1 WHERE id = ? RETURNING issue_count`

	insertIssue = `
INSERT INTO issues (id, project_id, number, title, culprit, level, status,
                    event_count, user_count, first_seen, last_seen, explanation)
VALUES (?, ?, ?, ?, ?, ?, 'unresolved', ?, ?, ?, ?, ?)`

	// Every expression sees the row as it was. An issue reopens only by an
	// event received after it was resolved: one that waited in a spool since
	// before proves nothing.
	growIssue = `
UPDATE issues SET
    event_count = event_count + ?2,
    user_count  = user_count + ?3,
    first_seen  = min(first_seen, ?4),
    level       = CASE WHEN ?5 >= last_seen THEN ?6 ELSE level END,
    last_seen   = max(last_seen, ?5),
    regressed   = CASE WHEN status = 'resolved' AND ?5 > resolved_at THEN 1 ELSE regressed END,
    status      = CASE WHEN status = 'resolved' AND ?5 > resolved_at THEN 'unresolved' ELSE status END
WHERE id = ?1`
)

// save writes the tally to its issue, which it makes when there is none.
func (t *tally) save(tx *sql.Tx, w *writeStatements) error {
	users, err := t.saveUsers(tx, w)
	if err != nil {
		return err
	}
	if t.exists {
		_, err := tx.Stmt(w.growIssue).Exec(t.issue[:], t.count, users, t.first, t.last, t.level.String())
		return err
	}
	// The number is taken in this transaction: undone, it leaves no gap.
	var number int64
	err = tx.Stmt(w.takeNumber).QueryRow(int64(t.project)).Scan(&number)
	if err == sql.ErrNoRows {
		return mesher.Errorf(mesher.NotFound, "there is no project %d", t.project)
	}
	if err != nil {
		return fmt.Errorf("number an issue: %w", err)
	}
	explanation, err := json.Marshal(t.opening.Explanation)
	if err != nil {
		return err
	}
	_, err = tx.Stmt(w.insertIssue).Exec(t.issue[:], int64(t.project), number, t.opening.Title, t.opening.Culprit,
		t.level.String(), t.count, users, t.first, t.last, string(explanation))
	return err
}

// saveUsers returns how many of the users had not met the issue before.
func (t *tally) saveUsers(tx *sql.Tx, w *writeStatements) (added int64, err error) {
	if len(t.users) == 0 {
		return 0, nil
	}
	add := tx.Stmt(w.addUser)
	for key := range t.users {
		result, err := add.Exec(t.issue[:], key[:])
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
