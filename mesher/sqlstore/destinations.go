package sqlstore

import (
	"database/sql"
	"fmt"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

// A destination is where events of one hash go: the tally of their issue.
type destination struct {
	*tally
	recorded bool // the table of hashes names the issue
}

// destinations finds the issues of a batch, asking for each hash once.
type destinations struct {
	find, insert *sql.Stmt
	byHash       map[hashKey]*destination
	byIssue      map[uuid.UUID]*tally // several hashes may share an issue
	tallies      []*tally             // in the order in which the batch came upon them
}

type hashKey struct {
	project mesher.ProjectID
	hash    [32]byte
}

func newDestinations(tx *sql.Tx, w *writeStatements) *destinations {
	return &destinations{
		find:    tx.Stmt(w.findDestination),
		insert:  tx.Stmt(w.insertHash),
		byHash:  make(map[hashKey]*destination),
		byIssue: make(map[uuid.UUID]*tally),
	}
}

const (
	// The hash's issue, else the default one, and its status if it exists.
	findDestination = `
SELECT h.issue_id IS NOT NULL, coalesce(h.issue_id, given.id), i.status
FROM (SELECT ?1 AS id) AS given
LEFT JOIN issue_hashes AS h ON h.project_id = ?2 AND h.hash = ?3 AND h.version = ?4
LEFT JOIN issues AS i ON i.id = coalesce(h.issue_id, given.id)`

	insertHash = `
INSERT INTO issue_hashes (project_id, hash, version, issue_id) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`
)

// of finds the destination of a record.
func (d *destinations) of(r mesher.Record) (*destination, error) {
	key := hashKey{r.Event.ProjectID, r.Grouping.Hash}
	if found, ok := d.byHash[key]; ok {
		return found, nil
	}
	usual := r.Grouping.IssueID(key.project)
	var (
		found  destination
		issue  uuid.UUID
		status sql.NullString
	)
	err := d.find.QueryRow(usual[:], int64(key.project), key.hash[:], mesher.GroupingVersion).
		Scan(&found.recorded, &issue, &status)
	if err != nil {
		return nil, fmt.Errorf("find the issue of a hash: %w", err)
	}
	t, ok := d.byIssue[issue]
	if !ok {
		t = &tally{
			issue:   issue,
			project: key.project,
			exists:  status.Valid,
			discard: mesher.Status(status.String) == mesher.Discarded,
		}
		d.byIssue[issue] = t
		d.tallies = append(d.tallies, t)
	}
	found.tally = t
	d.byHash[key] = &found
	return &found, nil
}

// record makes the table of hashes name the destination of r, so that the
// issue's hashes can be listed, and moved to another issue.
func (d *destinations) record(to *destination, r mesher.Record) error {
	if to.recorded {
		return nil
	}
	to.recorded = true
	_, err := d.insert.Exec(int64(r.Event.ProjectID), r.Grouping.Hash[:], mesher.GroupingVersion, to.issue[:])
	return err
}
