package sqlite

import "github.com/mesh-actors/mesh/mesher/sqlstore/tally"

// News of issues is written down in the transaction that makes it true, for
// others to tell: so it is told once, whoever is killed in between.
const insertNews = `
INSERT INTO outbox (kind, project_id, issue_id, title, level, seen_at)
SELECT ?2, project_id, id, title, level, ?3 FROM issues WHERE id = ?1`

// announce writes down that an issue is "new" or has "regressed".
func (b *batch) announce(kind string, i *tally.Issue) error {
	_, err := b.tx.Stmt(b.statements.insertNews).Exec(i.ID[:], kind, micros(i.Last))
	return err
}
