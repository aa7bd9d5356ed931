package lending

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/mesh-actors/mesh/dist"
	"github.com/mesh-actors/mesh/dist/disttest"
	"github.com/mesh-actors/mesh/dist/wire"
	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/ingest"
	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/supervisor"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// nodes is a node as package lending takes it.
type nodes struct{ *dist.Node }

func (n nodes) Peers() (names []string) {
	for _, peer := range n.List() {
		names = append(names, peer.Name)
	}
	return names
}

func (n nodes) Watch(pid actor.PID) { n.Monitor(pid, "") }

func (n nodes) News(msg any) (News, bool) {
	switch m := msg.(type) {
	case dist.NodeUp:
		return News{m.Node.Name, true}, true
	case dist.NodeDown:
		return News{m.Node.Name, false}, true
	}
	return News{}, false
}

func (n nodes) Spawn(ctx context.Context, p *actor.Process, peer, function string, args any) (actor.PID, actor.MonitorRef, error) {
	return n.SpawnMonitor(ctx, p, peer, function, args)
}

// A member is a node with a pipeline, on a host of its own.
type member struct {
	host     string
	sys      *actor.System
	node     *dist.Node
	pipeline *ingest.Pipeline
	lending  *Lending
	conn     *connection
}

const (
	// interval and threshold make a node overloaded within a moment, and decoding
	// is what takes it.
	interval  = 100 * time.Millisecond
	threshold = 5
	decoding  = 5 * time.Millisecond
)

func decode(s *mesher.Submission) (*mesher.Event, error) {
	time.Sleep(decoding)
	return mesher.DecodeEvent(s.Body)
}

// A scene is members that share a database.
type scene struct {
	network *disttest.Network
	db      *database
	members []*member
}

func newScene(t *testing.T, seed uint64, hosts ...string) *scene {
	s := &scene{network: disttest.New(seed, disttest.Line{Delay: time.Millisecond, Jitter: time.Millisecond}), db: newDatabase(seed)}
	for _, host := range hosts {
		s.join(t, host)
	}
	return s
}

func (s *scene) join(t *testing.T, host string) {
	t.Helper()
	quiet := slog.New(slog.DiscardHandler)
	m := &member{host: host, conn: &connection{database: s.db, node: host}}
	m.sys = actor.NewSystem(actor.Config{Node: "mesher@" + host + ":1", Logger: quiet})
	cookie, err := wire.NewCookie("thirty-two bytes that only tests have")
	types := new(wire.Types)
	err = errors.Join(err, wire.Register[Load](types, "mesher.load"), wire.Register[Work](types, "mesher.work"), wire.Register[Answer](types, "mesher.answer"))
	must(t, err)
	m.pipeline, err = ingest.New(m.sys, ingest.Config{Store: m.conn, Processors: 1, RateLimit: -1, Decode: decode})
	must(t, err)
	m.node, err = dist.Start(t.Context(), m.sys, dist.Config{
		Cookies: []wire.Cookie{cookie}, Types: types, Logger: quiet, Transport: s.network.Host(host),
		Heartbeat: time.Second, HeartbeatTimeout: time.Second, Backoff: time.Second,
	})
	must(t, err)
	m.lending, err = New(Config{Pipeline: m.pipeline, Nodes: nodes{m.node}, Threshold: threshold, Interval: interval})
	must(t, err)
	must(t, dist.Offer(m.node, Function, m.lending.Work))
	_, err = supervisor.Start(t.Context(), m.sys, supervisor.Spec{MaxRestarts: 100, Children: []supervisor.Child{
		{ID: "pipeline", Start: supervisor.Run(m.pipeline.Spec()), Supervisor: true},
		{ID: Monitor, Start: m.lending.Start()},
	}})
	must(t, err)
	for _, other := range s.members {
		must(t, m.node.Connect(t.Context(), other.node.Self().Name))
	}
	s.members = append(s.members, m)
}

