-- +goose Up

-- How many events there were in each hour; hour is the moment it begins.
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

INSERT INTO issue_hours
SELECT issue_id, received_at - received_at % 3600000000, level, count(*) FROM events GROUP BY 1, 2, 3;

INSERT INTO project_hours
SELECT project_id, received_at - received_at % 3600000000, level, count(*) FROM events GROUP BY 1, 2, 3;

-- News of issues that has yet to be told, in the order in which it came true.
CREATE TABLE outbox (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    kind       TEXT NOT NULL, -- new, regressed
    project_id INTEGER NOT NULL,
    issue_id   BLOB NOT NULL,
    seen_at    INTEGER NOT NULL -- when the newest event of it was received
);
