package ingest

import (
	"time"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// committed tells the writer that a committer has nothing more to do.
type committed struct {
	by       actor.PID
	held     load  // what it held until now
	stranded batch // what the database can't take now, and nobody has answered
}

// A committer writes one batch after the other, for its writer.
type committer struct {
	keeper
	writer actor.PID
	detour bool // there is one for what the database can't take
}

// commitTimeout bounds one transaction where there is no spool. It is longer
// than anybody waits for: what takes that long is stuck.
const commitTimeout = time.Minute

func newCommitter(c Config, writer actor.PID) committer {
	timeout := commitTimeout
	if c.Spool != nil {
		timeout = c.Slow
	}
	return committer{keeper: keeper{store: c.Store, timeout: timeout}, writer: writer, detour: c.Spool != nil}
}

func (c committer) run(p *actor.Process) error {
	c.log = p.Log()
	for {
		b, ok := p.Receive().(batch)
		if !ok {
			continue
		}
		answers := c.keep(p.Context(), b.records())
		var stranded batch
		for i, a := range answers {
			if c.detour && mesher.KindOf(a.err) == mesher.Unavailable {
				stranded = append(stranded, b[i])
			}
		}
		// The writer first: the next batch need not wait for all these answers.
		p.Send(c.writer, committed{p.Self(), b.load(), stranded})
		for i, a := range answers {
			if !c.detour || mesher.KindOf(a.err) != mesher.Unavailable {
				b[i].reply(a)
			}
		}
	}
}
