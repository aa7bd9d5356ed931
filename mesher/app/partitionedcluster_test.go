package app

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/access"
	"github.com/mesh-actors/mesh/mesher/sqlstore"
)

// A partitionedCluster is a process cluster on a network that can be cut between
// any two nodes. This process is on no side of a cut: from here clients send to
// each node, a recorder listens to the live stream of each, and a hidden observer
// queries each.
//
// The nodes reach the database through a socket in the file system, which no cut
// touches. A test that takes the database away as well does so with a line, as in
// lease_test.go.
type partitionedCluster struct {
	*processCluster
	*hiddenObserver
	network    *testNetwork
	rand       *rand.Rand
	store      mesher.Store
	project    mesher.ProjectID
	token      string
	urls       []string // of the nodes' doors
	key        string
	recorders  []*streamRecorder
	loads      []*load // of each node; the process cluster's own is what the test sends itself
	partitions []partition

	mu       sync.Mutex // guards accepted
	accepted []acceptedEvent
}

// newPartitionedCluster starts one. A client pauses after each event; MESH_SEED
// chooses other moments for the faults.
func newPartitionedCluster(t *testing.T, pause time.Duration, change func(i int, s *settings)) *partitionedCluster {
	t.Helper()
	seed, _ := strconv.ParseUint(os.Getenv("MESH_SEED"), 10, 64)
	pc := &partitionedCluster{network: newTestNetwork(t, 3), rand: rand.New(rand.NewPCG(seed, 7))}
	// No processors are lent: the live stream announces an event where it was
	// stored. With lending that may not be the node that accepted it, which is what
	// the test compares.
	pc.processCluster = newProcessCluster(t, settings{beat: time.Second, threshold: -1}, func(i int, s *settings) {
		pc.network.place(i, s)
		if change != nil {
			change(i, s)
		}
		s.database = signed(t, s.database, s.node)
		s.log = logOf(t, s.node)
	})
	var err error
	if pc.store, err = sqlstore.Open(t.Context(), pc.database); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { pc.store.Close() })
	project, _, err := pc.store.Bootstrap(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	pc.project = project.ID
	pc.scene.run(t, trail)
	pc.makeRules(t)
	pc.hiddenObserver = newHiddenObserver(t, pc.network.address(-1), pc.names())
	pc.token = newToken(t, pc.store)
	for _, node := range pc.nodes {
		base, key := takeApart(t, node.dsn)
		door, err := url.Parse(base)
		if err != nil {
			t.Fatal(err)
		}
		pc.urls, pc.key = append(pc.urls, base), key
		pc.recorders = append(pc.recorders, record(t, watch(t, door, pc.token)))
	}
	pc.load = underWay(t, 0, nil)
	until(t, "the nodes agree", func() bool { return pc.unsettled(t) == "" })
	for i := range pc.nodes {
		until(t, "all hear each other", func() bool { return pc.allReceive(t, i) })
	}
	pc.accepted = nil // the ones so far were only probes
	for i := range pc.nodes {
		pc.loads = append(pc.loads, underWay(t, 1, func(l *load, ctx context.Context, _ int) {
			pc.send(ctx, l, i, "")
			time.Sleep(pause)
		}))
	}
	return pc
}

// names returns the names of the nodes.
func (pc *partitionedCluster) names() (names []string) {
	for _, s := range pc.each {
		names = append(names, s.node)
	}
	return names
}

// newToken makes an account in a store, and a token for it.
func newToken(t testing.TB, store mesher.Accounts) string {
	t.Helper()
	gate := access.New(access.Config{Store: store, Log: slog.New(slog.DiscardHandler)})
	in, err := gate.SetUpHere(t.Context(), access.Newcomer{Email: "ada@example.com", Password: "correct horse battery"}, "", "", access.Client{})
	if err != nil {
		t.Fatal(err)
	}
	_, secret, err := gate.CreateToken(t.Context(), in.Asker, "test", mesher.OwnerRole)
	if err != nil {
		t.Fatal(err)
	}
	return secret.Reveal()
}

// send sends an event to a node. A new fingerprint makes it the first of a new issue.
func (pc *partitionedCluster) send(ctx context.Context, l *load, node int, fingerprint string) uuid.UUID {
	p := acceptedEvent{id: uuid.New(), node: node, began: time.Now()}
	event := fmt.Sprintf(`{"message":"it broke","event_id":%q,"fingerprint":%q}`, p.id, fingerprint)
	a, err := tryPost(context.WithoutCancel(ctx), pc.urls[node]+"/api/v1/events", event, "X-Sentry-Auth: "+pc.key)
	p.answered, p.stored = time.Now(), !strings.Contains(a.body, `"issue_id":null`)
	l.note(p.id, a, err)
	if err == nil && a.status == http.StatusAccepted {
		pc.mu.Lock()
		defer pc.mu.Unlock()
		pc.accepted = append(pc.accepted, p)
	}
	return p.id
}

// newIssues sends each node an event of a new issue.
func (pc *partitionedCluster) newIssues(t *testing.T) {
	for i := range pc.nodes {
		pc.send(t.Context(), pc.load, i, uuid.NewString())
	}
}

// allReceive reports whether the live streams of all nodes announce an event that
// one of them takes.
func (pc *partitionedCluster) allReceive(t *testing.T, node int) bool {
	id := pc.send(t.Context(), pc.load, node, "")
	deaf := func(e *streamRecorder) bool { return e.heard(id) == 0 }
	for end := time.Now().Add(time.Second); slices.ContainsFunc(pc.recorders, deaf); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			return false
		}
	}
	return true
}

// await waits until each node has taken this many more events.
func (pc *partitionedCluster) await(more int) {
	for _, l := range pc.loads {
		l.await(more)
	}
}

// end stops the clients, and compares what they sent with what the recorders heard,
// the database holds and the leases allowed.
func (pc *partitionedCluster) end(t *testing.T) {
	t.Helper()
	for _, l := range pc.loads {
		l.stop()
		pc.load.answered = append(pc.load.answered, l.answered...)
		pc.load.refused = append(pc.load.refused, l.refused...)
		pc.load.lost += l.lost
	}
	h := compareStreams(pc.recorders, pc.accepted, pc.partitions)
	for end := time.Now().Add(drainsWithin); len(h.wrong) > 0 && time.Now().Before(end); h = compareStreams(pc.recorders, pc.accepted, pc.partitions) {
		time.Sleep(20 * time.Millisecond)
	}
	for _, wrong := range h.wrong[:min(len(h.wrong), 10)] {
		t.Error(wrong)
	}
	if h.late > healsWithin {
		t.Errorf("an event that was sent %v after the network was mended is not heard everywhere", h.late)
	}
	t.Logf("live: %d events at %d nodes; %d times one was taken while all knew of the cut, and not heard beyond it; %d times one before they knew, or before they met, the last of these sent %v after the mending",
		len(pc.accepted), len(pc.recorders), h.apart, h.excused, h.late)
	pc.processCluster.end(t, ledgerIsWhole)
	pc.mustRunOnce(t)
}

// logOf collects the log of a node, whose end is shown if the test fails.
func logOf(t *testing.T, node string) *journal {
	log := new(journal)
	t.Cleanup(func() {
		if t.Failed() {
			lines := strings.Split(log.String(), "\n")
			t.Logf("the end of the log of %s:\n%s", node, strings.Join(lines[max(0, len(lines)-40):], "\n"))
		}
	})
	return log
}
