package ingest

import (
	"context"
	"time"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// committed tells the writer that a committer is free.
type committed struct {
	by       actor.PID
	held     load  // what it held until now
	stranded batch // events that the database can't take now, not yet answered
}

// overdue tells the writer that a batch takes longer than anybody should wait.
// Its committer is not free yet.
type overdue struct{ stranded batch }

// A committer writes one batch after the other, for its writer.
type committer struct {
	keeper
	writer actor.PID
	detour bool // there is a spool for what the database can't take
}

// commitTimeout bounds one transaction if there is no spool. Nobody waits that
// long: such a transaction is stuck.
const commitTimeout = time.Minute

func newCommitter(c Config, writer actor.PID) committer {
	timeout := commitTimeout
	if c.Spool != nil {
		timeout = c.Slow
	}
	return committer{keeper: keeper{store: c.Store, stats: c.stats, stored: c.Stored, timeout: timeout, away: new(complaint)}, writer: writer, detour: c.Spool != nil}
}

func (c committer) run(p *actor.Process) error {
	c.log = p.Log()
	for {
		if b, ok := p.Receive().(batch); ok {
			c.commit(p, b)
		}
	}
}

// commit stores a batch and answers for it. With a spool, a batch that takes too
// long goes there meanwhile, whatever still becomes of it here: an event stored
// by both is there once. A stuck database can hold on to a transaction for longer
// than its timeout.
func (c committer) commit(p *actor.Process, b batch) {
	records := b.records()
	donec := make(chan []answer, 1)
	p.Go(func(ctx context.Context) { donec <- c.keep(ctx, records) })
	var overduec <-chan time.Time
	if c.detour {
		timer := time.NewTimer(c.timeout)
		defer timer.Stop()
		overduec = timer.C
	}
	select {
	case answers := <-donec:
		c.answer(p, b, records, answers)
	case <-overduec: // the drainer finds out what was stored of it, and reports that
		p.Log().Warn("the database takes too long; events go to the spool", "events", len(b))
		p.Send(c.writer, overdue{b})
		<-donec
		p.Send(c.writer, committed{by: p.Self(), held: b.load()})
	}
}

func (c committer) answer(p *actor.Process, b batch, records []mesher.Record, answers []answer) {
	var stranded batch
	for i, a := range answers {
		if c.detour && mesher.KindOf(a.err) == mesher.Unavailable {
			stranded = append(stranded, b[i])
		}
	}
	// Tell the writer first: the next batch need not wait for all these answers.
	p.Send(c.writer, committed{p.Self(), b.load(), stranded})
	c.announce(records, answers)
	for i, a := range answers {
		if !c.detour || mesher.KindOf(a.err) != mesher.Unavailable {
			b[i].reply(a)
		}
	}
}
