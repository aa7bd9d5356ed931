package app

import (
	"fmt"
	"net/url"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/alerting"
)

// The database itself records, by its own clock, which program changed a lease
// and which fired an alert. The programs know nothing of it.
const trail = `
CREATE TABLE trail (at timestamptz DEFAULT clock_timestamp(), who text DEFAULT current_setting('application_name'),
	what text, holder text, fence bigint);
INSERT INTO trail SELECT expires_at - interval '15 s', split_part(holder, ' ', 1), name, holder, fence FROM leases;
CREATE FUNCTION note_lease() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
	INSERT INTO trail (what, holder, fence) VALUES (NEW.name, NEW.holder, NEW.fence); RETURN NULL; END $$;
CREATE TRIGGER note AFTER UPDATE ON leases FOR EACH ROW EXECUTE FUNCTION note_lease();
CREATE FUNCTION note_alert() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
	INSERT INTO trail (what) VALUES ('an alert'); RETURN NULL; END $$;
CREATE TRIGGER note AFTER INSERT ON alerts FOR EACH ROW EXECUTE FUNCTION note_alert()`

// signed returns a database's URL that names the program to the database.
func signed(t *testing.T, database, who string) string {
	t.Helper()
	u, err := url.Parse(database)
	if err != nil {
		t.Fatal(err)
	}
	query := u.Query()
	query.Set("application_name", who)
	u.RawQuery = query.Encode()
	return u.String()
}

// leaseLength is how long a program waits for a holder that is gone; it is the
// programs' default.
const leaseLength = 15 * time.Second

// handOvers finds all changes of holders without a release by the one before, and
// how long after its last sign of life each was.
const handOvers = `
SELECT %s FROM (
	SELECT what, holder, at, lag(holder) OVER w AS before, at - lag(at) OVER w AS silent FROM trail WHERE fence IS NOT NULL
	WINDOW w AS (PARTITION BY what ORDER BY fence)) AS changes
WHERE before <> '' AND holder <> '' AND holder <> before`

// leader returns the node that evaluates alerts, by the database; empty: none
// does.
func (pc *partitionedCluster) leader(t *testing.T) (node string) {
	t.Helper()
	db := pc.connect(t)
	defer db.Close(t.Context())
	err := db.QueryRow(t.Context(), `SELECT split_part(max(holder), ' ', 1) FROM leases WHERE name = $1`, alerting.Evaluator).Scan(&node)
	if err != nil {
		t.Fatal(err)
	}
	return node
}

// makeRules makes a rule that fires at each new issue, and one that does so once
// in the whole test, by its cooldown. Both are shown to watchers.
func (pc *partitionedCluster) makeRules(t *testing.T) {
	t.Helper()
	for name, cooldown := range map[string]time.Duration{"each": 0, "once": 24 * time.Hour} {
		err := pc.store.CreateRule(t.Context(), mesher.Rule{
			ID: uuid.New(), Project: pc.project, Name: name, Enabled: true, CreatedAt: time.Now(), Cooldown: cooldown,
			Condition: mesher.Condition{Type: mesher.OnNewIssue}, Action: mesher.Action{Type: mesher.Websocket},
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// untold returns how many issues have no alert yet.
func (pc *partitionedCluster) untold(t *testing.T) int {
	t.Helper()
	return pc.count(t, `SELECT count(*) FROM issues WHERE id NOT IN (SELECT issue_id FROM alerts WHERE rule_name = 'each')`)
}

// evaluate makes the leader look for news at once, by a crash of the process that
// would do so every half a minute; and waits a moment until all news is
// announced.
func (pc *partitionedCluster) evaluate(t *testing.T) {
	t.Helper()
	if node := pc.doing(t, pc.names(), alerting.Evaluator); node != "" {
		pc.kill(t, node, alerting.Evaluator)
	}
	for end := time.Now().Add(4 * time.Second); pc.untold(t) > 0 && time.Now().Before(end); {
		time.Sleep(20 * time.Millisecond)
	}
}

// mustRunOnce checks the work under leases: no two nodes had one, no node fired
// an alert without it, each alert was fired once and delivered once.
func (pc *partitionedCluster) mustRunOnce(t *testing.T) {
	t.Helper()
	// News that a node had taken when it was killed is available again in a minute.
	for end := time.Now().Add(2 * time.Minute); pc.untold(t) > 0 && time.Now().Before(end); {
		pc.evaluate(t)
	}
	// So are deliveries, in two minutes, if it was not told that it had them.
	undelivered := func() bool {
		return pc.count(t, `SELECT count(*) FROM alerts WHERE id NOT IN (SELECT alert_id FROM deliveries WHERE delivered_at IS NOT NULL)`) > 0
	}
	for end := time.Now().Add(3 * time.Minute); undelivered() && time.Now().Before(end); {
		time.Sleep(100 * time.Millisecond)
	}
	issues := pc.count(t, `SELECT count(*) FROM issues`)
	for _, c := range []struct {
		what, query string
		want        int
	}{
		{"issues that nobody was told of", `SELECT count(*) FROM issues WHERE id NOT IN (SELECT issue_id FROM alerts WHERE rule_name = 'each')`, 0},
		{"alerts of the rule for each", `SELECT count(*) FROM alerts WHERE rule_name = 'each'`, issues},
		{"alerts of the rule that fires once a day", `SELECT count(*) FROM alerts WHERE rule_name = 'once'`, 1},
		{"deliveries", `SELECT count(*) FROM deliveries`, issues + 1},
		{"deliveries that did not end", `SELECT count(*) FROM deliveries WHERE delivered_at IS NULL`, 0},
		{"alerts fired by who did not have the lease", `SELECT count(*) FROM trail a WHERE what = 'an alert' AND who IS DISTINCT FROM (
			SELECT split_part(holder, ' ', 1) FROM trail l WHERE l.what = '` + alerting.Evaluator + `' AND l.at <= a.at ORDER BY fence DESC LIMIT 1)`, 0},
		{"leases taken before their time", fmt.Sprintf(handOvers, "count(*)") + fmt.Sprintf(" AND silent < interval '%f s'", leaseLength.Seconds()), 0},
	} {
		if got := pc.count(t, c.query); got != c.want {
			t.Errorf("%s: %d, want %d", c.what, got, c.want)
		}
	}
	for at, e := range pc.recorders {
		e.mu.Lock()
		for alert, times := range e.alerts {
			if times > 1 {
				t.Errorf("at node %d the alert %v is heard %d times", at, alert, times)
			}
		}
		e.mu.Unlock()
	}
	t.Logf("%d issues, each with an alert that was fired and delivered once; %d changes of leases, %d of them because a holder was silent",
		issues, pc.count(t, `SELECT count(*) FROM trail WHERE fence IS NOT NULL`), pc.count(t, fmt.Sprintf(handOvers, "count(*)")))
}

// silent returns how long ago the leader gave a sign of life.
func (pc *partitionedCluster) silent(t *testing.T) time.Duration {
	t.Helper()
	return time.Duration(pc.count(t, `SELECT (1e3 * extract(epoch FROM clock_timestamp() - max(at)))::int FROM trail WHERE what = $1`, alerting.Evaluator)) * time.Millisecond
}
