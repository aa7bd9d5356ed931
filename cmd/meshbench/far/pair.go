package far

import (
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/mesh-actors/mesh/cmd/meshbench/meter"
	"github.com/mesh-actors/mesh/cmd/meshbench/workload"
)

// A Pair is this process and a far side of the peer with this name, a new one for
// each measurement. The measurement gets the far side's address.
type Pair string

// Measure returns what measure finds.
func (p Pair) Measure(measure func(address string) (workload.Figures, error)) (workload.Figures, error) {
	f, _, err := p.run(measure)
	return f, err
}

// OnOneProcessor is Measure with GOMAXPROCS=1 in both processes.
func (p Pair) OnOneProcessor(measure func(address string) (workload.Figures, error)) (workload.Figures, error) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	return p.Measure(measure)
}

// WithMemory is Measure, with the most memory that either process held: this one
// sends, the far side receives.
func (p Pair) WithMemory(measure func(address string) (workload.Figures, error)) (workload.Figures, error) {
	return p.withMemory(measure)
}

// WithLazyGC is WithMemory with [workload.LazyGC] in both processes.
func (p Pair) WithLazyGC(measure func(address string) (workload.Figures, error)) (workload.Figures, error) {
	defer debug.SetGCPercent(debug.SetGCPercent(workload.LazyGC))
	return p.withMemory(measure, fmt.Sprintf("GOGC=%d", workload.LazyGC))
}

func (p Pair) withMemory(measure func(address string) (workload.Figures, error), env ...string) (workload.Figures, error) {
	f, theirs, err := p.run(measure, env...)
	if err != nil {
		return nil, err
	}
	ours := meter.AddMemory(workload.Figures{})
	if peak, told := ours[workload.Peak]; told {
		f[workload.SenderPeak], f[workload.ReceiverPeak] = peak, theirs[workload.Peak]
	}
	return f, nil
}

// run measures with a new far side, whose figures about itself are theirs.
func (p Pair) run(measure func(address string) (workload.Figures, error), env ...string) (ours, theirs workload.Figures, err error) {
	side, err := Start(string(p), env...)
	if err != nil {
		return nil, nil, err
	}
	ours, err = measure(side.Address)
	theirs, endErr := side.End()
	return ours, theirs, errors.Join(err, endErr)
}
