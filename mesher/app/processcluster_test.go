package app

import (
	"context"
	"net/http"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/google/uuid"
)

// A processCluster is three nodes, each in a process of its own, that form one
// Mesher, and clients that try the next node if one takes nothing, as if they
// were behind a load balancer.
type processCluster struct {
	*scene // its dataDir is a pattern that matches those of all nodes
	each   []settings
	nodes  []child
}

// newProcessCluster starts the nodes; each change may adjust the settings of node i.
func newProcessCluster(t *testing.T, c settings, change ...func(i int, s *settings)) *processCluster {
	const size = 3
	dir := t.TempDir()
	c.dataDir, c.pool = filepath.Join(dir, "*"), 4
	pc := &processCluster{scene: newScene(t, c)}
	peers := ""
	for i := range size {
		s := *pc.settings
		s.dataDir, s.port, s.node, s.peers = filepath.Join(dir, strconv.Itoa(i)), freePort(t), newNode(t), peers
		for _, change := range change {
			change(i, &s)
		}
		peers = s.node
		pc.each = append(pc.each, s)
		pc.nodes = append(pc.nodes, startServer(t, s))
	}
	return pc
}

// restart restarts node i after it ended.
func (pc *processCluster) restart(t *testing.T, i int) { pc.nodes[i] = startServer(t, pc.each[i]) }

// begin starts clients, each of which may send to any node.
func (pc *processCluster) begin(t *testing.T, clients int) {
	var urls []string
	auth := ""
	for _, node := range pc.nodes {
		base, key := takeApart(t, node.dsn)
		urls, auth = append(urls, base+"/api/v1/events"), "X-Sentry-Auth: "+key
	}
	pc.load = underWay(t, clients, func(l *load, ctx context.Context, client int) { l.sendAround(ctx, client, urls, auth) })
	pc.load.await(100)
}

// goAround is how long a client tries to have an event accepted.
const goAround = 10 * time.Second

// sendAround sends an event to one node after the other until one accepts it, or
// refuses it in a way that no client can be expected to retry.
func (l *load) sendAround(ctx context.Context, first int, urls []string, auth string) {
	id := uuid.New()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), goAround)
	defer cancel()
	for try := 0; ; try++ {
		a, err := tryPost(ctx, urls[(first+try)%len(urls)], eventOf(id), auth)
		if err == nil && (a.status == http.StatusAccepted || !a.retryable()) || ctx.Err() != nil {
			l.note(id, a, err)
			return
		}
		select {
		case <-time.After(time.Duration(try) * time.Millisecond):
		case <-ctx.Done():
		}
	}
}

// CLU-05: one of three is killed, again and again. No event is refused by all,
// and answered events are stored once.
func TestANodeIsKilled(t *testing.T) {
	pc := newProcessCluster(t, settings{})
	pc.begin(t, 9)
	for round := range scaled(2, 50) {
		pc.nodes[round%3].kill(t)
		pc.load.await(100)
		pc.restart(t, round%3)
		pc.load.await(100)
	}
	pc.end(t, ledgerMayErr)
}

func (pc *processCluster) end(t *testing.T, expect ledger) {
	pc.load.stop()
	for _, a := range pc.load.refused {
		t.Errorf("refused with %d: %s", a.status, a.body)
	}
	if pc.load.lost > 0 {
		t.Errorf("%d events were taken by no node within %v", pc.load.lost, goAround)
	}
	pc.check(t, expect)
}
