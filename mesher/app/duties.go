package app

import (
	"context"
	"fmt"
	"time"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/alerting"
	"github.com/mesh-actors/mesh/mesher/lease"
	"github.com/mesh-actors/mesh/mesher/notify"
	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/supervisor"
)

// The duties other than alerting's, by the names of their processes.
const (
	calendar  = "calendar"
	retention = "retention_cleaner"
	movers    = "issue_mover"
)

const (
	// prepareEvery is how often room is made for the events of the week to come. For
	// a day without it, the first writer to store an event makes it.
	prepareEvery = 24 * time.Hour
	// expireEvery is how often old data is removed.
	expireEvery = 24 * time.Hour
	// moveEvery is how often unfinished merges and deletions are resumed.
	moveEvery = 10 * time.Minute
)

// duties is what goes on in the background, on one node at a time.
type duties struct {
	sender *notify.Notifier
	alerts *alerting.Alerting
	keeper *lease.Keeper
	chores []*lease.Chore
}

func (p *program) newDuties() (*duties, error) {
	var leases mesher.Leases = p.store
	if !p.database.remote {
		leases = new(lease.Alone) // no other program has this database
	}
	sender, err := notify.New(notify.Config{
		PublicURL: p.address.clients(), SMTP: p.config.SMTP, MailFrom: p.config.MailFrom, AllowNetworks: p.config.WebhookNetworks,
		Live: p.streams,
	})
	if err != nil {
		return nil, fmt.Errorf("set up notifications: %w", err)
	}
	d := &duties{sender: sender, keeper: lease.New(lease.Config{Store: leases, Holder: p.config.Cluster.Name})}
	if d.alerts, err = alerting.New(alerting.Config{Store: p.store, Keeper: d.keeper, Sender: sender, News: p.streams.News}); err != nil {
		return nil, err
	}
	d.chores = []*lease.Chore{
		lease.NewChore(calendar, prepareEvery, p.store.Prepare),
		lease.NewChore(retention, expireEvery, func(ctx context.Context, now time.Time) error {
			removed, err := p.store.Expire(ctx, now)
			if removed != (mesher.Expired{}) {
				p.config.Log.Info("old events were removed", "days", removed.Days, "events", removed.Events)
			}
			return err
		}),
		lease.NewChore(movers, moveEvery, func(ctx context.Context, _ time.Time) error { return p.store.FinishMoves(ctx) }),
	}
	return d, nil
}

// mail returns the function that mails texts; nil if mail is not set up.
func (p *program) mail() func(ctx context.Context, to []string, subject, text string) error {
	if !p.duties.sender.CanMail() {
		return nil
	}
	return p.duties.sender.Mail
}

func (d *duties) spec() supervisor.Spec {
	spec := supervisor.Spec{Strategy: supervisor.OneForOne, Children: []supervisor.Child{
		{ID: "alerting", Start: supervisor.Run(d.alerts.Spec()), Supervisor: true},
	}}
	for _, c := range d.chores {
		spec.Children = append(spec.Children, supervisor.Child{ID: c.Name(), Start: actor.Run(d.keeper.Run(c)).With(actor.Named(c.Name()))})
	}
	return spec
}
