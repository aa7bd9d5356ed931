package lending

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"time"

	"github.com/mesh-actors/mesh/mesher/ingest"
	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/service"
)

// Monitor is the name of the load monitor, on its node.
const Monitor = "load_monitor"

// countTimeout bounds the wait for the registry of this node.
const countTimeout = time.Second

// tick is sent by the monitor to itself, once per interval.
type tick struct{}

// monitor is the LoadMonitor service. Its loans are linked to it: if it exits
// they do too, and the events they held are processed here.
type monitor struct {
	lending *Lending
	policy  *policy
	loans   map[actor.PID]string // by peer
	gained  []string             // peers, since the last tick
	lost    []string
}

func (m *monitor) Init(p *actor.Process) error {
	p.TrapExit(true) // the exit of a loan must not end the monitor
	m.lending.config.Nodes.Watch(p.Self())
	p.SendEvery(m.lending.config.Interval, p.Self(), tick{})
	return nil
}

func (m *monitor) HandleCall(_ *actor.Process, request any) (any, error) {
	return nil, service.Unknown(request)
}

func (m *monitor) HandleInfo(p *actor.Process, msg any) error {
	switch told := msg.(type) {
	case tick:
		m.look(p)
		return nil
	case Load:
		if slices.Contains(m.lending.config.Nodes.Peers(), told.Node) {
			m.policy.hear(told)
		}
		return nil
	case actor.Exit:
		m.ended(p, told)
		return nil
	}
	if n, ok := m.lending.config.Nodes.News(msg); ok && n.Up {
		m.gained = append(m.gained, n.Peer)
	} else if ok {
		m.lost = append(m.lost, n.Peer)
		m.policy.forget(n.Peer)
	}
	return nil
}

// look is run once per interval: it measures the load here, tells the others, and
// does what the policy says.
func (m *monitor) look(p *actor.Process) {
	ctx, cancel := context.WithTimeout(p.Context(), countTimeout)
	defer cancel()
	events, err := service.Call[int](ctx, p, ingest.Registry, ingest.ResetCount{})
	if err != nil { // the registry is being restarted; there will be another interval
		p.Log().Warn("the load is not known", "err", err)
		return
	}
	pressure := m.lending.config.Pipeline.Pressure()
	borrowed := m.borrowed()
	own := Load{
		Node: p.Self().Node().Name, Events: events, Waiting: pressure.Waiting, Wait: pressure.Wait,
		Lent: int(m.lending.lent.Load()), Borrowed: len(m.loans),
	}
	for _, peer := range m.lending.config.Nodes.Peers() {
		p.SendName(Monitor+"@"+peer, own) // a peer that can't be told now is told the next time
	}
	for _, w := range m.policy.decide(own, pressure.Handed, borrowed) {
		m.grant(p, w)
	}
	m.lending.set(Figures{own, borrowed})
	m.report(p, own, pressure.Handed)
}

func (m *monitor) borrowed() map[string]int {
	n := make(map[string]int)
	for _, peer := range m.loans {
		n[peer]++
	}
	return n
}

// grant starts or retires loans.
func (m *monitor) grant(p *actor.Process, w wish) {
	for ; w.more > 0; w.more-- {
		start := service.Run(func() service.Server { return &loan{lending: m.lending, peer: w.node} })
		m.loans[start(p, actor.Linked())] = w.node
		p.Log().Info("a processor is borrowed", "from", w.node)
	}
	for pid, peer := range maps.Clone(m.loans) {
		if peer == w.node && w.more < 0 {
			service.Cast(p, pid, retire{})
			w.more++
		}
	}
}

// ended handles the exit of a loan.
func (m *monitor) ended(p *actor.Process, e actor.Exit) {
	peer, ok := m.loans[e.From]
	if !ok {
		return
	}
	delete(m.loans, e.From)
	m.lending.config.Pipeline.GiveBack(e.From)
	if errors.Is(e.Reason, actor.Normal) {
		p.Log().Info("a processor was given back", "to", peer)
		return
	}
	p.Log().Warn("a borrowed processor is lost; what it held is done here", "from", peer, "reason", e.Reason)
	m.policy.fail(peer)
}

// report logs the state: at a higher level if the cluster changed, otherwise at
// debug level.
func (m *monitor) report(p *actor.Process, own Load, handed int) {
	level := slog.LevelDebug
	if len(m.gained)+len(m.lost) > 0 {
		level = slog.LevelInfo
	}
	p.Log().Log(p.Context(), level, "load", "events", own.Events, "gained", m.gained, "lost", m.lost,
		"waiting", own.Waiting, "wait", own.Wait, "handed", handed, "lent", own.Lent, "borrowed", own.Borrowed)
	m.gained, m.lost = nil, nil
}
