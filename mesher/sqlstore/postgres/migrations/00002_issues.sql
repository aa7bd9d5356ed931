-- +goose Up

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
    assigned_to  uuid,          -- an account; null: nobody
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
    issue_id   uuid NOT NULL,
    PRIMARY KEY (project_id, hash)
);
CREATE INDEX issue_hashes_by_issue ON issue_hashes (issue_id);

-- Who met an issue: user_count counts these rows.
CREATE TABLE issue_users (
    issue_id uuid NOT NULL,
    user_key bytea NOT NULL,
    PRIMARY KEY (issue_id, user_key)
);

-- In what environments and releases an issue was seen. They outlive the events.
-- The first release is the one with the least first_seen.
CREATE TABLE issue_values (
    issue_id   uuid NOT NULL,
    key        text NOT NULL, -- environment, release
    value      text NOT NULL,
    events     bigint NOT NULL,
    first_seen timestamptz NOT NULL,
    last_seen  timestamptz NOT NULL,
    PRIMARY KEY (issue_id, key, value)
) WITH (fillfactor = 70);

-- Who did what to an issue, comments among it. Ids count upwards in time.
CREATE TABLE activity (
    id         uuid PRIMARY KEY,
    issue_id   uuid NOT NULL,
    at         timestamptz NOT NULL,
    account_id uuid, -- null: Mesher itself
    kind       text NOT NULL,
    data       json NOT NULL
);
CREATE INDEX activity_by_issue ON activity (issue_id, id);

-- Where issues went that were merged into others: into_id is there.
CREATE TABLE merged_issues (
    id      uuid PRIMARY KEY,
    into_id uuid NOT NULL
);
CREATE INDEX merged_issues_by_target ON merged_issues (into_id);

-- Events that are on their way from an issue, of which it may be gone already:
-- few at a time they go to another, or are deleted. A row is there until all of
-- them have arrived.
CREATE TABLE moves (
    id         uuid PRIMARY KEY,
    project_id bigint NOT NULL,
    from_id    uuid NOT NULL,
    hash       bytea, -- only the events of this; null: all
    into_id    uuid   -- null: deleted
);

-- Ends a batch that was sent to issues which are not what they were when the
-- batch was put together: merged, discarded, deleted.
-- +goose StatementBegin
CREATE FUNCTION stale_batch() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the issues of the batch have changed' USING ERRCODE = 'MS001';
END $$;
-- +goose StatementEnd
