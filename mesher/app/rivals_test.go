package app

import (
	"testing"
	"time"

	"github.com/mesh-actors/mesh/mesher/ops"
)

// rivals are the program and a bare table, which take the same events in turns.
type rivals struct {
	program child
	load    ops.Load
	bare    interface {
		rate(b *testing.B, size int, lasting time.Duration) float64
	}
	server, beside int // the processes that serve the program's database, and the bare table; 0: there is none

	ours, plain feat
}

// compete is one round.
func (r *rivals) compete(b *testing.B) {
	r.plain.add(func() usage { return usageOf(0, r.beside) }, func() float64 { return r.bare.rate(b, r.load.Size, 4*time.Second) })
	full := r.load
	full.Duration = 6 * time.Second
	r.ours.add(func() usage { return usageOf(r.program.cmd.Process.Pid, r.server) }, func() float64 { return mustLoad(b, full).Rate })
}

// report reports on all rounds. "x-bare" is our share of the bare table's rate,
// and "x-bare-cpu" the share by CPU time per event.
func (r *rivals) report(b *testing.B) {
	used, bare := r.ours.each(), r.plain.each()
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(r.ours.rate(), "events/s")
	b.ReportMetric(r.plain.rate(), "bare/s")
	b.ReportMetric(r.ours.rate()/r.plain.rate(), "x-bare")
	b.ReportMetric(float64(bare.sum())/float64(used.sum()), "x-bare-cpu")
	used.report(b)
}

// A feat is how many events were taken in all rounds, in what time, and the CPU
// time for them.
type feat struct {
	events float64
	took   time.Duration
	used   usage
}

// add adds a round, which returns how many events a second it took.
func (f *feat) add(use func() usage, round func() float64) {
	before, began := use(), time.Now()
	rate := round()
	took, used := time.Since(began), use().since(before)
	f.events, f.took = f.events+rate*took.Seconds(), f.took+took
	f.used = usage{f.used.program + used.program, f.used.database + used.database, f.used.sender + used.sender}
}

func (f *feat) rate() float64 { return f.events / f.took.Seconds() }

func (f *feat) each() usage { return f.used.each(f.events) }
