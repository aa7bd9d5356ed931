package lease

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// again is how soon a failed chore is retried, unless its next turn comes first.
const again = time.Minute

// A Chore is something that one node at a time does at regular intervals.
type Chore struct {
	name  string
	every time.Duration
	do    func(ctx context.Context, now time.Time) error

	mu   sync.Mutex // guards last
	last Last
}

// Last describes how a chore last went on this node.
type Last struct {
	Here bool      // this node does it now
	Done time.Time // when it last succeeded; zero: never
	Err  error     // why it failed since then; nil: it did not
}

// NewChore makes a chore; its name is also that of its lease. do may take as long
// as the time between two runs, and must be harmless when it is done twice.
func NewChore(name string, every time.Duration, do func(ctx context.Context, now time.Time) error) *Chore {
	return &Chore{name: name, every: every, do: do}
}

// Name returns the chore's name.
func (c *Chore) Name() string { return c.name }

// Last returns how the chore last went.
func (c *Chore) Last() Last {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.last
}

// Run returns a process that does a chore while this node is the one to do it: at
// once, and then at its intervals.
func (k *Keeper) Run(c *Chore) actor.Func {
	return func(p *actor.Process) error {
		k.Hold(p, c.name, func(ctx context.Context) { c.repeat(ctx, p.Log()) })
		return nil
	}
}

func (c *Chore) repeat(ctx context.Context, log *slog.Logger) {
	c.note(func(l *Last) { l.Here = true })
	defer c.note(func(l *Last) { l.Here = false })
	for ctx.Err() == nil {
		pause := c.every
		if !c.once(ctx, log) {
			pause = min(pause, again)
		}
		timer := time.NewTimer(pause)
		select {
		case <-ctx.Done():
			timer.Stop()
		case <-timer.C:
		}
	}
}

// once does the chore, and logs when it begins to fail and when it succeeds
// again.
func (c *Chore) once(ctx context.Context, log *slog.Logger) bool {
	ctx, cancel := context.WithTimeout(ctx, c.every)
	defer cancel()
	before := c.Last().Err
	err := c.do(ctx, time.Now())
	if err != nil && before == nil {
		log.Warn("a chore failed; it is tried again", "chore", c.name, "err", err)
	}
	if err == nil && before != nil {
		log.Info("a chore succeeds again", "chore", c.name)
	}
	c.note(func(l *Last) {
		if l.Err = err; err == nil {
			l.Done = time.Now()
		}
	})
	return err == nil
}

func (c *Chore) note(change func(*Last)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	change(&c.last)
}
