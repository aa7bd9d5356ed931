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

CREATE TABLE projects (
    id                    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    org_id                uuid NOT NULL REFERENCES orgs (id),
    name                  text NOT NULL,
    slug                  text NOT NULL UNIQUE,
    platform              text NOT NULL,
    rate_limit_per_minute integer NOT NULL DEFAULT 0,
    issue_count           bigint NOT NULL DEFAULT 0, -- numbers given out so far
    created_at            timestamptz NOT NULL
);

CREATE TABLE keys (
    id         uuid PRIMARY KEY,
    project_id bigint NOT NULL REFERENCES projects (id),
    value      text NOT NULL UNIQUE,
    label      text NOT NULL,
    created_at timestamptz NOT NULL,
    revoked_at timestamptz -- null while it is good
);
CREATE INDEX keys_by_project ON keys (project_id, created_at);

-- Room in the pages lets the new version of a row stay where the old one is.
CREATE TABLE issues (
    id           uuid PRIMARY KEY,
    project_id   bigint NOT NULL REFERENCES projects (id),
    number       bigint NOT NULL,
    title        text NOT NULL,
    culprit      text NOT NULL,
    level        text NOT NULL, -- of the newest event
    status       text NOT NULL,
    resolved_at  timestamptz,   -- means something while the status is resolved
    regressed    boolean NOT NULL DEFAULT false,
    regressed_in xid8,          -- the transaction that found the newest regression
    event_count  bigint NOT NULL,
    user_count   bigint NOT NULL,
    first_seen   timestamptz NOT NULL,
    last_seen    timestamptz NOT NULL,
    explanation  json NOT NULL, -- why its events were grouped
    UNIQUE (project_id, number)
) WITH (fillfactor = 70);
CREATE INDEX issues_by_last_seen ON issues (project_id, last_seen DESC, id DESC);

-- Which issue the events of a hash belong to. Its word overrides the default
-- id; the issue it names may not exist (any more, or yet).
CREATE TABLE issue_hashes (
    project_id bigint NOT NULL,
    hash       bytea NOT NULL,
    version    integer NOT NULL, -- of the grouping rules that made the hash
    issue_id   uuid NOT NULL,
    PRIMARY KEY (project_id, hash, version)
);
CREATE INDEX issue_hashes_by_issue ON issue_hashes (issue_id);

-- Who met an issue: user_count counts these rows.
CREATE TABLE issue_users (
    issue_id uuid NOT NULL,
    user_key bytea NOT NULL,
    PRIMARY KEY (issue_id, user_key)
);

-- How many events there were in each hour; hour is the moment it begins.
CREATE TABLE issue_hours (
    issue_id uuid NOT NULL,
    hour     timestamptz NOT NULL,
    level    text NOT NULL,
    events   bigint NOT NULL,
    PRIMARY KEY (issue_id, hour, level)
) WITH (fillfactor = 70);

CREATE TABLE project_hours (
    project_id bigint NOT NULL,
    hour       timestamptz NOT NULL,
    level      text NOT NULL,
    events     bigint NOT NULL,
    PRIMARY KEY (project_id, hour, level)
) WITH (fillfactor = 70);

-- News of issues that has yet to be told, in the order in which it came true.
CREATE TABLE outbox (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind       text NOT NULL, -- new, regressed
    project_id bigint NOT NULL,
    issue_id   uuid NOT NULL,
    seen_at    timestamptz NOT NULL -- when the newest event of it was received
);

-- A partition a day, made by the program. What lists show and filters ask for
-- is in columns; the rest is the payload, compressed already. The tags hold the
-- environment and the release as well, under names that no tag can have. No
-- foreign keys: the table is too large for them.
CREATE TABLE events (
    day         date NOT NULL, -- of received_at, in UTC
    project_id  bigint NOT NULL,
    event_id    uuid NOT NULL,
    issue_id    uuid NOT NULL,
    hash        bytea NOT NULL,
    received_at timestamptz NOT NULL,
    level       text NOT NULL,
    message     text NOT NULL,
    words       text NOT NULL, -- what can be searched for beside the message
    tags        jsonb NOT NULL,
    payload     bytea NOT NULL,
    PRIMARY KEY (project_id, event_id, day)
) PARTITION BY RANGE (day);
ALTER TABLE events ALTER payload SET STORAGE EXTERNAL;
CREATE INDEX events_by_project ON events (project_id, received_at DESC);
CREATE INDEX events_by_issue ON events (issue_id, received_at DESC);
CREATE INDEX events_by_tag ON events USING gin (tags jsonb_path_ops);
CREATE INDEX events_by_word ON events USING gin (to_tsvector('simple', message || ' ' || words));

-- Ends a batch that was sent to issues which are not what they were when the
-- batch was put together: merged, discarded, deleted.
-- +goose StatementBegin
CREATE FUNCTION stale_batch() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the issues of the batch have changed' USING ERRCODE = 'MS001';
END $$;
-- +goose StatementEnd
