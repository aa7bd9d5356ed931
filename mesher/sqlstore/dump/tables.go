package dump

import "strings"

// A Kind is the type of a column, in both engines.
type Kind string

const (
	Int   Kind = "int"
	Float Kind = "float"
	Bool  Kind = "bool"
	Text  Kind = "text"
	JSON  Kind = "json"
	Bytes Kind = "bytes"
	ID    Kind = "id"
	Time  Kind = "time" // to the microsecond
)

// A Column of a [Table].
type Column struct {
	Name string `json:"name"`
	Kind Kind   `json:"kind"`
	Null bool   `json:"null,omitzero"` // it may be NULL
}

// A Table is what both engines have in common of a table: the columns that can't
// be derived from others.
type Table struct {
	Name    string   `json:"name"`
	Columns []Column `json:"columns"`
	key     string   // the order in which its rows are read
}

// The tables whose rows an engine reads and stores in its own way.
const (
	Events   = "events"
	Counters = "counters" // the last numbers that were given out; they are never reused
)

// Tables returns all tables of a dump, in an order in which rows follow those
// that they refer to.
func Tables() []Table {
	return []Table{
		table("orgs", "id", "id id, name text, slug text, created_at time"),
		table("accounts", "id", "id id, email text, name text, password_hash text, created_at time"),
		table("tokens", "id", "id id, account_id id, label text, hash bytes, hint text, scope text, created_at time, used_at time?, revoked_at time?"),
		table("members", "id", "id id, org_id id, account_id id, role text, joined_at time"),
		table("invites", "id", "id id, org_id id, email text, role text, hash bytes, created_at time, expires_at time, accepted_at time?"),
		table("projects", "id", `id int, org_id id, name text, slug text, platform text, rate_limit_per_minute int, sample_rate float,
			retention_days int, issue_count int, created_at time`),
		table("keys", "id", "id id, project_id int, value text, label text, created_at time, revoked_at time?"),
		table("issues", "id", `id id, project_id int, number int, title text, culprit text, level text, status text, resolved_at time?,
			regressed bool, assigned_to id?, event_count int, user_count int, first_seen time, last_seen time, explanation json`),
		table("issue_hashes", "project_id, hash", "project_id int, hash bytes, issue_id id"),
		table("issue_users", "issue_id, user_key", "issue_id id, user_key bytes"),
		table("issue_values", "issue_id, key, value", "issue_id id, key text, value text, events int, first_seen time, last_seen time"),
		table("activity", "id", "id id, issue_id id, at time, account_id id?, kind text, data json"),
		table("merged_issues", "id", "id id, into_id id"),
		table("moves", "id", "id id, project_id int, from_id id, hash bytes?, into_id id?"),
		table("quarantine", "id", "id id, project_id int, event_id id, isolated_at time, reason text, payload bytes"),
		table("issue_hours", "issue_id, hour, level", "issue_id id, hour time, level text, events int"),
		table("project_hours", "project_id, hour, level", "project_id int, hour time, level text, events int"),
		table("project_tag_hours", "project_id, key, hour, value", "project_id int, key text, hour time, value text, events int"),
		table("project_minutes", "project_id, minute", "project_id int, minute time, events int"),
		table("outcomes", "project_id, hour, outcome", "project_id int, hour time, outcome text, events int"),
		table("outbox", "id", "id int, kind text, project_id int, issue_id id, title text, level text, seen_at time, taken_until time?, takes int"),
		table("alert_rules", "id", `id id, project_id int, name text, condition_type text, threshold int, window_minutes int, action json,
			cooldown_minutes int, enabled bool, last_fired_at time?, created_at time`),
		table("alerts", "id", `id id, rule_id id, rule_name text, project_id int, issue_id id?, status text, message text, condition json,
			cause text, triggered_at time, acknowledged_at time?, resolved_at time?`),
		table("deliveries", "id", "id id, alert_id id, channel text, attempts int, next_at time?, delivered_at time?, error text"),
		table(Events, "", `project_id int, event_id id, issue_id id, hash bytes, received_at time, level text, message text, words text,
			user_key bytes?, payload bytes`),
		table(Counters, "name", "name text, last int"),
	}
}

// table reads "name kind, name kind?", where ? marks columns that may be NULL.
func table(name, key, columns string) Table {
	t := Table{Name: name, key: key}
	for column := range strings.SplitSeq(columns, ",") {
		words := strings.Fields(column)
		kind, null := strings.CutSuffix(words[1], "?")
		t.Columns = append(t.Columns, Column{words[0], Kind(kind), null})
	}
	return t
}

// Names returns the names of the columns.
func (t Table) Names() (names []string) {
	for _, c := range t.Columns {
		names = append(names, c.Name)
	}
	return names
}
