-- +goose Up
-- Who adds to outcomes, and the last entry of theirs that was added: one that
-- is written again, because its answer was lost, adds nothing.
CREATE TABLE outcome_writers (
    writer BLOB PRIMARY KEY,
    entry  INTEGER NOT NULL,
    at     INTEGER NOT NULL DEFAULT (unixepoch())
);
