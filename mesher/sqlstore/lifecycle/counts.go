package lifecycle

import (
	"bytes"
	"cmp"
	"slices"
	"time"

	"github.com/mesh-actors/mesh/mesher/sqlstore/plain"
	"github.com/mesh-actors/mesh/mesher/sqlstore/tally"
)

// Adding uses the statements that count, in the same order. Subtracting adds
// negative numbers, and then removes rows that are zero. A row that is not there
// any more, such as an old minute, is ignored.
const (
	addIssueHour = `
INSERT INTO issue_hours (issue_id, hour, level, events) VALUES ($1, $2, $3, $4)
ON CONFLICT (issue_id, hour, level) DO UPDATE SET events = issue_hours.events + excluded.events`
	dropIssueHour = `DELETE FROM issue_hours WHERE issue_id = $1 AND hour = $2 AND level = $3 AND events <= 0`

	addProjectHour = `
INSERT INTO project_hours (project_id, hour, level, events) VALUES ($1, $2, $3, $4)
ON CONFLICT (project_id, hour, level) DO UPDATE SET events = project_hours.events + excluded.events`
	dropProjectHour = `DELETE FROM project_hours WHERE project_id = $1 AND hour = $2 AND level = $3 AND events <= 0`

	addTagHour = `
INSERT INTO project_tag_hours (project_id, key, hour, value, events) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (project_id, key, hour, value) DO UPDATE SET events = project_tag_hours.events + excluded.events`
	dropTagHour = `DELETE FROM project_tag_hours WHERE project_id = $1 AND key = $2 AND hour = $3 AND value = $4 AND events <= 0`

	addMinute = `
INSERT INTO project_minutes (project_id, minute, events) VALUES ($1, $2, $3)
ON CONFLICT (project_id, minute) DO UPDATE SET events = project_minutes.events + excluded.events`
	dropMinute = `DELETE FROM project_minutes WHERE project_id = $1 AND minute = $2 AND events <= 0`
)

// forget subtracts events that are gone from all counts by time.
func forget(tx plain.Tx, t *tally.Tally) error {
	if err := addIssueHours(tx, t, -1); err != nil {
		return err
	}
	var hours, tags, minutes []count
	for h, events := range t.ProjectHours() {
		hours = append(hours, count{[]any{int64(h.Project), h.Start, h.Level.String()}, -events})
	}
	for h, events := range t.TagHours() {
		tags = append(tags, count{[]any{int64(h.Project), h.Key, h.Start, h.Value}, -events})
	}
	for m, events := range t.Minutes() {
		minutes = append(minutes, count{[]any{int64(m.Project), m.Start}, -events})
	}
	if err := change(tx, hours, addProjectHour, dropProjectHour); err != nil {
		return err
	}
	if err := change(tx, tags, addTagHour, dropTagHour); err != nil {
		return err
	}
	return change(tx, minutes, addMinute, dropMinute)
}

func addIssueHours(tx plain.Tx, t *tally.Tally, sign int64) error {
	var hours []count
	for h, events := range t.IssueHours() {
		hours = append(hours, count{[]any{h.Issue.ID, h.Start, h.Level.String()}, sign * events})
	}
	return change(tx, hours, addIssueHour, dropIssueHour)
}

// A count is the change of the row with a key.
type count struct {
	key    []any
	events int64
}

// change changes rows in the order of their keys, like every other transaction.
func change(tx plain.Tx, counts []count, add, drop string) error {
	slices.SortFunc(counts, func(a, b count) int { return compareKeys(a.key, b.key) })
	for _, c := range counts {
		// The engine may convert the arguments in place.
		if _, err := tx.Exec(add, append(slices.Clone(c.key), c.events)...); err != nil {
			return err
		}
		if c.events > 0 {
			continue
		}
		if _, err := tx.Exec(drop, slices.Clone(c.key)...); err != nil {
			return err
		}
	}
	return nil
}

func compareKeys(a, b []any) int {
	for i := range a {
		if c := compareParts(a[i], b[i]); c != 0 {
			return c
		}
	}
	return 0
}

func compareParts(a, b any) int {
	switch a := a.(type) {
	case int64:
		return cmp.Compare(a, b.(int64))
	case string:
		return cmp.Compare(a, b.(string))
	case time.Time:
		return a.Compare(b.(time.Time))
	case interface{ MarshalBinary() ([]byte, error) }: // an id
		x, _ := a.MarshalBinary()
		y, _ := b.(interface{ MarshalBinary() ([]byte, error) }).MarshalBinary()
		return bytes.Compare(x, y)
	}
	return 0
}
