package postgres

import (
	"github.com/jackc/pgx/v5"

	"github.com/mesh-actors/mesh/mesher"
)

// A batch adds to counts last in its transaction, as the rows of busy issues are
// locked from then until the commit. Every statement takes its locks in the order
// of its keys, and the statements come in one order: users, issues, hashes,
// values and hours of issues, hours, tags and minutes of projects, the ledger. So
// two batches never wait for each other. (An INSERT … ORDER BY keeps to the order;
// an UPDATE with a join does not.)
const (
	// A transaction that may make issues of a project locks it until the commit: an
	// issue that the next statement does not see does not exist, and numbers have no
	// gaps.
	lockProjects = `SELECT FROM projects WHERE id = ANY ($1::bigint[]) ORDER BY id FOR NO KEY UPDATE`

	insertHashes = `
INSERT INTO issue_hashes (project_id, hash, issue_id)
SELECT project_id, hash, issue_id FROM unnest($1::bigint[], $2::bytea[], $3::uuid[]) AS x (project_id, hash, issue_id)
ORDER BY project_id, hash ON CONFLICT DO NOTHING`

	// The final check: the hashes lead where the batch took them to lead, and do so
	// until the commit, as a transaction that wants to change that waits for the
	// issues' rows. And users known to have met an issue still are: while the batch
	// waited for its row, the issue may have been unmerged.
	checkHomes = `
SELECT stale_batch() FROM unnest($1::bigint[], $2::bytea[], $3::uuid[]) AS x (project_id, hash, issue_id)
WHERE (SELECT issue_id FROM issue_hashes WHERE project_id = x.project_id AND hash = x.hash) IS DISTINCT FROM x.issue_id
UNION ALL
SELECT stale_batch() FROM unnest($4::uuid[], $5::bytea[]) AS x (issue_id, user_key)
WHERE (SELECT user_key FROM issue_users WHERE issue_id = x.issue_id AND user_key = x.user_key) IS NULL
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
	b.queueElsewhere(p)
	projects, hashes, issues := b.usedHomes()
	if b.fresh {
		p.Queue(insertHashes, projects, hashes, issues)
	}
	b.queueValues(p)
	b.queueHours(p)
	b.queueTagHours(p)
	b.queueMinutes(p)
	b.queueOutcomes(p)
	met, users := b.users()
	p.Queue(checkHomes, projects, hashes, issues, met, users)
	return nil
}

// projects lists the projects in which the batch counts something.
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

func (b *batch) usedHomes() (projects []int64, hashes binaries, issues uuids) {
	for key, issue := range b.used {
		projects, hashes, issues = append(projects, int64(key.project)), append(hashes, key.hash[:]), append(issues, pgUUID(issue))
	}
	return projects, hashes, issues
}

// users lists which users met which issues in the batch.
func (b *batch) users() (issues uuids, users binaries) {
	for _, i := range b.tally.Issues() {
		for key := range i.Users {
			issues, users = append(issues, pgUUID(i.ID)), append(users, key[:])
		}
	}
	return issues, users
}
