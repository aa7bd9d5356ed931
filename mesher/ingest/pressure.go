package ingest

import "time"

// seen is what a gate recorded since it was last asked.
type seen struct {
	entered, handed int
	waited          time.Duration // by all events together
}

// Pressure is how hard it is to get through: what a node must know to ask others
// for help, or to offer it.
type Pressure struct {
	Handed  int           // events that borrowed processors took since the last call
	Waiting int           // events that wait for their turn now
	Wait    time.Duration // an event's average wait since then; or the longest current wait, if that is more
}

// Pressure returns the pressure since the last call.
func (p *Pipeline) Pressure() Pressure { return p.gate.pressure() }

// queued returns the number of events that wait for their turn.
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
