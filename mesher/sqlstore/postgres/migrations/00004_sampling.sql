-- +goose Up

ALTER TABLE projects ADD COLUMN sample_rate double precision NOT NULL DEFAULT 0; -- 0: not said
