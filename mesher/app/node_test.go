package app

import (
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/ingest"
	"github.com/mesh-actors/mesh/mesher/sqlstore/pgtest"
	"github.com/mesh-actors/mesh/runtime/service"
)

// CLU-01, CLU-02: any node takes any event, each is stored once, and every node
// finds the registry of every other.
func TestAnyNodeTakesEvents(t *testing.T) {
	nodes := launchCluster(t, 3, Config{})
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
			until(t, "the registries are known", func() bool {
				_, ok := node.node.Load().Global().Whereis(ingest.RegistryOf(other.config.Cluster.Name))
				return ok
			})
			pid, _ := node.node.Load().Global().Whereis(ingest.RegistryOf(other.config.Cluster.Name))
			parts, err := service.Call[ingest.Parts](t.Context(), node.sys, pid, ingest.GetParts{})
			if err != nil || parts.Writer != other.whereis(t, ingest.Writer) {
				t.Errorf("%s says of %s: %+v, %v", node.config.Cluster.Name, other.config.Cluster.Name, parts, err)
			}
		}
	}
}

// ORG-02: a key that is revoked on one node opens nothing on any from then on,
// and settings hold.
func TestWhatChangesHoldsOnEveryNode(t *testing.T) {
	nodes := launchCluster(t, 3, Config{})
	project := nodes[0].address.key.ProjectID
	key, err := nodes[0].store.CreateKey(t.Context(), project, "web")
	if err != nil {
		t.Fatal(err)
	}
	auth := "X-Sentry-Auth: " + key.Value
	here := admin{nodes[0].store, nodes[0].pipeline}
	for _, node := range nodes {
		if a := post(t, node.events(), `{"message":"x"}`, auth); a.status != http.StatusAccepted {
			t.Fatalf("a good key gets %d %s", a.status, a.body)
		}
	}
	changed, err := here.Project(t.Context(), fmt.Sprint(project))
	if err != nil {
		t.Fatal(err)
	}
	changed.Settings.RateLimitPerMinute = 1
	if err := here.SaveSettings(t.Context(), project, changed.Settings); err != nil {
		t.Fatal(err)
	}
	for _, node := range nodes {
		post(t, node.events(), `{"message":"x"}`, auth)
		if a := post(t, node.events(), `{"message":"x"}`, auth); a.status != http.StatusTooManyRequests {
			t.Errorf("on %s the old limit holds: %d %s", node.config.Cluster.Name, a.status, a.body)
		}
	}
	if err := here.RevokeKey(t.Context(), key.ID); err != nil {
		t.Fatal(err)
	}
	for _, node := range nodes {
		if a := post(t, node.events(), `{"message":"x"}`, auth); a.status != http.StatusUnauthorized {
			t.Errorf("on %s a revoked key gets %d %s", node.config.Cluster.Name, a.status, a.body)
		}
	}
}

// A node with another secret is none of the cluster, is told so, and serves
// alone. The secret is in nobody's log.
func TestAWrongCookie(t *testing.T) {
	database := pgtest.Start(t, "fsync=off").NewDatabase(t)
	names := places(t, 2)
	var log journal
	var nodes []*program
	for i, cookie := range []string{"the canary secret of thirty-two bytes", "another canary with as many bytes"} {
		nodes = append(nodes, launch(t, Config{
			DatabaseURL: mesher.SecretOf(database), DatabasePool: 4,
			Cluster: Cluster{Name: names[i], Cookies: []mesher.Secret{mesher.SecretOf(cookie)}, Peers: names[0]},
			Log:     slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})),
		}))
	}
	until(t, "the log says that they do not come together", func() bool { return strings.Contains(log.String(), "can't be reached") })
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

// A port that another has, or an address that is another machine's, refuses to
// start, and says so.
func TestANodeWithoutAPlace(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	database := pgtest.Start(t, "fsync=off").NewDatabase(t)
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
