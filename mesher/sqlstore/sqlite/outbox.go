package sqlite

import "github.com/mesh-actors/mesh/mesher/sqlstore/tally"

// News of issues is recorded in the transaction that makes it true, to be
// announced later: so it is announced once, whatever is killed in between.
const insertNews = `
INSERT INTO outbox (kind, project_id, issue_id, title, level, seen_at)
SELECT ?2, project_id, id, title, level, ?3 FROM issues WHERE id = ?1`

// announce records that an issue is "new" or has "regressed".
func (b *batch) announce(kind string, i *tally.Issue) error {
	_, err := b.tx.Stmt(b.statements.insertNews).Exec(i.ID[:], kind, micros(i.Last))
	return err
}
