package app

import (
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/ingest"
	"github.com/mesh-actors/mesh/mesher/sqlstore/pgtest"
	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/service"
)

// What nodes of a cluster do for each other; these tests share a server with many
// databases.
func TestNodes(t *testing.T) {
	databases := pgtest.Start(t, "fsync=off", "max_connections=200")
	for _, c := range []struct {
		about string
		test  func(*testing.T, *pgtest.Server)
	}{
		{"any takes events", anyNodeTakesEvents},
		{"what changes holds on all", whatChangesHoldsOnEveryNode},
		{"they share a limit", nodesShareALimit},
		{"one does the chores", oneDoesTheChores},
		{"they take turns to lead", leadersTakeTurns},
		{"one without a pipeline", aNodeWithoutAPipeline},
		{"one that comes later", aPeerThatIsLate},
		{"with certificates", nodesWithCertificates},
		{"one with a wrong cookie", aWrongCookie},
		{"one without a place", aNodeWithoutAPlace},
	} {
		t.Run(c.about, func(t *testing.T) { c.test(t, databases) })
	}
}

// CLU-01, CLU-02: any node takes any event, each is stored once, and every node
// finds the registry of every other.
func anyNodeTakesEvents(t *testing.T, databases *pgtest.Server) {
	nodes := newLocalCluster(t, databases, 3, Config{}).nodes
	same := uuid.New()
	for range 3 {
		for _, node := range nodes {
			node.send(t, eventOf(uuid.New()))
			node.send(t, eventOf(same))
		}
	}
	for _, node := range nodes {
		if issues := node.issues(t); len(issues) != 1 || issues[0].EventCount != 10 {
			t.Errorf("%s sees %+v, want one issue of 10 events", node.config.Cluster.Name, issues)
		}
		for _, other := range nodes {
			name := ingest.RegistryOf(other.config.Cluster.Name)
			pid, err := node.node.Load().Global().WaitFor(t.Context(), name)
			if err != nil {
				t.Fatal(err)
			}
			parts, err := service.Call[ingest.Parts](t.Context(), node.sys, pid, ingest.GetParts{})
			if err != nil || parts.Writer != other.whereis(t, ingest.Writer) {
				t.Errorf("%s says of %s: %+v, %v", node.config.Cluster.Name, name, parts, err)
			}
		}
	}
}

// ORG-02: a key revoked on one node is invalid on all from then on, and changed
// settings hold on all.
func whatChangesHoldsOnEveryNode(t *testing.T, databases *pgtest.Server) {
	nodes := newLocalCluster(t, databases, 3, Config{}).nodes
	here := admin{nodes[0].store, nodes[0].pipeline, nodes[0].streams}
	project, err := here.Project(t.Context(), fmt.Sprint(nodes[0].address.key.ProjectID))
	if err != nil {
		t.Fatal(err)
	}
	key, err := here.CreateKey(t.Context(), project.ID, "web")
	if err != nil {
		t.Fatal(err)
	}
	send := func(node *program, want int) {
		t.Helper()
		if a := post(t, node.events(), `{"message":"x"}`, "X-Sentry-Auth: "+key.Value); a.status != want {
			t.Errorf("%s answers %d %s, want %d", node.config.Cluster.Name, a.status, a.body, want)
		}
	}
	for _, node := range nodes {
		send(node, http.StatusAccepted)
	}
	project.Settings.RateLimitPerMinute = 1
	if err := here.SaveSettings(t.Context(), project.ID, project.Settings); err != nil {
		t.Fatal(err)
	}
	for _, node := range nodes {
		post(t, node.events(), `{"message":"x"}`, "X-Sentry-Auth: "+key.Value)
		send(node, http.StatusTooManyRequests)
	}
	if err := here.RevokeKey(t.Context(), key.ID); err != nil {
		t.Fatal(err)
	}
	for _, node := range nodes {
		send(node, http.StatusUnauthorized)
	}
}

// CLU-06: each chore is one node's, and when that leaves, another's.
func oneDoesTheChores(t *testing.T, databases *pgtest.Server) {
	cluster := newLocalCluster(t, databases, 2, Config{})
	doing := func(chore int) (here []*program) {
		for _, node := range cluster.nodes {
			if last := node.duties.chores[chore].Last(); last.Here && !last.Done.IsZero() {
				here = append(here, node)
			}
		}
		return here
	}
	for i, chore := range cluster.nodes[0].duties.chores {
		until(t, chore.Name()+" is done", func() bool { return len(doing(i)) > 0 })
		if here := doing(i); len(here) != 1 {
			t.Errorf("%s is done by %d nodes", chore.Name(), len(here))
		}
	}
	calendar := doing(0)[0]
	calendar.stopDoors(t.Context())
	calendar.sys.Exit(calendar.root, actor.Shutdown)
	until(t, "the other takes over", func() bool { here := doing(0); return len(here) == 1 && here[0] != calendar })
}

