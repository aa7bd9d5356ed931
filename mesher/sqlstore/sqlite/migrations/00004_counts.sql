-- +goose Up

-- How many stored events there are of each hour; hour is the moment it begins.
-- They equal a count of the rows, whatever was deleted, merged or expired.
CREATE TABLE issue_hours (
    issue_id BLOB NOT NULL,
    hour     INTEGER NOT NULL,
    level    TEXT NOT NULL,
    events   INTEGER NOT NULL,
    PRIMARY KEY (issue_id, hour, level)
) WITHOUT ROWID;

CREATE TABLE project_hours (
    project_id INTEGER NOT NULL,
    hour       INTEGER NOT NULL,
    level      TEXT NOT NULL,
    events     INTEGER NOT NULL,
    PRIMARY KEY (project_id, hour, level)
) WITHOUT ROWID;

-- Of a few tags only: see the program for which.
CREATE TABLE project_tag_hours (
    project_id INTEGER NOT NULL,
    key        TEXT NOT NULL,
    hour       INTEGER NOT NULL,
    value      TEXT NOT NULL,
    events     INTEGER NOT NULL,
    PRIMARY KEY (project_id, key, hour, value)
) WITHOUT ROWID;

-- Of the last day, for alerts.
CREATE TABLE project_minutes (
    project_id INTEGER NOT NULL,
    minute     INTEGER NOT NULL,
    events     INTEGER NOT NULL,
    PRIMARY KEY (project_id, minute)
) WITHOUT ROWID;

-- What became of the events that came in an hour; hour is the moment it begins.
CREATE TABLE outcomes (
    project_id INTEGER NOT NULL,
    hour       INTEGER NOT NULL,
    outcome    TEXT NOT NULL,
    events     INTEGER NOT NULL,
    PRIMARY KEY (project_id, hour, outcome)
) WITHOUT ROWID;
