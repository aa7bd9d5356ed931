package sqlite

import (
	"context"
	"database/sql"
	"fmt"
)

// writeStatements are prepared once on the writing connection; a transaction
// borrows them with [sql.Tx.Stmt].
type writeStatements struct {
	findDestination, findHash, insertHash       *sql.Stmt // destinations.go
	insertEvent, insertTerms, findEvent         *sql.Stmt // events.go
	takeNumber, insertIssue, growIssue, addUser *sql.Stmt // counts.go
	insertNews                                  *sql.Stmt // outbox.go
	dataVersion                                 *sql.Stmt // known.go
	addIssueHour, addProjectHour                *sql.Stmt // hours.go
	addValue, addTagHour, addMinute             *sql.Stmt // tags.go
	addOutcome                                  *sql.Stmt // outcomes.go
}

func (w *writeStatements) prepare(ctx context.Context, db *sql.DB) error {
	return prepare(ctx, db, map[**sql.Stmt]string{
		&w.findDestination: findDestination,
		&w.findHash:        findHash,
		&w.insertHash:      insertHash,
		&w.insertEvent:     insertEvent,
		&w.insertTerms:     insertTerms,
		&w.findEvent:       findEvent,
		&w.takeNumber:      takeNumber,
		&w.insertIssue:     insertIssue,
		&w.growIssue:       growIssue,
		&w.addUser:         addUser,
		&w.insertNews:      insertNews,
		&w.dataVersion:     dataVersion,
		&w.addIssueHour:    addIssueHour,
		&w.addProjectHour:  addProjectHour,
		&w.addValue:        addValue,
		&w.addTagHour:      addTagHour,
		&w.addMinute:       addMinute,
		&w.addOutcome:      addOutcome,
	})
}

// readStatements are prepared on each reading connection that runs them.
type readStatements struct {
	issue, latestEvent                               *sql.Stmt // issues.go
	projects, projectByID, projectBySlug, keyByValue *sql.Stmt // projects.go, keys.go
}

func (r *readStatements) prepare(ctx context.Context, db *sql.DB) error {
	return prepare(ctx, db, map[**sql.Stmt]string{
		&r.issue:         findIssue,
		&r.latestEvent:   latestEvent,
		&r.projects:      listProjects,
		&r.projectByID:   projectByID,
		&r.projectBySlug: projectBySlug,
		&r.keyByValue:    keyByValue,
	})
}

func prepare(ctx context.Context, db *sql.DB, statements map[**sql.Stmt]string) error {
	for into, query := range statements {
		stmt, err := db.PrepareContext(ctx, query)
		if err != nil {
			return fmt.Errorf("prepare %.40q: %w", query, err)
		}
		*into = stmt
	}
	return nil
}
