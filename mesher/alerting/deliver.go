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
	// deliverBatch is how many deliveries are taken at once, and deliverAtOnce
	// how many are tried at once: a receiver that is slow holds up few.
	deliverBatch  = 24
	deliverAtOnce = 8
	// deliverTime is for how long they are taken: longer than trying them takes,
	// with ten seconds for each.
	deliverTime = 2 * time.Minute
	// saveTimeout bounds how long it takes to keep how an attempt ended.
	saveTimeout = 5 * time.Second
)

// Why a delivery is given up that was not tried as often as it may be.
var (
	errChanged = errors.New("the rule was deleted, or delivers by another channel now")
	errUnended = errors.New("this program ended during each attempt")
)

// deliver is the process that delivers what is due.
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

// deliverDue tries what is due, until nothing is.
func (a *Alerting) deliverDue(ctx context.Context, p *actor.Process) error {
	for {
		now := time.Now()
		due, err := a.config.Store.TakeDeliveries(ctx, deliverBatch, now, now.Add(deliverTime))
		if err != nil || len(due) == 0 {
			return err
		}
		if err := a.tryAll(p, due); err != nil {
			return err
		}
	}
}

func (a *Alerting) tryAll(p *actor.Process, due []mesher.DueDelivery) error {
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
			errs[i] = a.try(ctx, d)
		})
	}
	all.Wait()
	return errors.Join(errs...)
}

// try makes one attempt, and keeps how it ended. What ends because this program
// does is left as it is: taken, until its time is over.
func (a *Alerting) try(ctx context.Context, d mesher.DueDelivery) error {
	var after mesher.Delivery
	switch {
	case d.Action.Type != d.Channel:
		after = d.GivenUp(errChanged)
	case d.Attempts > mesher.MaxAttempts:
		after = d.GivenUp(errUnended)
	default:
		err := a.config.Sender.Send(ctx, d.Action, mesher.Notice{Delivery: d.ID, Alert: d.Alert})
		if err != nil && ctx.Err() != nil {
			return ctx.Err()
		}
		after = d.Tried(err, time.Now())
	}
	// What arrived is not to arrive again because this program ends.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), saveTimeout)
	defer cancel()
	return a.config.Store.SaveDelivery(ctx, after)
}
