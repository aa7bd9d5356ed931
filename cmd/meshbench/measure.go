package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime/pprof"
	"slices"
	"strconv"
	"time"

	"github.com/mesh-actors/mesh/cmd/meshbench/workload"
)

// A measurement is one workload, once, by one peer.
type measurement struct {
	peer     workload.Peer
	workload workload.Workload
	n        int
	profile  string // the file for a CPU profile; none when empty
}

// patience is how long a measurement may take before it counts as stuck. The
// slowest take a few seconds.
const patience = 5 * time.Minute

// inProcess makes the measurement in a new process, since what one leaves behind
// (a grown heap, threads) would change the next.
func (m measurement) inProcess(ctx context.Context) (workload.Figures, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, self, "measure", m.peer.Name, m.workload.Name, strconv.Itoa(m.n))
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%w: %s", err, bytes.TrimSpace(stderr.Bytes()))
	}
	var f workload.Figures
	return f, json.Unmarshal(out, &f)
}

// parseMeasurement reads what inProcess wrote: peer, workload, operations.
func parseMeasurement(args []string, profile string) (*measurement, error) {
	if len(args) != 3 {
		return nil, errors.New("measure needs a peer, a workload and a number of operations")
	}
	peers, workloads := allPeers(), allWorkloads()
	p := slices.IndexFunc(peers, func(p workload.Peer) bool { return p.Name == args[0] })
	w := slices.IndexFunc(workloads, func(w workload.Workload) bool { return w.Name == args[1] })
	n, err := strconv.Atoi(args[2])
	switch {
	case p < 0 || w < 0 || peers[p].Do[args[1]] == nil:
		return nil, fmt.Errorf("measure: %s does not do %s", args[0], args[1])
	case err != nil || n < 1:
		return nil, fmt.Errorf("measure: %q is no number of operations", args[2])
	}
	return &measurement{peers[p], workloads[w], n, profile}, nil
}

// run makes the measurement here, and writes its figures.
func (m measurement) run(stdout io.Writer) error {
	do := m.peer.Do[m.workload.Name]
	if !m.workload.Cold && !m.peer.Outside {
		if _, err := do(max(m.n/10, 1)); err != nil {
			return err
		}
	}
	if m.profile != "" {
		f, err := os.Create(m.profile)
		if err != nil {
			return err
		}
		defer f.Close()
		if err := pprof.StartCPUProfile(f); err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
	}
	f, err := do(m.n)
	if err != nil {
		return err
	}
	return json.NewEncoder(stdout).Encode(f)
}
