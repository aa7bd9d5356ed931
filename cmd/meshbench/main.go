// Meshbench measures this runtime against what Go itself offers and against other
// actor systems.
//
//	go run . [-w L1,R1] [-runs 5] [-peers mesh,protoactor,erlang] [-json FILE]
//
// Workloads L1 to L7 are within one process, and ratios are to Go's channels; R1
// to R4 are between two processes on loopback, and ratios are to TLS 1.3 with
// nothing above it.
//
// It is a separate module, so that modules that depend on this runtime do not
// depend on the others.
//
// # How to read the table
//
// Each workload has a row for each of its metrics, with a column for each peer.
// A cell is the median of the runs, the ratio to the workload's baseline, and
// half the range as a share of the median:
//
//	1.72 M/s 0.78x ±3%
//
// Machines differ, and a machine that is busy with something else is slow for a
// while. So the ratio is what counts: peers take turns, each measurement is a new
// process, and a ratio is to the baseline's measurement of the same turn; the
// table shows the median of those. If ± is more than about ten per cent the
// machine was busy, and more runs help.
//
// The bar beside mesh is the project's own target, as a ratio or, with another
// unit, as a figure. It is judged to two decimals, with GOMAXPROCS=2: other
// numbers of processors change the ratios.
//
// Columns marked recorded are ratios that were measured once, on one machine, of
// peers that are not run from here. At R1 to R4 those did not encrypt, while
// nodes of this runtime, and the baseline, do.
//
// Memory, except the peak, is by Go's own account: heap in use and stacks after a
// garbage collection; Erlang's is erlang:memory(total). A peak is the kernel's
// figure for the whole process, including the program itself.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"time"

	"github.com/mesh-actors/mesh/cmd/meshbench/far"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "meshbench:", err)
		os.Exit(1)
	}
}

// run is the program.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	o, err := parse(args, stderr)
	if err != nil {
		return err
	}
	if o.far != nil {
		return far.Serve(*o.far, os.Stdin, stdout)
	}
	if o.one != nil {
		return o.one.run(stdout)
	}
	r := measureAll(ctx, o, &progress{w: stderr, start: time.Now(), total: o.count()})
	if err := r.Table(stdout); err != nil {
		return err
	}
	if o.json != "" {
		if err := writeFile(o.json, r.JSON); err != nil {
			return err
		}
	}
	switch {
	case ctx.Err() != nil:
		return errors.New("interrupted: the table is of what was measured until then")
	case len(r.Failures) > 0:
		return fmt.Errorf("%d measurements failed", len(r.Failures))
	}
	return nil
}

func writeFile(name string, write func(io.Writer) error) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	return errors.Join(write(f), f.Close())
}
