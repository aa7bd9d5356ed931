package lease

import (
	"cmp"
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// Config configures a [Keeper]. The store is required.
type Config struct {
	Store mesher.Leases
	// Holder names the holder, for people to see; default none. Two keepers are
	// always different holders, even with the same name.
	Holder string
	// Length is how long other programs wait for a holder that is gone; default 15
	// s.
	Length time.Duration
}

// A Keeper holds leases for one program.
type Keeper struct {
	store  mesher.Leases
	holder string
	length time.Duration
}

// New makes a keeper.
func New(c Config) *Keeper {
	return &Keeper{c.Store, cmp.Or(c.Holder, "mesher") + " " + uuid.NewString(), cmp.Or(c.Length, 15*time.Second)}
}

// Hold runs work whenever it holds the lease of a name, until the process is told
// to exit; it does not return before. The context of work ends when the lease is
// lost or can't be renewed in time, and work must then return. If work returns by
// itself, or panics, the lease is given up, for others to try.
func (k *Keeper) Hold(p *actor.Process, name string, work func(ctx context.Context)) {
	t := &tenure{keeper: k, name: name, claim: claim{holder: k.holder, length: k.length}}
	for {
		switch until, err := t.renew(p.Context()); {
		case err != nil:
			p.Log().Warn("the lease could not be looked at; it is tried again", "lease", name, "err", err)
		case !until.IsZero():
			p.Log().Debug("holding the lease", "lease", name)
			t.run(p, until, work)
		}
		p.Sleep(t.claim.pause())
	}
}

// A tenure is one lease that a keeper holds or wants.
type tenure struct {
	keeper *Keeper
	name   string
	claim  claim // its times are used by one goroutine at a time: Hold's or, while work runs, extend's
	fence  int64 // of our last change
}

// renew takes the lease, or keeps it, and returns until when; zero if another
// holder has it. After an error it is ours for as long as it was.
func (t *tenure) renew(ctx context.Context) (time.Time, error) {
	ctx, cancel := context.WithTimeout(ctx, t.claim.pause())
	defer cancel()
	began := time.Now()
	l, err := t.keeper.store.Lease(ctx, t.name)
	if err != nil {
		return time.Time{}, err
	}
	if !t.claim.free(l, time.Now()) {
		return time.Time{}, nil
	}
	l.Holder, l.Until = t.claim.holder, began.Add(t.claim.length)
	ok, err := t.keeper.store.SwapLease(ctx, l)
	if err != nil || !ok {
		return time.Time{}, err
	}
	t.fence = l.Fence + 1
	return t.claim.until(began), nil
}

// run does the work while the lease is held.
func (t *tenure) run(p *actor.Process, until time.Time, work func(context.Context)) {
	ctx, cancel := context.WithCancel(p.Context())
	end := time.AfterFunc(time.Until(until), cancel)
	defer t.release(context.WithoutCancel(ctx)) // also when the work panics
	defer cancel()
	donec := make(chan struct{})
	p.Go(func(context.Context) {
		defer close(donec)
		defer cancel()
		t.extend(ctx, end)
	})
	defer func() {
		cancel()
		<-donec
		end.Stop()
	}()
	work(ctx)
}

// extend renews the lease until the work's context ends, or the lease is
// somebody else's.
func (t *tenure) extend(ctx context.Context, end *time.Timer) {
	tick := time.NewTicker(t.claim.pause())
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		until, err := t.renew(ctx)
		if err != nil {
			continue // end stops the work if this goes on
		}
		// Ended work must not begin again: it may have noticed.
		if until.IsZero() || !end.Reset(time.Until(until)) {
			return
		}
	}
}

// release lets others have the lease at once. If that fails, they have to wait.
func (t *tenure) release(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, t.claim.pause())
	defer cancel()
	t.keeper.store.SwapLease(ctx, mesher.Lease{Name: t.name, Fence: t.fence, Until: time.Now()})
}
