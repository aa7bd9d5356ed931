package sqlite

import "github.com/mesh-actors/mesh/mesher/sqlstore/tally"

// News of issues is written down in the transaction that makes it true, for
// others to tell: so it is told once, whoever is killed in between.
const insertNews = `INSERT INTO outbox (kind, project_id, issue_id, seen_at) VALUES (?, ?, ?, ?)`

// announce writes down that an issue is "new" or has "regressed".
func (b *batch) announce(kind string, i *tally.Issue) error {
	_, err := b.tx.Stmt(b.statements.insertNews).Exec(kind, int64(i.Project), i.ID[:], micros(i.Last))
	return err
}
