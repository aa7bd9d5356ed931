package global

import (
	"maps"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// MaxName is how many bytes a name may have.
const MaxName = 255

// Config is what a [Table] needs to know.
type Config struct {
	Self actor.Node
	// Resolve decides between claims that meet; if nil, [Claim.Better] does.
	Resolve Resolver
	// Jitter returns a random number in [0, n) (nil: [rand.Int64N]). Any number is
	// safe, but nodes that race need different ones for the race to end.
	Jitter func(n int64) int64
	// Backoff bounds the pause before a second try (0: 20 ms). It doubles with each
	// further try, up to MaxBackoff (0: 1 s).
	Backoff, MaxBackoff time.Duration
	// MaxNames bounds the names of each node (0: 65,536).
	MaxNames int
}

// A Table is a node's copy of the global names. It is a state machine: events in,
// effects out. It never waits, and has no clock, randomness or connections of its
// own. It is for one goroutine at a time; look-ups on other goroutines go by what
// [Changed] has said.
type Table struct {
	cfg      Config
	clock    uint64 // logical: later than any time heard of
	seq      uint64 // of the last statement
	names    map[string]*entry
	owned    map[actor.PID]map[string]bool // names that this node claims
	claims   int                           // how many those are
	peers    []*peer                       // sorted by name, so that effects have one order
	attempts map[uint64]*attempt
	waits    map[uint64]*entry
	effects  []Effect // of this event
}

// New makes the table of a node without peers or names.
func New(cfg Config) *Table {
	if cfg.Jitter == nil {
		cfg.Jitter = rand.Int64N
	}
	if cfg.Backoff == 0 {
		cfg.Backoff = 20 * time.Millisecond
	}
	if cfg.MaxBackoff == 0 {
		cfg.MaxBackoff = time.Second
	}
	if cfg.MaxNames == 0 {
		cfg.MaxNames = 1 << 16
	}
	return &Table{
		cfg:      cfg,
		names:    map[string]*entry{},
		owned:    map[actor.PID]map[string]bool{},
		attempts: map[uint64]*attempt{},
		waits:    map[uint64]*entry{},
	}
}

// Whereis returns the process that has the name, as far as this node knows.
func (t *Table) Whereis(name string) (actor.PID, bool) {
	if e := t.names[name]; e != nil {
		return e.best.PID, e.best.Held()
	}
	return actor.PID{}, false
}

// Names returns the names that look-ups find, sorted.
func (t *Table) Names() []string {
	found := maps.Clone(t.names)
	maps.DeleteFunc(found, func(_ string, e *entry) bool { return !e.best.Held() })
	return slices.Sorted(maps.Keys(found))
}

// Apply takes one event, and returns what is to be done about it.
func (t *Table) Apply(e Event) []Effect {
	t.effects = nil
	switch e := e.(type) {
	case Register:
		t.register(e)
	case Wait:
		t.wait(e)
	case Cancel:
		t.cancel(e)
	case Unregister:
		t.unregister(e)
	case Exited:
		t.exited(e.PID)
	case Ticked:
		t.ticked(e.ID)
	case Connected:
		t.connected(e.Peer)
	case Heard:
		t.heard(e)
	case Disconnected:
		t.disconnected(e.Peer)
	}
	return t.effects
}

func (t *Table) do(e Effect) { t.effects = append(t.effects, e) }

// entry returns what is known of a name, or starts an entry for it. The caller has
// to settle it afterwards.
func (t *Table) entry(name string) *entry {
	e := t.names[name]
	if e == nil {
		e = &entry{name: name}
		t.names[name] = e
	}
	return e
}
