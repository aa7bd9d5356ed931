-- +goose Up
-- Steps that take nothing away from a program which knows the step "since" and
-- none after it: it goes on beside the program that took the step. Any step that
-- does not enter itself here is for programs that know it.
CREATE TABLE compatible_steps (
    step  bigint PRIMARY KEY,
    since bigint NOT NULL
);
