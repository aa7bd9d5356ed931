-- +goose Up

-- Rows are appended: clustered by their random ids they would cost twice as
-- much to write. The unique key leads with the day, so that only today's part
-- of it is hot. No foreign keys: the table is too large for them.
CREATE TABLE events (
    place       INTEGER PRIMARY KEY, -- the newest row has the greatest
    day         INTEGER NOT NULL,    -- of received_at
    project_id  INTEGER NOT NULL,
    event_id    BLOB NOT NULL,
    issue_id    BLOB NOT NULL,
    hash        BLOB NOT NULL, -- that led to the issue
    received_at INTEGER NOT NULL,
    level       TEXT NOT NULL,
    environment TEXT NOT NULL,
    release     TEXT NOT NULL,
    message     TEXT NOT NULL,
    words       TEXT NOT NULL, -- it is found by, with one blank or line end between them
    user_key    BLOB,          -- who met it, as in issue_users; null: nobody knows
    payload     BLOB NOT NULL,
    UNIQUE (day, project_id, event_id)
);
CREATE INDEX events_by_issue ON events (issue_id, received_at);

-- What events are found by, by place: their words, and as words that no text
-- has their project and their tags. What separates terms is a blank, whatever
-- they are: so the index has no say in what a word is.
CREATE VIRTUAL TABLE event_terms USING fts5 (
    terms, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii'
);

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
CREATE INDEX quarantine_by_time ON quarantine (isolated_at);
