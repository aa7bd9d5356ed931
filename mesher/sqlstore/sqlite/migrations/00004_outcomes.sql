-- +goose Up

-- What became of the events that came in an hour; hour is the moment it begins.
CREATE TABLE outcomes (
    project_id INTEGER NOT NULL,
    hour       INTEGER NOT NULL,
    outcome    TEXT NOT NULL,
    events     INTEGER NOT NULL,
    PRIMARY KEY (project_id, hour, outcome)
) WITHOUT ROWID;
