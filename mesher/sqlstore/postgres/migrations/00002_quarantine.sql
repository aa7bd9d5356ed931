-- +goose Up

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
