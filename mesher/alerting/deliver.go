package alerting

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/runtime/actor"
)

const (
	// deliverBatch is how many deliveries are taken at once, and deliverAtOnce how
	// many are tried at once, so that a slow receiver holds up few.
	deliverBatch  = 24
	deliverAtOnce = 8
	// deliverTime is for how long they are taken: longer than trying them all takes,
	// at ten seconds each.
	deliverTime = 2 * time.Minute
	// saveTimeout bounds how long it takes to store the outcome of an attempt, and
	// savePause is how soon that is retried.
	saveTimeout, savePause = 5 * time.Second, time.Second
)

// Reasons to give a delivery up before its last attempt.
var (
	errChanged = errors.New("the rule was deleted, or delivers by another channel now")
	errUnended = errors.New("this program ended during each attempt")
)

// deliver is the process that makes the deliveries that are due.
func (a *Alerting) deliver(p *actor.Process) error {
	ctx := p.Context()
	tick := time.NewTicker(a.config.DeliverEvery)
	defer tick.Stop()
	failing := false
	for {
		err := a.deliverDue(ctx, p)
		if err != nil && !failing && ctx.Err() == nil {
			p.Log().Warn("alerts could not be delivered; it is tried again", "err", err)
		}
		failing = err != nil
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		case <-a.duec:
		}
	}
}

// deliverDue tries all deliveries that are due.
func (a *Alerting) deliverDue(ctx context.Context, p *actor.Process) error {
	for {
		now := time.Now()
		ours := now.Add(deliverTime)
		due, err := a.config.Store.TakeDeliveries(ctx, deliverBatch, now, ours)
		if err != nil || len(due) == 0 {
			return err
		}
		if err := a.tryAll(p, due, ours); err != nil {
			return err
		}
	}
}

func (a *Alerting) tryAll(p *actor.Process, due []mesher.DueDelivery, ours time.Time) error {
	var (
		all   sync.WaitGroup
		seats = make(chan struct{}, deliverAtOnce)
		errs  = make([]error, len(due))
	)
	for i, d := range due {
		seats <- struct{}{}
		all.Add(1)
		p.Go(func(ctx context.Context) {
			defer func() { <-seats; all.Done() }()
			errs[i] = a.try(ctx, d, ours)
		})
	}
	all.Wait()
	return errors.Join(errs...)
}

// try makes one attempt, and stores its outcome. An attempt that ends because
// this program does is left as it is: taken, until its time is over.
func (a *Alerting) try(ctx context.Context, d mesher.DueDelivery, ours time.Time) error {
	switch {
	case d.Action.Type != d.Channel:
		return a.save(ctx, d.GivenUp(errChanged), ours)
	case d.Attempts > mesher.MaxAttempts:
		return a.save(ctx, d.GivenUp(errUnended), ours)
	}
	err := a.config.Sender.Send(ctx, d.Action, mesher.Notice{Delivery: d.ID, Alert: d.Alert})
	if err != nil && ctx.Err() != nil {
		return ctx.Err()
	}
	return a.save(ctx, d.Tried(err, time.Now()), ours)
}

// save stores the outcome of an attempt. A delivery that arrived must not arrive
// again because this program ends, or because the database is away for a while:
// so saving is retried for as long as the delivery is ours.
func (a *Alerting) save(ctx context.Context, d mesher.Delivery, ours time.Time) error {
	for {
		err := a.saveOnce(ctx, d)
		if mesher.KindOf(err) != mesher.Unavailable || time.Now().Add(savePause+saveTimeout).After(ours) {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(savePause):
		}
	}
}

func (a *Alerting) saveOnce(ctx context.Context, d mesher.Delivery) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), saveTimeout)
	defer cancel()
	return a.config.Store.SaveDelivery(ctx, d)
}
