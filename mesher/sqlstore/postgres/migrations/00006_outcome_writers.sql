-- +goose Up
-- Who adds to outcomes, and the last entry of theirs that was added: one that
-- is written again, because its answer was lost, adds nothing.
CREATE TABLE outcome_writers (
    writer uuid PRIMARY KEY,
    entry  bigint NOT NULL,
    at     timestamptz NOT NULL DEFAULT now()
);
