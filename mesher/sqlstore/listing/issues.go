package listing

import (
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

// A Dialect is how an engine spells SQL.
type Dialect struct {
	Param    func(n int) string                  // the nth parameter, from 1
	Time     func(time.Time) any                 // a time as a parameter
	ID       func(uuid.UUID) any                 // an id as a parameter
	Contains func(column, pattern string) string // LIKE, ignoring case
	AnyOf    func(column, list string) string    // one of a list of ids
	IDs      func([]uuid.UUID) any               // such a list as a parameter
}

// sorts are the columns of the orders.
var sorts = map[mesher.IssueSort]string{
	"":                 "last_seen",
	mesher.ByLastSeen:  "last_seen",
	mesher.ByFirstSeen: "first_seen",
	mesher.ByEvents:    "event_count",
	mesher.ByUsers:     "user_count",
}

// NeedsTagged reports whether a filter names a tag for which no table records
// which issues have it, so that events have to be searched.
func NeedsTagged(f mesher.IssueFilter) bool { return f.Tag.Key != "" && !isKept(f.Tag) }

func isKept(tag mesher.Tag) bool { return tag.Key == "environment" || tag.Key == "release" }

// Issues returns the query for the issues of a page and one more, and its
// parameters. tagged are the issues that have the filter's tag, where
// [NeedsTagged] says so.
func Issues(d Dialect, columns string, project mesher.ProjectID, q mesher.IssueQuery, tagged []uuid.UUID) (query string, args []any, err error) {
	column, ok := sorts[q.Sort]
	if !ok {
		return "", nil, mesher.Errorf(mesher.Invalid, "issues are sorted by last_seen, first_seen, events or users")
	}
	b := builder{Dialect: d}
	b.where("project_id = ?", int64(project))
	b.filter(q.IssueFilter, tagged)
	if after := q.After; after != nil {
		b.where("("+column+", id) < (?, ?)", b.place(q.Sort, after.Value), d.ID(after.ID))
	}
	limit := b.param(q.Size() + 1)
	return "SELECT " + columns + " FROM issues WHERE " + strings.Join(b.conditions, " AND ") +
		" ORDER BY " + column + " DESC, id DESC LIMIT " + limit, b.args, nil
}

const seenWith = "EXISTS (SELECT 1 FROM issue_values WHERE issue_id = issues.id AND key = ? AND value = ?)"

type builder struct {
	Dialect
	conditions []string
	args       []any
}

func (b *builder) filter(f mesher.IssueFilter, tagged []uuid.UUID) {
	if f.Status != "" {
		b.where("status = ?", string(f.Status))
	}
	if f.Level != nil {
		b.where("level = ?", f.Level.String())
	}
	if f.Assignee != uuid.Nil {
		b.where("assigned_to = ?", b.ID(f.Assignee))
	}
	if f.Environment != "" {
		b.where(seenWith, "environment", f.Environment)
	}
	if f.Release != "" {
		b.where(seenWith, "release", f.Release)
	}
	if f.Text != "" {
		pattern := b.param(containing(f.Text))
		b.conditions = append(b.conditions, "("+b.Contains("title", pattern)+" OR "+b.Contains("culprit", pattern)+")")
	}
	if isKept(f.Tag) {
		b.where(seenWith, f.Tag.Key, f.Tag.Value)
	} else if f.Tag.Key != "" {
		b.conditions = append(b.conditions, b.AnyOf("id", b.param(b.IDs(tagged))))
	}
	if !f.Window.Since.IsZero() {
		b.where("last_seen >= ?", b.Time(f.Window.Since))
	}
	if !f.Window.Until.IsZero() {
		b.where("last_seen < ?", b.Time(f.Window.Until))
	}
}

// where adds a condition, each ? of which stands for an argument.
func (b *builder) where(condition string, args ...any) {
	parts := strings.Split(condition, "?")
	text := parts[0]
	for i, arg := range args {
		text += b.param(arg) + parts[i+1]
	}
	b.conditions = append(b.conditions, text)
}

func (b *builder) param(arg any) string {
	b.args = append(b.args, arg)
	return b.Param(len(b.args))
}

// place converts a cursor's value back into the column's type.
func (b *builder) place(by mesher.IssueSort, value int64) any {
	if by == mesher.ByEvents || by == mesher.ByUsers {
		return value
	}
	return b.Time(time.UnixMicro(value))
}

// containing returns the pattern for texts that contain one, with any special
// characters escaped. Only ASCII capitals are made lower case: the rest depends
// on the database's locale.
func containing(text string) string {
	lower := strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, text)
	return "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(lower) + "%"
}
