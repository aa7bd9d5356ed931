-- +goose Up

-- Times are microseconds since 1970, days are days since 1970, both UTC.
-- Ids are 16 bytes, hashes 32.

CREATE TABLE orgs (
    id         BLOB PRIMARY KEY,
    name       TEXT NOT NULL,
    slug       TEXT NOT NULL UNIQUE,
    created_at INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE accounts (
    id            BLOB PRIMARY KEY,
    email         TEXT NOT NULL UNIQUE, -- in small letters
    name          TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    created_at    INTEGER NOT NULL
) WITHOUT ROWID;

-- Of what lets somebody in, only the hash is kept.
CREATE TABLE sessions (
    id         BLOB PRIMARY KEY,
    account_id BLOB NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    hash       BLOB NOT NULL UNIQUE,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    seen_at    INTEGER NOT NULL,
    user_agent TEXT NOT NULL,
    ip         TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX sessions_by_account ON sessions (account_id);
CREATE INDEX sessions_by_end ON sessions (expires_at);

CREATE TABLE tokens (
    id         BLOB PRIMARY KEY,
    account_id BLOB NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    label      TEXT NOT NULL,
    hash       BLOB NOT NULL UNIQUE,
    hint       TEXT NOT NULL, -- the first characters, by which people tell tokens apart
    scope      TEXT NOT NULL, -- a role: the token may do no more than that
    created_at INTEGER NOT NULL,
    used_at    INTEGER, -- null: never
    revoked_at INTEGER  -- null while it is good
) WITHOUT ROWID;
CREATE INDEX tokens_by_account ON tokens (account_id);

CREATE TABLE members (
    id         BLOB PRIMARY KEY,
    org_id     BLOB NOT NULL REFERENCES orgs (id) ON DELETE CASCADE,
    account_id BLOB NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    role       TEXT NOT NULL,
    joined_at  INTEGER NOT NULL,
    UNIQUE (org_id, account_id)
) WITHOUT ROWID;
CREATE INDEX members_by_account ON members (account_id);

CREATE TABLE invites (
    id          BLOB PRIMARY KEY,
    org_id      BLOB NOT NULL REFERENCES orgs (id) ON DELETE CASCADE,
    email       TEXT NOT NULL,
    role        TEXT NOT NULL,
    hash        BLOB NOT NULL UNIQUE,
    created_at  INTEGER NOT NULL,
    expires_at  INTEGER NOT NULL,
    accepted_at INTEGER -- null while nobody has
) WITHOUT ROWID;
CREATE INDEX invites_by_org ON invites (org_id);

-- AUTOINCREMENT: a deleted project's number, still in someone's DSN, is never
-- given to another.
CREATE TABLE projects (
    id                    INTEGER PRIMARY KEY AUTOINCREMENT,
    org_id                BLOB NOT NULL REFERENCES orgs (id),
    name                  TEXT NOT NULL,
    slug                  TEXT NOT NULL UNIQUE,
    platform              TEXT NOT NULL,
    rate_limit_per_minute INTEGER NOT NULL DEFAULT 0, -- 0 here and below: not said
    sample_rate           REAL NOT NULL DEFAULT 0,
    retention_days        INTEGER NOT NULL DEFAULT 0,
    issue_count           INTEGER NOT NULL DEFAULT 0, -- numbers given out so far
    created_at            INTEGER NOT NULL
);
CREATE INDEX projects_by_org ON projects (org_id);

CREATE TABLE keys (
    id         BLOB PRIMARY KEY,
    project_id INTEGER NOT NULL REFERENCES projects (id),
    value      TEXT NOT NULL UNIQUE,
    label      TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    revoked_at INTEGER -- null while it is good
) WITHOUT ROWID;
CREATE INDEX keys_by_project ON keys (project_id, created_at);
