-- +goose Up

-- Events that the events table refuses. Its ids count upwards in time.
CREATE TABLE quarantine (
    id          BLOB PRIMARY KEY,
    project_id  INTEGER NOT NULL,
    event_id    BLOB NOT NULL,
    isolated_at INTEGER NOT NULL,
    reason      TEXT NOT NULL,
    payload     BLOB NOT NULL,
    UNIQUE (project_id, event_id)
);
CREATE INDEX quarantine_by_project ON quarantine (project_id, id);
