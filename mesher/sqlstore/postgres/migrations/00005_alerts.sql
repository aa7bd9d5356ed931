-- +goose Up

-- News of issues that has yet to be told, in the order in which it came true.
-- Who takes some has it to himself for a while; told, it is deleted.
CREATE TABLE outbox (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind        text NOT NULL, -- new, regressed, escalated
    project_id  bigint NOT NULL,
    issue_id    uuid NOT NULL,
    title       text NOT NULL,
    level       text NOT NULL,
    seen_at     timestamptz NOT NULL, -- when the newest event of it was received
    taken_until timestamptz,          -- null: nobody has taken it
    takes       bigint NOT NULL DEFAULT 0
);

-- Who does what only one node may do. The fence grows with each new holder.
CREATE TABLE leases (
    name       text PRIMARY KEY,
    holder     text NOT NULL,
    fence      bigint NOT NULL,
    expires_at timestamptz NOT NULL
);

CREATE TABLE alert_rules (
    id               uuid PRIMARY KEY,
    project_id       bigint NOT NULL,
    name             text NOT NULL,
    condition_type   text NOT NULL, -- threshold, new_issue, regression
    threshold        bigint NOT NULL,
    window_minutes   integer NOT NULL,
    action           json NOT NULL,
    cooldown_minutes integer NOT NULL,
    enabled          boolean NOT NULL,
    last_fired_at    timestamptz,
    created_at       timestamptz NOT NULL
);
CREATE INDEX alert_rules_by_project ON alert_rules (project_id);

-- One for a rule and a piece of news, or a rule and a moment, however many
-- nodes find it at once.
CREATE TABLE alerts (
    id              uuid PRIMARY KEY,
    rule_id         uuid NOT NULL,
    rule_name       text NOT NULL,
    project_id      bigint NOT NULL,
    issue_id        uuid,
    status          text NOT NULL, -- active, acknowledged, resolved
    message         text NOT NULL,
    condition       json NOT NULL, -- of the rule as it was
    cause           text NOT NULL,
    triggered_at    timestamptz NOT NULL,
    acknowledged_at timestamptz,
    resolved_at     timestamptz,
    UNIQUE (rule_id, cause)
);
CREATE INDEX alerts_by_project ON alerts (project_id, id);

CREATE TABLE deliveries (
    id           uuid PRIMARY KEY,
    alert_id     uuid NOT NULL REFERENCES alerts (id) ON DELETE CASCADE,
    channel      text NOT NULL, -- websocket, webhook, email
    attempts     integer NOT NULL,
    next_at      timestamptz, -- null: it is over
    delivered_at timestamptz,
    error        text NOT NULL -- of the last attempt
);
CREATE INDEX deliveries_by_alert ON deliveries (alert_id);
CREATE INDEX deliveries_by_time ON deliveries (next_at) WHERE next_at IS NOT NULL;
