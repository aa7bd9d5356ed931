package sqlite

// The counts beside the hours: environments and releases of issues, tags by the
// hour and minutes of projects.
const (
	addValue = `
INSERT INTO issue_values (issue_id, key, value, events, first_seen, last_seen) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (issue_id, key, value) DO UPDATE SET
    events     = events + excluded.events,
    first_seen = min(first_seen, excluded.first_seen),
    last_seen  = max(last_seen, excluded.last_seen)`

	addTagHour = `
INSERT INTO project_tag_hours (project_id, key, hour, value, events) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (project_id, key, hour, value) DO UPDATE SET events = events + excluded.events`

	addMinute = `
INSERT INTO project_minutes (project_id, minute, events) VALUES (?, ?, ?)
ON CONFLICT (project_id, minute) DO UPDATE SET events = events + excluded.events`
)

func (b *batch) countTags() error {
	add := b.tx.Stmt(b.statements.addValue)
	for v, span := range b.tally.Values() {
		if _, err := add.Exec(v.Issue.ID[:], v.Key, v.Value, span.Events, micros(span.First), micros(span.Last)); err != nil {
			return err
		}
	}
	add = b.tx.Stmt(b.statements.addTagHour)
	for h, events := range b.tally.TagHours() {
		if _, err := add.Exec(int64(h.Project), h.Key, micros(h.Start), h.Value, events); err != nil {
			return err
		}
	}
	add = b.tx.Stmt(b.statements.addMinute)
	for m, events := range b.tally.Minutes() {
		if _, err := add.Exec(int64(m.Project), micros(m.Start), events); err != nil {
			return err
		}
	}
	return nil
}