// A project may send as much to three nodes as to one. A node that joins, and one
// whose limiter is restarted, exceed the limit for a moment only, as they do not
// know what is used up.
func nodesShareALimit(t *testing.T, databases *pgtest.Server) {
	const limit = 600
	cluster := newLocalCluster(t, databases, 2, Config{RateLimit: limit})
	began := time.Now()
	refused := func(nodes ...*program) (passed int) {
		t.Helper()
		for {
			for _, node := range nodes {
				switch a := post(t, node.events(), `{"message":"x"}`, node.auth()); a.status {
				case http.StatusAccepted:
					passed++
				case http.StatusTooManyRequests:
					return passed
				default:
					t.Fatalf("answered %d %s", a.status, a.body)
				}
			}
		}
	}
	passed := refused(cluster.nodes...)
	flown := int(time.Since(began).Minutes() * limit)
	if most := limit + flown + limit/16 + 20; passed < limit || passed > most {
		t.Errorf("two nodes let %d events through, want from %d to %d", passed, limit, most)
	}
	// A node that heard of nothing would let all of the limit through.
	joined := cluster.join(t)
	joined.awaitLevels(t)
	if passed := refused(joined); passed >= limit {
		t.Errorf("one that joined lets %d events through", passed)
	}
	refused(cluster.nodes[0])
	cluster.nodes[0].sys.Exit(cluster.nodes[0].whereis(t, ingest.Limiter), actor.Kill)
	if passed := refused(cluster.nodes[0]); passed >= limit {
		t.Errorf("after a restart %d events get through", passed)
	}
}

// awaitLevels returns once the limiter of a node that has taken nothing knows
// that others have. A fast machine could use up a limit before.
func (p *program) awaitLevels(t *testing.T) {
	t.Helper()
	toldc := make(chan struct{}, 1)
	asker := p.sys.Spawn(func(self *actor.Process) error {
		for {
			self.Receive() // levels: a limiter that knows of none is silent
			select {
			case toldc <- struct{}{}:
			default:
			}
		}
	})
	defer p.sys.Exit(asker, actor.Kill)
	until(t, "it knows what others have taken", func() bool {
		service.Cast(p.sys, ingest.Limiter, ingest.GetLevels{To: asker})
		select {
		case <-toldc:
			return true
		default:
			return false
		}
	})
}

// CLU-01: a peer that can't be reached keeps no node from serving, and is found
// once it is there, by its name or by DNS.
func aPeerThatIsLate(t *testing.T, databases *pgtest.Server) {
	late := newNode(t)
	cluster := newLocalCluster(t, databases, 1, Config{Cluster: Cluster{Peers: late}})
	other := newLocalCluster(t, databases, 1, Config{Cluster: Cluster{Peers: "dns:localhost" + late[strings.LastIndex(late, ":"):]}})
	early := []*program{cluster.nodes[0], other.nodes[0]}
	for _, node := range early {
		node.send(t, `{"message":"x"}`)
	}
	config := cluster.config
	config.Cluster.Name, config.Cluster.Peers = late, ""
	node := launch(t, config)
	until(t, "they see each other", func() bool { return len(node.peers()) == 2 && len(early[0].peers()) == 2 && len(early[1].peers()) == 2 })
}

// Where nodes prove certificates, a node without one does not belong to the
// cluster, although it has the cookie.
func nodesWithCertificates(t *testing.T, databases *pgtest.Server) {
	papers := newPapers(t)
	papers.issue(t, 1, "127.0.0.1")
	proven := Cluster{Certificate: papers.cert, Key: papers.key, Authority: papers.cert}
	cluster := newLocalCluster(t, databases, 2, Config{Cluster: proven})
	var log journal
	config := cluster.config
	config.Log = slog.New(slog.NewTextHandler(&log, nil))
	config.Cluster = Cluster{Name: newNode(t), Cookies: config.Cluster.Cookies, Peers: cluster.nodes[0].config.Cluster.Name}
	stranger := launch(t, config)
	until(t, "it says that it can't join", func() bool { return strings.Contains(log.String(), "can't be reached") })
	if peers := stranger.peers(); len(peers) > 0 {
		t.Errorf("one without a certificate has the peers %v", peers)
	}
}

// A node with another secret does not belong to the cluster, is told so, and
// serves alone. The secret is in no node's log.
func aWrongCookie(t *testing.T, databases *pgtest.Server) {
	var log journal
	c := Config{DatabaseURL: mesher.SecretOf(databases.NewDatabase(t)), DatabasePool: 4, Log: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))}
	var nodes []*program
	for _, cookie := range []string{"the canary secret of thirty-two bytes", "another canary with as many bytes"} {
		c.Cluster.Peers = c.Cluster.Name
		c.Cluster.Name = newNode(t)
		c.Cluster.Cookies = []mesher.Secret{mesher.SecretOf(cookie)}
		nodes = append(nodes, launch(t, c))
	}
	until(t, "the log warns that they do not come together", func() bool {
		return strings.Contains(log.String(), `level=WARN msg="peer can't be reached`)
	})
	for _, node := range nodes {
		node.send(t, `{"message":"x"}`)
		if peers := node.peers(); len(peers) > 0 {
			t.Errorf("%s has the peers %v", node.config.Cluster.Name, peers)
		}
	}
	if strings.Contains(log.String(), "canary") {
		t.Errorf("the log tells the secret:\n%s", &log)
	}
}

// With a port that is taken, or another machine's address, a node refuses to
// start, and says so.
func aNodeWithoutAPlace(t *testing.T, databases *pgtest.Server) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	database := databases.NewDatabase(t)
	for _, c := range []struct{ name, says string }{
		{"a@" + taken.Addr().String(), "taken"},
		{"a@192.0.2.1:4369", "another machine"},
	} {
		err := Run(t.Context(), Config{
			DataDir: t.TempDir(), DatabaseURL: mesher.SecretOf(database), DatabasePool: 2, Log: slog.New(slog.DiscardHandler),
			Cluster: Cluster{Name: c.name, Cookies: []mesher.Secret{testCookie}},
		})
		if err == nil || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), "MESHER_NODE_NAME") {
			t.Errorf("%s: %v, want word of %q", c.name, err, c.says)
		}
	}
}

// A journal is a log that can be read while it is written.
type journal struct {
	mu   sync.Mutex // guards text
	text strings.Builder
}

func (j *journal) Write(b []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(b)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.String()
}
