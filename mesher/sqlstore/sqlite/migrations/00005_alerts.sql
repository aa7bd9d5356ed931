-- +goose Up

-- News of issues that has yet to be told, in the order in which it came true.
-- Who takes some has it to himself for a while; told, it is deleted.
CREATE TABLE outbox (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    kind        TEXT NOT NULL, -- new, regressed, escalated
    project_id  INTEGER NOT NULL,
    issue_id    BLOB NOT NULL,
    title       TEXT NOT NULL,
    level       TEXT NOT NULL,
    seen_at     INTEGER NOT NULL, -- when the newest event of it was received
    taken_until INTEGER,          -- null: nobody has taken it
    takes       INTEGER NOT NULL DEFAULT 0
);

-- Who does what only one node may do. The fence grows with each new holder.
CREATE TABLE leases (
    name       TEXT PRIMARY KEY,
    holder     TEXT NOT NULL,
    fence      INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE alert_rules (
    id               BLOB PRIMARY KEY,
    project_id       INTEGER NOT NULL,
    name             TEXT NOT NULL,
    condition_type   TEXT NOT NULL, -- threshold, new_issue, regression
    threshold        INTEGER NOT NULL,
    window_minutes   INTEGER NOT NULL,
    action           TEXT NOT NULL,
    cooldown_minutes INTEGER NOT NULL,
    enabled          INTEGER NOT NULL,
    last_fired_at    INTEGER,
    created_at       INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX alert_rules_by_project ON alert_rules (project_id);

-- One for a rule and a piece of news, or a rule and a moment, however many
-- nodes find it at once.
CREATE TABLE alerts (
    id              BLOB PRIMARY KEY,
    rule_id         BLOB NOT NULL,
    rule_name       TEXT NOT NULL,
    project_id      INTEGER NOT NULL,
    issue_id        BLOB,
    status          TEXT NOT NULL, -- active, acknowledged, resolved
    message         TEXT NOT NULL,
    condition       TEXT NOT NULL, -- of the rule as it was
    cause           TEXT NOT NULL,
    triggered_at    INTEGER NOT NULL,
    acknowledged_at INTEGER,
    resolved_at     INTEGER,
    UNIQUE (rule_id, cause)
) WITHOUT ROWID;
CREATE INDEX alerts_by_project ON alerts (project_id, id);

CREATE TABLE deliveries (
    id           BLOB PRIMARY KEY,
    alert_id     BLOB NOT NULL REFERENCES alerts (id) ON DELETE CASCADE,
    channel      TEXT NOT NULL, -- websocket, webhook, email
    attempts     INTEGER NOT NULL,
    next_at      INTEGER, -- null: it is over
    delivered_at INTEGER,
    error        TEXT NOT NULL -- of the last attempt
) WITHOUT ROWID;
CREATE INDEX deliveries_by_alert ON deliveries (alert_id);
CREATE INDEX deliveries_by_time ON deliveries (next_at) WHERE next_at IS NOT NULL;
