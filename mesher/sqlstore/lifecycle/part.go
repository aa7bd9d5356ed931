package lifecycle

import (
	"slices"
	"strings"

	"github.com/mesh-actors/mesh/mesher/sqlstore/plain"
	"github.com/mesh-actors/mesh/mesher/sqlstore/tally"
)

// When an issue is unmerged, its counts follow its events.
const (
	addEvents = `
UPDATE issues SET event_count = event_count + $2,
    first_seen = CASE WHEN $2 > 0 AND $3 < first_seen THEN $3 ELSE first_seen END,
    last_seen  = CASE WHEN $2 > 0 AND $4 > last_seen THEN $4 ELSE last_seen END
WHERE id = $1`

	addValue = `
INSERT INTO issue_values (issue_id, key, value, events, first_seen, last_seen) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (issue_id, key, value) DO UPDATE SET
    events     = issue_values.events + excluded.events,
    first_seen = CASE WHEN excluded.events > 0 AND excluded.first_seen < issue_values.first_seen THEN excluded.first_seen ELSE issue_values.first_seen END,
    last_seen  = CASE WHEN excluded.events > 0 AND excluded.last_seen > issue_values.last_seen THEN excluded.last_seen ELSE issue_values.last_seen END`
	dropValue = `DELETE FROM issue_values WHERE issue_id = $1 AND events <= 0`

	// Users who met only events that left.
	enterUsers = `
INSERT INTO issue_users (issue_id, user_key)
SELECT DISTINCT issue_id, user_key FROM events WHERE issue_id = $1 AND user_key IS NOT NULL ORDER BY user_key
ON CONFLICT DO NOTHING`
	leaveUsers = `
DELETE FROM issue_users WHERE issue_id = $1
    AND user_key IN (SELECT user_key FROM issue_users WHERE issue_id = $2)
    AND user_key NOT IN (SELECT user_key FROM events WHERE issue_id = $1 AND user_key IS NOT NULL)`
	countUsers = `UPDATE issues SET user_count = (SELECT count(*) FROM issue_users WHERE issue_id = $1) WHERE id = $1`

	// By the events still there, unless there are none.
	seenAgain = `
UPDATE issues SET
    first_seen = coalesce((SELECT min(received_at) FROM events WHERE issue_id = $1), first_seen),
    last_seen  = coalesce((SELECT max(received_at) FROM events WHERE issue_id = $1), last_seen)
WHERE id = $1`
)

// part moves the counts of an issue that are not by time.
func part(tx plain.Tx, left, entered *tally.Tally) error {
	for sign, t := range map[int64]*tally.Tally{-1: left, 1: entered} {
		for _, i := range t.Issues() {
			if _, err := tx.Exec(addEvents, i.ID, sign*i.Events, i.First, i.Last); err != nil {
				return err
			}
		}
		if err := moveValues(tx, t, sign); err != nil {
			return err
		}
	}
	return nil
}

func moveValues(tx plain.Tx, t *tally.Tally, sign int64) error {
	var values []tally.Value
	spans := make(map[tally.Value]tally.Span)
	for v, span := range t.Values() {
		values, spans[v] = append(values, v), span
	}
	slices.SortFunc(values, func(a, b tally.Value) int { return strings.Compare(a.Key+"\x00"+a.Value, b.Key+"\x00"+b.Value) })
	for _, v := range values {
		s := spans[v]
		if _, err := tx.Exec(addValue, v.Issue.ID, v.Key, v.Value, sign*s.Events, s.First, s.Last); err != nil {
			return err
		}
	}
	for _, i := range t.Issues() {
		if _, err := tx.Exec(dropValue, i.ID); err != nil {
			return err
		}
	}
	return nil
}

// partUsers comes last: the events show which users met which of the two issues.
// Users whose events have all expired stay with the old one.
func partUsers(tx plain.Tx, m move) error {
	return run(tx,
		do(enterUsers, m.into),
		do(leaveUsers, m.from, m.into),
		do(countUsers, m.from), do(countUsers, m.into),
		do(seenAgain, m.from), do(seenAgain, m.into),
	)
}
