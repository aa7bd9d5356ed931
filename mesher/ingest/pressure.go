package ingest

import "time"

// seen is what a gate noted since it was last asked.
type seen struct {
	entered, handed int
	waited          time.Duration // by all together
}

// Pressure is how hard it is to get through: what one node has to know to ask
// others for help, or to give some.
type Pressure struct {
	Handed  int           // events that borrowed processors took since this was last asked
	Waiting int           // events that wait for their turn now
	Wait    time.Duration // of an event until its turn, on average since then; or of the one that waits longest now, if that is more
}

// Pressure tells it, and begins anew.
func (p *Pipeline) Pressure() Pressure { return p.gate.pressure() }

// queued is how many events wait for their turn.
func (g *gate) queued() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.waiting.held.events
}

func (g *gate) pressure() Pressure {
	g.mu.Lock()
	defer g.mu.Unlock()
	told := Pressure{Handed: g.seen.handed, Waiting: g.waiting.held.events}
	if g.seen.entered > 0 {
		told.Wait = g.seen.waited / time.Duration(g.seen.entered)
	}
	for _, q := range g.waiting.next {
		told.Wait = max(told.Wait, time.Since(q.events[0].since))
	}
	g.seen = seen{}
	return told
}
