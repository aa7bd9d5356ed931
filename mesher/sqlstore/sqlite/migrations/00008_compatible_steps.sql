-- +goose Up
-- Steps that take nothing away from a program which knows the step "since" and
-- none after it: it may use these tables still. Any step that does not enter
-- itself here is for programs that know it.
CREATE TABLE compatible_steps (
    step  INTEGER PRIMARY KEY,
    since INTEGER NOT NULL
);
