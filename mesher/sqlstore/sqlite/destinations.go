package sqlite

import (
	"database/sql"
	"fmt"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/sqlstore/tally"
)

// A destination is where events of one hash go.
type destination struct {
	*issue
	recorded bool // the table of hashes names the issue
}

// An issue is an issue as it was before the batch.
type issue struct {
	id       uuid.UUID
	exists   bool
	discard  bool          // its later events are not stored
	resolved sql.NullInt64 // since when, if resolved
	events   int64
	first    sql.NullInt64 // first seen, if it exists
}

// destinations finds the issues of a batch, querying for those not known.
type destinations struct {
	find, findHash, insert *sql.Stmt
	*known
}

type hashKey struct {
	project mesher.ProjectID
	hash    [32]byte
}

func newDestinations(tx *sql.Tx, w *writeStatements, k *known) *destinations {
	return &destinations{find: tx.Stmt(w.findDestination), findHash: tx.Stmt(w.findHash), insert: tx.Stmt(w.insertHash), known: k}
}

const (
	// The hash's issue, else the default one, and its state if it exists.
	findDestination = `
SELECT h.issue_id IS NOT NULL, coalesce(h.issue_id, given.id), i.status,
       CASE WHEN i.status = 'resolved' THEN i.resolved_at END, coalesce(i.event_count, 0), i.first_seen
FROM (SELECT ?1 AS id) AS given
LEFT JOIN issue_hashes AS h ON h.project_id = ?2 AND h.hash = ?3
LEFT JOIN issues AS i ON i.id = coalesce(h.issue_id, given.id)`

	findHash = `SELECT EXISTS (SELECT 1 FROM issue_hashes WHERE project_id = ? AND hash = ?)`

	insertHash = `
INSERT INTO issue_hashes (project_id, hash, issue_id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`
)

// lookBack returns the oldest of a record's hashes that leads to an issue.
func (d *destinations) lookBack(r mesher.Record) ([32]byte, error) {
	for _, hash := range r.Grouping.Older {
		var found bool
		if err := d.findHash.QueryRow(int64(r.Event.ProjectID), hash[:]).Scan(&found); found || err != nil {
			return hash, err
		}
	}
	return r.Grouping.Hash, nil
}

// of finds the destination of a record.
func (d *destinations) of(r mesher.Record) (*destination, error) {
	key := hashKey{r.Event.ProjectID, r.Grouping.Hash}
	if found, ok := d.byHash[key]; ok {
		return found, nil
	}
	usual := r.Grouping.IssueID(key.project)
	var (
		found    destination
		id       uuid.UUID
		status   sql.NullString
		resolved sql.NullInt64
		events   int64
		first    sql.NullInt64
	)
	err := d.find.QueryRow(usual[:], int64(key.project), key.hash[:]).
		Scan(&found.recorded, &id, &status, &resolved, &events, &first)
	if err != nil {
		return nil, fmt.Errorf("find the issue of a hash: %w", err)
	}
	if _, ok := d.issues[id]; !ok {
		d.issues[id] = &issue{
			id:       id,
			exists:   status.Valid,
			discard:  mesher.Status(status.String) == mesher.Discarded,
			resolved: resolved,
			events:   events,
			first:    first,
		}
	}
	found.issue = d.issues[id]
	d.byHash[key] = &found
	return &found, nil
}

// reopenedAt reports whether an event received at a time shows that the issue is
// not resolved after all. One received before the resolution waited in a spool
// and proves nothing.
func (i *issue) reopenedAt(received int64) bool {
	return i.resolved.Valid && received > i.resolved.Int64
}

// since returns when the issue was first seen, including what a batch adds to it.
func (i *issue) since(added *tally.Issue) int64 {
	first := micros(added.First)
	if i.first.Valid {
		first = min(first, i.first.Int64)
	}
	return first
}

// record adds the destination of r to the table of hashes, so that the issue's
// hashes can be listed, and moved to another issue.
func (d *destinations) record(to *destination, r mesher.Record) error {
	if to.recorded {
		return nil
	}
	to.recorded = true
	_, err := d.insert.Exec(int64(r.Event.ProjectID), r.Grouping.Hash[:], to.id[:])
	return err
}
