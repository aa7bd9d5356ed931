package alerting

import (
	"cmp"
	"context"
	"errors"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/lease"
	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/supervisor"
)

// The processes' names on their node. The first three are also those of their
// leases.
const (
	Evaluator    = "alert_evaluator"
	SpikeChecker = "spike_checker"
	Cleaner      = "alert_cleaner"
	Deliverer    = "alert_deliverer"
)

// A Store is what alerting needs of the database.
type Store interface {
	mesher.Alerts
	mesher.Outbox
	// EscalateSpikes is as in [mesher.Lifecycle].
	EscalateSpikes(ctx context.Context, now time.Time) ([]uuid.UUID, error)
}

// A Sender tries once to deliver a notice, within a bounded time. Its errors are
// shown to the people who made the rule.
type Sender interface {
	Send(ctx context.Context, to mesher.Action, n mesher.Notice) error
}

// Config configures [Alerting]. The first three fields are required; for every
// other field zero is a good default.
type Config struct {
	Store  Store
	Keeper *lease.Keeper
	Sender Sender

	// News is called with each piece of news before it is removed, usually once, to
	// tell live pages. It must not wait; default nobody is told.
	News func(mesher.News)

	Every        time.Duration // between two evaluations; default 30 s
	SpikesEvery  time.Duration // between two looks for spikes; default 5 min
	DeliverEvery time.Duration // between two looks for deliveries; default 5 s
	Keep         time.Duration // how long alerts are kept; default 90 days
}

func (c Config) withDefaults() (Config, error) {
	if c.Store == nil || c.Keeper == nil || c.Sender == nil {
		return c, errors.New("alerting: Config lacks a store, a keeper or a sender")
	}
	if min(c.Every, c.SpikesEvery, c.DeliverEvery, c.Keep) < 0 {
		return c, errors.New("alerting: nothing of Config may be negative")
	}
	c.Every = cmp.Or(c.Every, 30*time.Second)
	c.SpikesEvery = cmp.Or(c.SpikesEvery, 5*time.Minute)
	c.DeliverEvery = cmp.Or(c.DeliverEvery, 5*time.Second)
	c.Keep = cmp.Or(c.Keep, 90*24*time.Hour)
	if c.News == nil {
		c.News = func(mesher.News) {}
	}
	return c, nil
}

// Alerting is a handle to the tree.
type Alerting struct {
	config Config
	chores []*lease.Chore
	duec   chan struct{} // something was fired here and needs delivery
}

// New makes the handle. It starts nothing.
func New(c Config) (*Alerting, error) {
	c, err := c.withDefaults()
	if err != nil {
		return nil, err
	}
	a := &Alerting{config: c, duec: make(chan struct{}, 1)}
	a.chores = []*lease.Chore{
		lease.NewChore(Evaluator, c.Every, a.evaluate),
		lease.NewChore(SpikeChecker, c.SpikesEvery, a.checkSpikes),
		lease.NewChore(Cleaner, 24*time.Hour, a.clean),
	}
	return a, nil
}

// Spec returns the supervision tree. Each process is restarted alone, as they
// communicate only through the database.
func (a *Alerting) Spec() supervisor.Spec {
	spec := supervisor.Spec{Strategy: supervisor.OneForOne}
	add := func(name string, run actor.Func) {
		spec.Children = append(spec.Children, supervisor.Child{ID: name, Start: actor.Run(run).With(actor.Named(name))})
	}
	for _, c := range a.chores {
		add(c.Name(), a.config.Keeper.Run(c))
	}
	add(Deliverer, a.deliver)
	return spec
}

// Status returns, by their names, how the processes that need a lease last went
// on this node.
func (a *Alerting) Status() map[string]lease.Last {
	status := make(map[string]lease.Last, len(a.chores))
	for _, c := range a.chores {
		status[c.Name()] = c.Last()
	}
	return status
}

// Test delivers a notice by a rule's action now, though nothing happened, and
// returns the outcome.
func (a *Alerting) Test(ctx context.Context, r mesher.Rule) error {
	return a.config.Sender.Send(ctx, r.Action, mesher.Notice{
		Delivery: uuid.Must(uuid.NewV7()),
		Test:     true,
		Alert: mesher.Alert{
			ID: uuid.Must(uuid.NewV7()), RuleID: r.ID, RuleName: r.Name, Project: r.Project, Status: mesher.AlertActive,
			Message: "A test of the rule " + r.Name, Condition: r.Condition, TriggeredAt: time.Now().UTC(),
		},
	})
}

func (a *Alerting) checkSpikes(ctx context.Context, now time.Time) error {
	_, err := a.config.Store.EscalateSpikes(ctx, now)
	return err
}

func (a *Alerting) clean(ctx context.Context, now time.Time) error {
	return a.config.Store.ForgetAlerts(ctx, now.Add(-a.config.Keep))
}
