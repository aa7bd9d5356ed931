package main

import (
	"errors"
	"flag"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/mesh-actors/mesh/cmd/meshbench/workload"
)

func TestParse(t *testing.T) {
	for _, c := range []struct{ args, workloads, peers, err string }{
		{args: "-w L1,L7 -peers mesh,protoactor", workloads: "L1 L7", peers: "channel mesh protoactor"},
		{args: "-w L6 -peers mesh", workloads: "L6 L6-system L6-context L6-deep", peers: "channel mesh"},
		{args: "-w L6-deep,L1 -peers channel", workloads: "L1 L6-deep", peers: "channel"},
		{args: "-w R4", workloads: "R4 R4-gogc", peers: "tcp tls mesh"},
		{args: "-w R2-one -peers mesh", workloads: "R2-one", peers: "tls mesh"},
		{args: "-w L66", err: `no workload "L66"`},
		{args: "-w L1 -peers mush", err: `no peer "mush"`},
		{args: "-runs 0", err: "must be more than nothing"},
		{args: "-scale 0", err: "must be more than nothing"},
		{args: "fast", err: `what is "fast"`},
		{args: "-cpuprofile x", err: "of one measurement"},
		{args: "measure mesh", err: "needs a peer, a workload"},
		{args: "measure mesh L66 7", err: "mesh does not do L66"},
		{args: "measure erlang L6-system 7", err: "erlang does not do L6-system"},
		{args: "far", err: "far needs a peer"},
		{args: "far channel", err: "channel has no far side"},
		{args: "measure mesh L1 0", err: "no number of operations"},
	} {
		o, err := parse(strings.Fields(c.args), io.Discard)
		if c.err != "" {
			if err == nil || !strings.Contains(err.Error(), c.err) {
				t.Errorf("%s: error %v, want %q", c.args, err, c.err)
			}
			continue
		}
		var workloads, peers []string
		for _, w := range o.workloads {
			workloads = append(workloads, w.Name)
		}
		for _, p := range o.peers {
			peers = append(peers, p.Name)
		}
		if err != nil || strings.Join(workloads, " ") != c.workloads || strings.Join(peers, " ") != c.peers {
			t.Errorf("%s: got %v by %v, error %v", c.args, workloads, peers, err)
		}
	}
}

func TestParseMeasurement(t *testing.T) {
	o, err := parse(strings.Fields("-cpuprofile out measure mesh L1 7"), io.Discard)
	if err != nil || o.one == nil {
		t.Fatal(o, err)
	}
	if m := o.one; m.peer.Name != "mesh" || m.workload.Name != "L1" || m.n != 7 || m.profile != "out" {
		t.Errorf("got %+v", m)
	}
}

func TestParseFar(t *testing.T) {
	o, err := parse([]string{"far", "tls"}, io.Discard)
	if err != nil || o.far == nil || o.far.Name != "tls" || o.one != nil {
		t.Errorf("got %+v, error %v; want to be the far side of tls", o, err)
	}
}

// A peer that the machine lacks is left out with a message, but not if it was
// asked for.
func TestMissingPeer(t *testing.T) {
	lacking := errors.New("not installed")
	does := map[string]func(int) (workload.Figures, error){"W": nothing}
	all := []workload.Peer{{Name: "base", Do: does}, {Name: "other", Do: does, Missing: func() error { return lacking }}}
	workloads := []workload.Workload{{Name: "W", Baseline: "base"}}

	var said strings.Builder
	got, err := choosePeers(slices.Clone(all), workloads, "", &said)
	if err != nil || len(got) != 1 || !strings.Contains(said.String(), "without other: not installed") {
		t.Errorf("got %v, error %v, said %q", got, err, &said)
	}
	if _, err := choosePeers(all, workloads, "other", io.Discard); !errors.Is(err, lacking) {
		t.Errorf("error %v, want that it is not installed", err)
	}
}

func nothing(int) (workload.Figures, error) { return nil, nil }

func TestHelpNamesEverything(t *testing.T) {
	var said strings.Builder
	if _, err := parse([]string{"-h"}, &said); !errors.Is(err, flag.ErrHelp) {
		t.Fatal(err)
	}
	for _, w := range allWorkloads() {
		if !strings.Contains(said.String(), w.Name+" ") || !strings.Contains(said.String(), w.About) {
			t.Errorf("-h is silent about %s", w.Name)
		}
	}
	for _, p := range allPeers() {
		if !strings.Contains(said.String(), p.Name+" ") {
			t.Errorf("-h is silent about %s", p.Name)
		}
	}
}
