package sqlite

// The events of each hour, by issue and by project. Both are by level too, so
// that events that are deleted, moved or expired can be subtracted exactly.
const (
	addIssueHour = `
INSERT INTO issue_hours (issue_id, hour, level, events) VALUES (?, ?, ?, ?)
ON CONFLICT (issue_id, hour, level) DO UPDATE SET events = events + excluded.events`

	addProjectHour = `
INSERT INTO project_hours (project_id, hour, level, events) VALUES (?, ?, ?, ?)
ON CONFLICT (project_id, hour, level) DO UPDATE SET events = events + excluded.events`
)

func (b *batch) countHours() error {
	add := b.tx.Stmt(b.statements.addIssueHour)
	for h, events := range b.tally.IssueHours() {
		if _, err := add.Exec(h.Issue.ID[:], micros(h.Start), h.Level.String(), events); err != nil {
			return err
		}
	}
	add = b.tx.Stmt(b.statements.addProjectHour)
	for h, events := range b.tally.ProjectHours() {
		if _, err := add.Exec(int64(h.Project), micros(h.Start), h.Level.String(), events); err != nil {
			return err
		}
	}
	return nil
}
