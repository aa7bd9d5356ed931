-- +goose Up

-- A project's newest events, and between which places those of a time lie.
CREATE INDEX events_by_project ON events (project_id, received_at);
