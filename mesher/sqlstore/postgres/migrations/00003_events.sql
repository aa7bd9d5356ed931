-- +goose Up

-- A partition a day, made by the program. What lists show and filters ask for
-- is in columns; the rest is the payload, compressed already. The tags hold the
-- environment and the release as well, under names that no tag can have. No
-- foreign keys: the table is too large for them.
CREATE TABLE events (
    day         date NOT NULL, -- of received_at, in UTC
    project_id  bigint NOT NULL,
    event_id    uuid NOT NULL,
    issue_id    uuid NOT NULL,
    hash        bytea NOT NULL, -- that led to the issue
    received_at timestamptz NOT NULL,
    level       text NOT NULL,
    message     text NOT NULL,
    words       text NOT NULL, -- it is found by, with one blank or line end between them
    tags        jsonb NOT NULL,
    user_key    bytea,         -- who met it, as in issue_users; null: nobody knows
    payload     bytea NOT NULL,
    PRIMARY KEY (project_id, event_id, day)
) PARTITION BY RANGE (day);
ALTER TABLE events ALTER payload SET STORAGE EXTERNAL;
CREATE INDEX events_by_project ON events (project_id, received_at DESC);
CREATE INDEX events_by_issue ON events (issue_id, received_at DESC);
CREATE INDEX events_by_tag ON events USING gin (tags jsonb_path_ops);

-- The words, each once, and the project's number as one more that no text has:
-- so the index alone finds a word in a project. The server has no say in what a
-- word is.
-- +goose StatementBegin
CREATE FUNCTION search_terms(project bigint, words text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN array_to_tsvector(('#' || project::text) || array_remove(string_to_array(translate(words, E'\n', ' '), ' '), ''));
-- +goose StatementEnd
CREATE INDEX events_by_word ON events USING gin (search_terms(project_id, words));

-- Events that the events table refuses. Its ids count upwards in time.
CREATE TABLE quarantine (
    id          uuid PRIMARY KEY,
    project_id  bigint NOT NULL,
    event_id    uuid NOT NULL,
    isolated_at timestamptz NOT NULL,
    reason      text NOT NULL,
    payload     bytea NOT NULL,
    UNIQUE (project_id, event_id)
);
CREATE INDEX quarantine_by_project ON quarantine (project_id, id);
CREATE INDEX quarantine_by_time ON quarantine (isolated_at);
