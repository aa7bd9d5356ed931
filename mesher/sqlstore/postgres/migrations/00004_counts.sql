-- +goose Up

-- How many stored events there are of each hour; hour is the moment it begins.
-- They equal a count of the rows, whatever was deleted, merged or expired.
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

-- Of a few tags only: see the program for which.
CREATE TABLE project_tag_hours (
    project_id bigint NOT NULL,
    key        text NOT NULL,
    hour       timestamptz NOT NULL,
    value      text NOT NULL,
    events     bigint NOT NULL,
    PRIMARY KEY (project_id, key, hour, value)
) WITH (fillfactor = 70);

-- Of the last day, for alerts.
CREATE TABLE project_minutes (
    project_id bigint NOT NULL,
    minute     timestamptz NOT NULL,
    events     bigint NOT NULL,
    PRIMARY KEY (project_id, minute)
) WITH (fillfactor = 70);

-- What became of the events that came in an hour; hour is the moment it begins.
CREATE TABLE outcomes (
    project_id bigint NOT NULL,
    hour       timestamptz NOT NULL,
    outcome    text NOT NULL,
    events     bigint NOT NULL,
    PRIMARY KEY (project_id, hour, outcome)
) WITH (fillfactor = 70);
