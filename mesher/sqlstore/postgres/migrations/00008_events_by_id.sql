-- +goose Up
-- Who looks for an event may see many projects, and knows its id alone: with the
-- project first, each of them was one more descent in each partition.
ALTER TABLE events DROP CONSTRAINT events_pkey, ADD PRIMARY KEY (event_id, project_id, day);
INSERT INTO compatible_steps (step, since) VALUES (8, 7);