// stop ends all members.
func (s *scene) stop(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), time.Minute)
	defer cancel()
	s.network.Heal()
	for _, m := range s.members {
		m.node.Leave(ctx)
		if err := m.sys.Stop(ctx); err != nil {
			t.Error(err)
		}
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// lent returns the processors that work on this node for others.
func (m *member) lent() (pids []actor.PID) {
	for pid := range m.sys.Processes() {
		if info, ok := m.sys.Info(pid); ok && !info.Parent.IsZero() && info.Parent.Node() != m.node.Self() {
			pids = append(pids, pid)
		}
	}
	return pids
}

// loans returns the processes here of processors that work elsewhere.
func (m *member) loans() (pids []actor.PID) {
	for pid := range m.sys.Processes() {
		if info, ok := m.sys.Info(pid); ok && strings.HasSuffix(info.Kind, ".loan") {
			pids = append(pids, pid)
		}
	}
	return pids
}

// die ends a node as kill -9 does: it says nothing more to any other.
func (s *scene) die(m *member) {
	m.conn.die()
	s.network.Partition([]string{m.host})
	for _, other := range s.members {
		if other != m {
			s.network.Reset(m.host, other.host)
		}
	}
}

// A flood is clients that send one event after the other to one node.
type flood struct {
	stop     context.CancelFunc
	clients  sync.WaitGroup
	mu       sync.Mutex // guards the fields below
	sent     int
	answered []string // the messages of the answered events
	refused  []error
}

// under begins a flood. An event is known by its message: half of them have no
// id.
func (m *member) under(t *testing.T, clients int) *flood {
	ctx, cancel := context.WithCancel(t.Context())
	f := &flood{stop: cancel}
	for c := range clients {
		f.clients.Go(func() {
			for n := 0; ctx.Err() == nil; n++ {
				f.send(t.Context(), m.pipeline, c, n)
			}
		})
	}
	return f
}

func (f *flood) send(ctx context.Context, p *ingest.Pipeline, client, n int) {
	says := fmt.Sprintf("event %d of client %d", n, client)
	s := mesher.Submission{Project: mesher.Project{ID: mesher.ProjectID(client%3 + 1)}, Body: fmt.Appendf(nil, `{"message":%q}`, says)}
	if n%2 == 0 {
		s.EventID = idOf(says)
	}
	_, err := p.Submit(ctx, s)
	f.mu.Lock()
	f.sent++
	if err == nil {
		f.answered = append(f.answered, says)
	} else {
		f.refused = append(f.refused, err)
	}
	f.mu.Unlock()
	if err != nil {
		time.Sleep(time.Second)
	}
}

// end stops the flood, and returns when the ledgers are written.
func (f *flood) end() {
	f.stop()
	f.clients.Wait()
	time.Sleep(3 * time.Second)
}

// check compares the database with what clients were told.
func (s *scene) check(t *testing.T, f *flood, ledgerIsWhole bool) {
	t.Helper()
	s.db.mu.Lock()
	defer s.db.mu.Unlock()
	times := make(map[string]int)
	for _, e := range s.db.rows {
		times[e.Message]++
	}
	for says, n := range times {
		if n > 1 {
			t.Errorf("%q is stored %d times", says, n)
		}
	}
	for _, says := range f.answered {
		if times[says] == 0 {
			t.Errorf("%q was answered and is not stored", says)
		}
	}
	total := int64(0)
	for _, n := range s.db.counts {
		total += n
	}
	if ledgerIsWhole && (int(total) != f.sent || int(s.db.counts[mesher.Stored]) != len(f.answered)) {
		t.Errorf("of %d events %d were answered; counted are %v", f.sent, len(f.answered), s.db.counts)
	}
	if extra := len(times) - len(f.answered); extra < 0 || extra > len(f.refused) {
		t.Errorf("%d events are stored, %d were answered and %d refused", len(times), len(f.answered), len(f.refused))
	}
}

// stored returns how many events are stored.
func (s *scene) stored() int {
	s.db.mu.Lock()
	defer s.db.mu.Unlock()
	return len(s.db.rows)
}

// done returns how many of them other nodes stored.
func (s *scene) done(except *member) (n int) {
	s.db.mu.Lock()
	defer s.db.mu.Unlock()
	for node, rows := range s.db.writers {
		if node != except.host {
			n += rows
		}
	}
	return n
}

// sortedFrom returns the hosts that a member borrows from.
func (m *member) sortedFrom() (hosts []string) {
	for node, n := range m.lending.Figures().From {
		for range n {
			hosts = append(hosts, node)
		}
	}
	slices.Sort(hosts)
	return hosts
}
