-- +goose Up

-- Times are microseconds since 1970, days are days since 1970, both UTC.
-- Ids are 16 bytes, hashes 32.

CREATE TABLE orgs (
    id         BLOB PRIMARY KEY,
    name       TEXT NOT NULL,
    slug       TEXT NOT NULL UNIQUE,
    created_at INTEGER NOT NULL
) WITHOUT ROWID;

-- AUTOINCREMENT: a deleted project's number, still in someone's DSN, is never
-- given to another.
CREATE TABLE projects (
    id                    INTEGER PRIMARY KEY AUTOINCREMENT,
    org_id                BLOB NOT NULL REFERENCES orgs (id),
    name                  TEXT NOT NULL,
    slug                  TEXT NOT NULL UNIQUE,
    platform              TEXT NOT NULL,
    rate_limit_per_minute INTEGER NOT NULL DEFAULT 0,
    issue_count           INTEGER NOT NULL DEFAULT 0, -- numbers given out so far
    created_at            INTEGER NOT NULL
);

CREATE TABLE keys (
    id         BLOB PRIMARY KEY,
    project_id INTEGER NOT NULL REFERENCES projects (id),
    value      TEXT NOT NULL UNIQUE,
    label      TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    revoked_at INTEGER -- null while it is good
) WITHOUT ROWID;
CREATE INDEX keys_by_project ON keys (project_id, created_at);

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
    version    INTEGER NOT NULL, -- of the grouping rules that made the hash
    issue_id   BLOB NOT NULL,
    PRIMARY KEY (project_id, hash, version)
) WITHOUT ROWID;
CREATE INDEX issue_hashes_by_issue ON issue_hashes (issue_id);

-- Who met an issue: user_count counts these rows.
CREATE TABLE issue_users (
    issue_id BLOB NOT NULL,
    user_key BLOB NOT NULL,
    PRIMARY KEY (issue_id, user_key)
) WITHOUT ROWID;

-- Rows are appended by rowid: clustered by their random ids they would cost
-- twice as much to write. The unique key leads with the day, so that only
-- today's part of it is hot. No foreign keys: the table is too large for them.
CREATE TABLE events (
    day         INTEGER NOT NULL, -- of received_at
    project_id  INTEGER NOT NULL,
    event_id    BLOB NOT NULL,
    issue_id    BLOB NOT NULL,
    hash        BLOB NOT NULL,
    received_at INTEGER NOT NULL,
    level       TEXT NOT NULL,
    environment TEXT NOT NULL,
    release     TEXT NOT NULL,
    payload     BLOB NOT NULL,
    UNIQUE (day, project_id, event_id)
);
CREATE INDEX events_by_issue ON events (issue_id, received_at);
