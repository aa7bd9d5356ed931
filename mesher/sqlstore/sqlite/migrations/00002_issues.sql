-- +goose Up

CREATE TABLE issues (
    id          BLOB NOT NULL UNIQUE,
    project_id  INTEGER NOT NULL REFERENCES projects (id),
    number      INTEGER NOT NULL,
    title       TEXT NOT NULL,
    culprit     TEXT NOT NULL,
    level       TEXT NOT NULL, -- of the newest event
    status      TEXT NOT NULL,
    resolved_at INTEGER,       -- means something while the status is resolved
    regressed   INTEGER NOT NULL DEFAULT 0,
    assigned_to BLOB,          -- an account; null: nobody
    event_count INTEGER NOT NULL,
    user_count  INTEGER NOT NULL,
    first_seen  INTEGER NOT NULL,
    last_seen   INTEGER NOT NULL,
    explanation TEXT NOT NULL, -- JSON: why its events were grouped
    UNIQUE (project_id, number)
);
CREATE INDEX issues_by_last_seen ON issues (project_id, last_seen DESC, id DESC);

-- Which issue the events of a hash belong to. Its word overrides the default
-- id; the issue it names may not exist (any more, or yet).
CREATE TABLE issue_hashes (
    project_id INTEGER NOT NULL,
    hash       BLOB NOT NULL,
    issue_id   BLOB NOT NULL,
    PRIMARY KEY (project_id, hash)
) WITHOUT ROWID;
CREATE INDEX issue_hashes_by_issue ON issue_hashes (issue_id);

-- Who met an issue: user_count counts these rows.
CREATE TABLE issue_users (
    issue_id BLOB NOT NULL,
    user_key BLOB NOT NULL,
    PRIMARY KEY (issue_id, user_key)
) WITHOUT ROWID;

-- In what environments and releases an issue was seen. They outlive the events.
-- The first release is the one with the least first_seen.
CREATE TABLE issue_values (
    issue_id   BLOB NOT NULL,
    key        TEXT NOT NULL, -- environment, release
    value      TEXT NOT NULL,
    events     INTEGER NOT NULL,
    first_seen INTEGER NOT NULL,
    last_seen  INTEGER NOT NULL,
    PRIMARY KEY (issue_id, key, value)
) WITHOUT ROWID;

-- Who did what to an issue, comments among it. Ids count upwards in time.
CREATE TABLE activity (
    id         BLOB PRIMARY KEY,
    issue_id   BLOB NOT NULL,
    at         INTEGER NOT NULL,
    account_id BLOB, -- null: Mesher itself
    kind       TEXT NOT NULL,
    data       TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX activity_by_issue ON activity (issue_id, id);

-- Where issues went that were merged into others: into_id is there.
CREATE TABLE merged_issues (
    id      BLOB PRIMARY KEY,
    into_id BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX merged_issues_by_target ON merged_issues (into_id);

-- Events that are on their way from an issue, of which it may be gone already:
-- few at a time they go to another, or are deleted. A row is there until all of
-- them have arrived.
CREATE TABLE moves (
    id         BLOB PRIMARY KEY,
    project_id INTEGER NOT NULL,
    from_id    BLOB NOT NULL,
    hash       BLOB, -- only the events of this; null: all
    into_id    BLOB  -- null: deleted
) WITHOUT ROWID;
