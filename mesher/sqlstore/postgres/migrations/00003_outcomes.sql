-- +goose Up

-- What became of the events that came in an hour; hour is the moment it begins.
CREATE TABLE outcomes (
    project_id bigint NOT NULL,
    hour       timestamptz NOT NULL,
    outcome    text NOT NULL,
    events     bigint NOT NULL,
    PRIMARY KEY (project_id, hour, outcome)
) WITH (fillfactor = 70);
