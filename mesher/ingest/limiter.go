package ingest

import (
	"slices"
	"time"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/service"
)

// take asks the limiter for one event of a project, which may send perMinute
// events a minute. Less than one means no limit.
type take struct {
	project   mesher.ProjectID
	perMinute int
}

// Messages between the limiters of a cluster.
type (
	// Spent says what was taken on a node since its last Spent.
	Spent struct{ Debits []Debit }
	// GetLevels asks for Levels.
	GetLevels struct{ To actor.PID }
	// Levels says what is missing in a node's buckets.
	Levels struct{ Debits []Debit }
)

// A Debit is what was taken from a project's bucket, as the time in which it
// flows in again.
type Debit struct {
	Project mesher.ProjectID
	Worth   time.Duration
}

const (
	// tellEvery is how often other nodes are told what was taken here.
	tellEvery = 250 * time.Millisecond
	// maxDebits bounds one message.
	maxDebits = 1000
)

// tell makes the limiter tell the others; it sends this to itself.
type tell struct{}

// limiter is the RateLimiter service. It answers take with nil or an error of the
// kind Limited.
//
// A limit holds for the whole cluster, without asking any node: each node has a
// full copy of the bucket. What one node takes, the others take from theirs when
// they hear of it: every 250 ms, and as soon as it is a sixteenth of a minute's
// worth. Until then the others may hand it out as well. So in a burst n nodes let
// through more than one would, by (n-1)/16 of the limit (or n-1 events if that is
// more), and by what arrives while the news is under way. In the long run they
// let through what one would, as buckets owe what was too much. A node that
// joins, or whose limiter was restarted, asks the others for their levels. In a
// partition each part has its own limit.
type limiter struct {
	buckets buckets
	peers   func() []string
	met     []string // the peers already asked for their levels
}

func newLimiter(c Config) *limiter { return &limiter{buckets: newBuckets(), peers: c.Peers} }

func (l *limiter) Init(p *actor.Process) error {
	l.meet(p) // after a restart, they know what was taken
	p.SendEvery(tellEvery, p.Self(), tell{})
	return nil
}

func (l *limiter) HandleCall(p *actor.Process, request any) (any, error) {
	t, ok := request.(take)
	if !ok {
		return nil, service.Unknown(request)
	}
	if wait := l.buckets.take(t, time.Now()); wait > 0 {
		return nil, &mesher.Error{
			Kind:       mesher.Limited,
			Message:    "this project sends more than it may, which is " + perMinute(t.perMinute),
			RetryAfter: wait,
		}
	}
	if l.buckets.untold[t.project] >= tellAt {
		l.tell(p)
	}
	return nil, nil
}

func (l *limiter) HandleCast(p *actor.Process, msg any) error {
	now := time.Now()
	switch m := msg.(type) {
	case Spent:
		for _, d := range m.Debits {
			l.buckets.spend(d, now)
		}
	case GetLevels:
		for some := range slices.Chunk(l.buckets.levels(now), maxDebits) {
			service.Cast(p, m.To, Levels{some})
		}
	case Levels:
		for _, d := range m.Debits {
			l.buckets.drain(d, now)
		}
	}
	return nil
}

func (l *limiter) HandleInfo(p *actor.Process, msg any) error {
	if _, ok := msg.(tell); ok {
		l.meet(p)
		l.tell(p)
	}
	return nil
}

// meet asks nodes that came since the last time what is missing in their buckets.
func (l *limiter) meet(p *actor.Process) {
	peers := l.peers()
	for _, peer := range peers {
		if !slices.Contains(l.met, peer) {
			service.Cast(p, Limiter+"@"+peer, GetLevels{p.Self()})
		}
	}
	l.met = peers
}

// tell tells all other nodes what was taken here. A node that does not hear of it
// lets that much more through.
func (l *limiter) tell(p *actor.Process) {
	debits := l.buckets.tell()
	if len(debits) == 0 {
		return
	}
	for _, peer := range l.peers() {
		for some := range slices.Chunk(debits, maxDebits) {
			service.Cast(p, Limiter+"@"+peer, Spent{some})
		}
	}
}
