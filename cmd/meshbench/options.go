package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/mesh-actors/mesh/cmd/meshbench/channel"
	"github.com/mesh-actors/mesh/cmd/meshbench/erlang"
	"github.com/mesh-actors/mesh/cmd/meshbench/far"
	"github.com/mesh-actors/mesh/cmd/meshbench/mesh"
	"github.com/mesh-actors/mesh/cmd/meshbench/protoactor"
	"github.com/mesh-actors/mesh/cmd/meshbench/stream"
	"github.com/mesh-actors/mesh/cmd/meshbench/workload"
)

// allPeers returns all peers, in the order of the table's columns and of turns.
func allPeers() []workload.Peer {
	return []workload.Peer{channel.Peer(), stream.TCP(), stream.TLS(), mesh.Peer(), protoactor.Peer(), erlang.Peer()}
}

func allWorkloads() []workload.Workload { return append(workload.Local(), workload.Remote()...) }

// options is what the command line asks for.
type options struct {
	workloads []workload.Workload
	peers     []workload.Peer
	runs      int
	scale     float64
	json      string
	one       *measurement   // instead of all the above
	far       *workload.Peer // instead of all the above: be the far side of a measurement by this one
}

// parse reads the command line. Anything else it has to say goes to stderr.
func parse(args []string, stderr io.Writer) (options, error) {
	var o options
	flags := flag.NewFlagSet("meshbench", flag.ContinueOnError)
	flags.SetOutput(stderr)
	w := flags.String("w", "", "the `workloads` to run, with commas between; L6 also stands for its variants, L6-deep and so on (default all)")
	peers := flags.String("peers", "", "the `peers` to run, with commas between; baselines always are (default all that this machine has)")
	flags.IntVar(&o.runs, "runs", 5, "how many times each peer runs each workload")
	flags.Float64Var(&o.scale, "scale", 1, "cut each workload to this part of its size, say 0.01 for a quick look")
	flags.StringVar(&o.json, "json", "", "also write the report to this `file`, with every sample")
	profile := flags.String("cpuprofile", "", "with measure: write a CPU profile to this `file`, for go tool pprof")
	flags.Usage = func() { usage(flags) }
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	if o.runs < 1 || o.scale <= 0 {
		return o, fmt.Errorf("-runs %d, -scale %g: must be more than nothing", o.runs, o.scale)
	}

	var err error
	if flags.Arg(0) == "measure" {
		o.one, err = parseMeasurement(flags.Args()[1:], *profile)
		return o, err
	}
	if flags.Arg(0) == far.Command {
		o.far, err = parseFar(flags.Args()[1:])
		return o, err
	}
	if flags.NArg() > 0 {
		return o, fmt.Errorf("what is %q? -h tells what there is", flags.Arg(0))
	}
	if *profile != "" {
		return o, fmt.Errorf("-cpuprofile is of one measurement: meshbench -cpuprofile FILE measure mesh L1 400000")
	}
	if o.workloads, err = chooseWorkloads(allWorkloads(), *w); err != nil {
		return o, err
	}
	o.peers, err = choosePeers(allPeers(), o.workloads, *peers, stderr)
	return o, err
}

func chooseWorkloads(all []workload.Workload, list string) ([]workload.Workload, error) {
	if list == "" {
		return all, nil
	}
	names := strings.Split(list, ",")
	for _, name := range names {
		if !slices.ContainsFunc(all, func(w workload.Workload) bool { return w.Has(name) }) {
			return nil, fmt.Errorf("-w: there is no workload %q; -h lists them", name)
		}
	}
	return slices.DeleteFunc(all, func(w workload.Workload) bool {
		return !slices.ContainsFunc(names, w.Has)
	}), nil
}

// choosePeers leaves out peers that were not asked for and are not a baseline,
// peers that do none of the workloads, and those that this machine lacks, unless
// they were asked for by name.
func choosePeers(all []workload.Peer, workloads []workload.Workload, list string, stderr io.Writer) ([]workload.Peer, error) {
	var names []string
	if list != "" {
		names = strings.Split(list, ",")
	}
	for _, name := range names {
		if !slices.ContainsFunc(all, func(p workload.Peer) bool { return p.Name == name }) {
			return nil, fmt.Errorf("-peers: there is no peer %q; -h lists them", name)
		}
	}
	var chosen []workload.Peer
	for _, p := range all {
		asked := slices.Contains(names, p.Name)
		baseline := slices.ContainsFunc(workloads, func(w workload.Workload) bool { return w.Baseline == p.Name })
		useful := slices.ContainsFunc(workloads, func(w workload.Workload) bool { return p.Do[w.Name] != nil })
		if !asked && !baseline && (len(names) > 0 || !useful) {
			continue
		}
		if p.Missing != nil {
			if err := p.Missing(); err != nil && asked {
				return nil, err
			} else if err != nil {
				fmt.Fprintf(stderr, "without %s: %v\n", p.Name, err)
				continue
			}
		}
		chosen = append(chosen, p)
	}
	return chosen, nil
}

// parseFar reads what far.Start wrote: the peer.
func parseFar(args []string) (*workload.Peer, error) {
	if len(args) != 1 {
		return nil, errors.New("far needs a peer")
	}
	for _, p := range allPeers() {
		if p.Name == args[0] && p.Far != nil {
			return &p, nil
		}
	}
	return nil, fmt.Errorf("far: %s has no far side", args[0])
}

func usage(flags *flag.FlagSet) {
	w := flags.Output()
	fmt.Fprint(w, `Meshbench measures this runtime against Go's channels and connections, and against
other actor systems: medians of several runs, ratios to a baseline of the same run, and
whether the bars that the project set itself are met. Peers take turns, and each
measurement is a process of its own. go doc explains the table.

  meshbench [flags]
  meshbench [-cpuprofile FILE] measure PEER WORKLOAD OPERATIONS

The second makes one measurement, in this process, and prints it as JSON. All of
the first takes some minutes, and about 4 GB of memory for L5.

Flags:
`)
	flags.PrintDefaults()
	fmt.Fprint(w, "\nPeers:\n")
	for _, p := range allPeers() {
		fmt.Fprintf(w, "  %-12s%s\n", p.Name, p.About)
	}
	fmt.Fprint(w, "\nWorkloads:\n")
	for _, l := range allWorkloads() {
		fmt.Fprintf(w, "  %-12s%s, %d times.\n%14s%s.\n%14sratios to %s", l.Name, l.Title, l.N, "", l.About, "", l.Baseline)
		for _, m := range l.Metrics {
			if bar := m.Bar.Format(m.Unit); bar != "" {
				fmt.Fprintf(w, "; %s %s", m.Name, bar)
			}
		}
		fmt.Fprintln(w)
	}
}
