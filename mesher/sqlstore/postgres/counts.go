package postgres

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/mesh-actors/mesh/mesher"
)

// What a batch adds to counts is the last of its transaction, as the rows of
// busy issues are locked from then until the commit. Every statement takes its
// locks in the order of its keys, and the statements come in one order:
// users, issues, hashes, values and hours of issues, hours, tags and minutes of
// projects. So no two batches wait for each other. (An INSERT … ORDER BY keeps to the order; an UPDATE with
// a join does not.)
const (
	// Whoever may make issues of a project has it to himself until the commit:
	// what is not there in the next statement's eyes is not there at all, and
	// numbers have no gaps.
	lockProjects = `SELECT FROM projects WHERE id = ANY ($1::bigint[]) ORDER BY id FOR NO KEY UPDATE`

	// Users, then issues, then the news: each from what the one before found.
	// The issue that holds nothing but what this batch added is new. One that
	// is resolved reopens only by an event received after that: one that waited
	// in a spool since before proves nothing.
	countIssues = `
WITH met AS (
    INSERT INTO issue_users (issue_id, user_key)
    SELECT * FROM unnest($1::uuid[], $2::bytea[]) AS x (issue_id, user_key) ORDER BY issue_id, user_key
    ON CONFLICT DO NOTHING RETURNING issue_id
), users AS (
    SELECT issue_id, count(*) AS added FROM met GROUP BY issue_id
), given AS (
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
    ORDER BY g.id
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
                            THEN 'unresolved' ELSE i.status END
    RETURNING i.id, i.project_id, i.title, i.level, i.event_count, i.regressed_in
), news AS (
    SELECT CASE WHEN grown.event_count = given.events THEN 'new' ELSE 'regressed' END AS kind,
           grown.project_id, grown.id, grown.title, grown.level, given.last_seen, given.place
    FROM grown JOIN given USING (id)
    WHERE grown.event_count = given.events OR grown.regressed_in = pg_current_xact_id()
), numbered AS (
    UPDATE projects AS p SET issue_count = p.issue_count + opened.issues
    FROM (SELECT project_id, count(*) AS issues FROM news WHERE kind = 'new' GROUP BY project_id) AS opened
    WHERE p.id = opened.project_id
)
INSERT INTO outbox (kind, project_id, issue_id, title, level, seen_at)
SELECT kind, project_id, id, title, level, last_seen FROM news ORDER BY place
RETURNING kind, issue_id`

	insertHashes = `
INSERT INTO issue_hashes (project_id, hash, issue_id)
SELECT project_id, hash, issue_id FROM unnest($1::bigint[], $2::bytea[], $3::uuid[]) AS x (project_id, hash, issue_id)
ORDER BY project_id, hash ON CONFLICT DO NOTHING`

	// The last word: what the batch took for granted is so, and stays so until
	// the commit, as whoever wants to change it waits for the issues' rows.
	checkHomes = `
SELECT stale_batch() FROM unnest($1::bigint[], $2::bytea[], $3::uuid[]) AS x (project_id, hash, issue_id)
WHERE (SELECT issue_id FROM issue_hashes WHERE project_id = x.project_id AND hash = x.hash) IS DISTINCT FROM x.issue_id
   OR (SELECT status FROM issues WHERE id = x.issue_id) = 'discarded'
LIMIT 1`
)

// queueCounts adds the statements that count what the batch stored.
func (b *batch) queueCounts(p *pgx.Batch) error {
	if len(b.tally.Issues()) == 0 { // nothing but duplicates
		return nil
	}
	if b.fresh {
		p.Queue(lockProjects, b.projects())
	}
	if err := b.queueIssues(p); err != nil {
		return err
	}
	projects, hashes, issues := b.usedHomes()
	if b.fresh {
		p.Queue(insertHashes, projects, hashes, issues)
	}
	b.queueValues(p)
	b.queueHours(p)
	b.queueTagHours(p)
	b.queueMinutes(p)
	p.Queue(checkHomes, projects, hashes, issues)
	return nil
}

func (b *batch) queueIssues(p *pgx.Batch) error {
	var (
		userIssues, ids                        []pgtype.UUID
		users                                  [][]byte
		projects, events                       []int64
		first, last                            []time.Time
		levels, titles, culprits, explanations []string
	)
	for _, i := range b.tally.Issues() {
		explanation, err := json.Marshal(i.Opening.Explanation)
		if err != nil {
			return err
		}
		ids, projects, events = append(ids, pgUUID(i.ID)), append(projects, int64(i.Project)), append(events, i.Events)
		first, last, levels = append(first, i.First), append(last, i.Last), append(levels, i.Level.String())
		titles, culprits = append(titles, i.Opening.Title), append(culprits, i.Opening.Culprit)
		explanations = append(explanations, string(explanation))
		for key := range i.Users {
			userIssues, users = append(userIssues, pgUUID(i.ID)), append(users, key[:])
		}
	}
	p.Queue(countIssues, userIssues, users, ids, projects, events, first, last, levels, titles, culprits, explanations).
		Query(func(rows pgx.Rows) error {
			var (
				kind  mesher.NewsKind
				issue uuid.UUID
			)
			_, err := pgx.ForEachRow(rows, []any{&kind, &issue}, func() error {
				b.announced(kind, issue)
				return nil
			})
			return err
		})
	return nil
}

// projects lists those in which the batch counts something.
func (b *batch) projects() (ids []int64) {
	seen := make(map[mesher.ProjectID]bool)
	for _, i := range b.tally.Issues() {
		if !seen[i.Project] {
			seen[i.Project] = true
			ids = append(ids, int64(i.Project))
		}
	}
	return ids
}

func (b *batch) usedHomes() (projects []int64, hashes [][]byte, issues []pgtype.UUID) {
	for key, issue := range b.used {
		projects, hashes, issues = append(projects, int64(key.project)), append(hashes, key.hash[:]), append(issues, pgUUID(issue))
	}
	return projects, hashes, issues
}
