-- +goose Up

-- Of two nodes that take one step at once, this lets one succeed and undoes the
-- other's, whatever the step is.
CREATE UNIQUE INDEX goose_db_version_once ON goose_db_version (version_id);

CREATE TABLE orgs (
    id         uuid PRIMARY KEY,
    name       text NOT NULL,
    slug       text NOT NULL UNIQUE,
    created_at timestamptz NOT NULL
);

CREATE TABLE accounts (
    id            uuid PRIMARY KEY,
    email         text NOT NULL UNIQUE, -- in small letters
    name          text NOT NULL,
    password_hash text NOT NULL,
    created_at    timestamptz NOT NULL
);

-- Of what lets somebody in, only the hash is kept.
CREATE TABLE sessions (
    id         uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    hash       bytea NOT NULL UNIQUE,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    seen_at    timestamptz NOT NULL,
    user_agent text NOT NULL,
    ip         text NOT NULL
);
CREATE INDEX sessions_by_account ON sessions (account_id);
CREATE INDEX sessions_by_end ON sessions (expires_at);

CREATE TABLE tokens (
    id         uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    label      text NOT NULL,
    hash       bytea NOT NULL UNIQUE,
    hint       text NOT NULL, -- the first characters, by which people tell tokens apart
    scope      text NOT NULL, -- a role: the token may do no more than that
    created_at timestamptz NOT NULL,
    used_at    timestamptz,   -- null: never
    revoked_at timestamptz    -- null while it is good
);
CREATE INDEX tokens_by_account ON tokens (account_id);

CREATE TABLE members (
    id         uuid PRIMARY KEY,
    org_id     uuid NOT NULL REFERENCES orgs (id) ON DELETE CASCADE,
    account_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    role       text NOT NULL,
    joined_at  timestamptz NOT NULL,
    UNIQUE (org_id, account_id)
);
CREATE INDEX members_by_account ON members (account_id);

CREATE TABLE invites (
    id          uuid PRIMARY KEY,
    org_id      uuid NOT NULL REFERENCES orgs (id) ON DELETE CASCADE,
    email       text NOT NULL,
    role        text NOT NULL,
    hash        bytea NOT NULL UNIQUE,
    created_at  timestamptz NOT NULL,
    expires_at  timestamptz NOT NULL,
    accepted_at timestamptz -- null while nobody has
);
CREATE INDEX invites_by_org ON invites (org_id);

CREATE TABLE projects (
    id                    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    org_id                uuid NOT NULL REFERENCES orgs (id),
    name                  text NOT NULL,
    slug                  text NOT NULL UNIQUE,
    platform              text NOT NULL,
    rate_limit_per_minute integer NOT NULL DEFAULT 0,          -- 0 here and below: not said
    sample_rate           double precision NOT NULL DEFAULT 0,
    retention_days        integer NOT NULL DEFAULT 0,
    issue_count           bigint NOT NULL DEFAULT 0,           -- numbers given out so far
    created_at            timestamptz NOT NULL
);
CREATE INDEX projects_by_org ON projects (org_id);

CREATE TABLE keys (
    id         uuid PRIMARY KEY,
    project_id bigint NOT NULL REFERENCES projects (id),
    value      text NOT NULL UNIQUE,
    label      text NOT NULL,
    created_at timestamptz NOT NULL,
    revoked_at timestamptz -- null while it is good
);
CREATE INDEX keys_by_project ON keys (project_id, created_at);
