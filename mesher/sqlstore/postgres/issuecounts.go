package postgres

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Users, then issues, then the news: each from the result of the one before. The
// result is the issues as they are now, for the places of the batch's events. Two
// statements begin and end in this way: countIssues, which makes missing issues,
// and growIssues, which takes half the time and needs no texts.
const (
	metUsers = `
WITH met AS (
    INSERT INTO issue_users (issue_id, user_key)
    SELECT * FROM unnest($1::uuid[], $2::bytea[]) AS x (issue_id, user_key) ORDER BY issue_id, user_key
    ON CONFLICT DO NOTHING RETURNING issue_id
), users AS (
    SELECT issue_id, count(*) AS added FROM met GROUP BY issue_id
)`

	// A resolved issue reopens only by an event received after its resolution: one
	// that waited in a spool since before proves nothing.
	growth = `
    ON CONFLICT (id) DO UPDATE SET
        event_count  = i.event_count + excluded.event_count,
        user_count   = i.user_count + excluded.user_count,
        first_seen   = least(i.first_seen, excluded.first_seen),
        last_seen    = greatest(i.last_seen, excluded.last_seen),
        level        = CASE WHEN excluded.last_seen >= i.last_seen THEN excluded.level ELSE i.level END,
        regressed    = i.regressed OR i.status = 'resolved' AND excluded.last_seen > i.resolved_at,
        regressed_in = CASE WHEN i.status = 'resolved' AND excluded.last_seen > i.resolved_at
                            THEN pg_current_xact_id() ELSE i.regressed_in END,
        status       = CASE WHEN i.status = 'resolved' AND excluded.last_seen > i.resolved_at
                            THEN 'unresolved' ELSE i.status END`

	// The batch's issues still are as it took them to be, and stay so until the
	// commit: their rows are locked now.
	asTaken = `CASE WHEN i.status IN ('discarded', '') THEN stale_batch() END`

	// An issue that holds only what this batch added is new.
	countIssues = metUsers + `, given AS (
    SELECT * FROM unnest($3::uuid[], $4::bigint[], $5::bigint[], $6::timestamptz[], $7::timestamptz[], $8::text[], $9::text[], $10::text[], $11::text[])
    WITH ORDINALITY AS x (id, project_id, events, first_seen, last_seen, level, title, culprit, explanation, place)
), grown AS (
    INSERT INTO issues AS i (id, project_id, number, title, culprit, level, status,
                             event_count, user_count, first_seen, last_seen, explanation)
    SELECT g.id, g.project_id,
           -- counts the issues that are not there; for the others it is not used
           coalesce(p.issue_count, 0) + row_number() OVER (PARTITION BY g.project_id ORDER BY (SELECT id FROM issues WHERE id = g.id) IS NOT NULL, g.place),
           g.title, g.culprit, g.level, 'unresolved',
           g.events, coalesce(u.added, 0), g.first_seen, g.last_seen, g.explanation::json
    FROM given AS g
    LEFT JOIN projects AS p ON p.id = g.project_id
    LEFT JOIN users AS u ON u.issue_id = g.id
    ORDER BY g.id` + growth + `
    RETURNING i.id, i.project_id, i.title, i.level, i.event_count, i.first_seen, i.regressed_in, ` + asTaken + `
), news AS (
    SELECT CASE WHEN grown.event_count = given.events THEN 'new' ELSE 'regressed' END AS kind,
           grown.project_id, grown.id, grown.title, grown.level, given.last_seen, given.place
    FROM grown JOIN given USING (id)
    WHERE grown.event_count = given.events OR grown.regressed_in = pg_current_xact_id()
), numbered AS (
    UPDATE projects AS p SET issue_count = p.issue_count + opened.issues
    FROM (SELECT project_id, count(*) AS issues FROM news WHERE kind = 'new' GROUP BY project_id) AS opened
    WHERE p.id = opened.project_id
), told AS (
    INSERT INTO outbox (kind, project_id, issue_id, title, level, seen_at)
    SELECT kind, project_id, id, title, level, last_seen FROM news ORDER BY place
)` + grownIssues

	// For issues that all existed a moment ago. One that is gone is inserted without
	// a status, by which it is detected.
	growIssues = metUsers + `, grown AS (
    INSERT INTO issues AS i (id, project_id, number, title, culprit, level, status,
                             event_count, user_count, first_seen, last_seen, explanation)
    SELECT g.id, g.project_id, 0, '', '', g.level, '',
           g.events, coalesce(u.added, 0), g.first_seen, g.last_seen, '{}'
    FROM unnest($3::uuid[], $4::bigint[], $5::bigint[], $6::timestamptz[], $7::timestamptz[], $8::text[])
        AS g (id, project_id, events, first_seen, last_seen, level)
    LEFT JOIN users AS u ON u.issue_id = g.id
    ORDER BY g.id` + growth + `
    RETURNING i.id, i.project_id, i.title, i.level, i.last_seen, i.event_count, i.first_seen, i.regressed_in, ` + asTaken + `
), told AS (
    INSERT INTO outbox (kind, project_id, issue_id, title, level, seen_at)
    SELECT 'regressed', project_id, id, title, level, last_seen FROM grown
    WHERE regressed_in = pg_current_xact_id() ORDER BY last_seen
)` + grownIssues

	grownIssues = `
SELECT id, event_count, first_seen, regressed_in IS NOT DISTINCT FROM pg_current_xact_id() FROM grown`
)

func (b *batch) queueIssues(p *pgx.Batch) error {
	var (
		ids              uuids
		projects, events []int64
		first, last      []time.Time
		levels           []string
	)
	for _, i := range b.tally.Issues() {
		ids, projects, events = append(ids, pgUUID(i.ID)), append(projects, int64(i.Project)), append(events, i.Events)
		first, last, levels = append(first, i.First), append(last, i.Last), append(levels, i.Level.String())
	}
	met, users := b.users()
	query, args := growIssues, []any{met, users, ids, projects, events, first, last, levels}
	if b.fresh {
		texts, err := b.introductions()
		if err != nil {
			return err
		}
		query, args = countIssues, append(args, texts...)
	}
	p.Queue(query, args...).Query(b.readGrown)
	return nil
}

// introductions returns the titles, culprits and explanations of issues, in case
// they are new.
func (b *batch) introductions() ([]any, error) {
	var titles, culprits, explanations []string
	for _, i := range b.tally.Issues() {
		explanation, err := json.Marshal(i.Opening.Explanation)
		if err != nil {
			return nil, err
		}
		titles, culprits = append(titles, i.Opening.Title), append(culprits, i.Opening.Culprit)
		explanations = append(explanations, string(explanation))
	}
	return []any{titles, culprits, explanations}, nil
}

func (b *batch) readGrown(rows pgx.Rows) error {
	var (
		id     uuid.UUID
		now    grown
		issues = make(map[uuid.UUID]grown, len(b.tally.Issues()))
	)
	_, err := pgx.ForEachRow(rows, []any{&id, &now.events, &now.since, &now.reopened}, func() error {
		issues[id] = now
		return nil
	})
	if err == nil {
		b.place(issues)
	}
	return err
}
