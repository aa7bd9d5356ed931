package prom_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/prom"
)

// RT-16: a scrape shows what happened.
func TestCollect(t *testing.T) {
	sys := actor.NewSystem(actor.Config{Node: "shop", Logger: slog.New(slog.NewTextHandler(io.Discard, nil))})
	release := make(chan struct{})
	busy := sys.Spawn(func(p *actor.Process) error { <-release; return nil })
	defer sys.Stop(context.Background())
	defer close(release)
	for range 5 {
		sys.Send(busy, "wait")
	}
	for _, end := range []actor.Func{
		func(*actor.Process) error { return nil },
		func(*actor.Process) error { return errors.New("broken") },
		func(*actor.Process) error { panic("oops") },
	} {
		gone := sys.Spawn(end)
		sys.Wait(t.Context(), gone)
		sys.Send(gone, "too late")
	}
	c := prom.Collect(sys)
	if problems, err := testutil.CollectAndLint(c); err != nil || len(problems) > 0 {
		t.Errorf("lint: %v, %v", problems, err)
	}
	want := `
		# HELP actor_dead_letters_total Messages that were sent and never received.
		# TYPE actor_dead_letters_total counter
		actor_dead_letters_total{node="shop"} 3
		# HELP actor_faults_total Processes that exited otherwise than normally or by shutdown.
		# TYPE actor_faults_total counter
		actor_faults_total{node="shop"} 2
		# HELP actor_mailbox_longest Messages in the longest mailbox.
		# TYPE actor_mailbox_longest gauge
		actor_mailbox_longest{node="shop"} 5
		# HELP actor_mailbox_messages Processes by how many messages wait for them.
		# TYPE actor_mailbox_messages histogram
		actor_mailbox_messages_bucket{node="shop",le="0"} 0
		actor_mailbox_messages_bucket{node="shop",le="1"} 0
		actor_mailbox_messages_bucket{node="shop",le="10"} 1
		actor_mailbox_messages_bucket{node="shop",le="100"} 1
		actor_mailbox_messages_bucket{node="shop",le="1000"} 1
		actor_mailbox_messages_bucket{node="shop",le="10000"} 1
		actor_mailbox_messages_bucket{node="shop",le="100000"} 1
		actor_mailbox_messages_bucket{node="shop",le="+Inf"} 1
		actor_mailbox_messages_sum{node="shop"} 5
		actor_mailbox_messages_count{node="shop"} 1
		# HELP actor_panics_total Panics of processes and of goroutines that belong to them.
		# TYPE actor_panics_total counter
		actor_panics_total{node="shop"} 1
		# HELP actor_processes Processes there are.
		# TYPE actor_processes gauge
		actor_processes{node="shop"} 1
		# HELP actor_spawned_total Processes ever spawned.
		# TYPE actor_spawned_total counter
		actor_spawned_total{node="shop"} 4
	`
	err := testutil.CollectAndCompare(c, strings.NewReader(want), "actor_dead_letters_total", "actor_faults_total",
		"actor_mailbox_longest", "actor_mailbox_messages", "actor_panics_total", "actor_processes", "actor_spawned_total")
	if err != nil {
		t.Error(err)
	}
}

func Example() {
	sys := actor.NewSystem(actor.Config{Node: "shop"})
	defer sys.Stop(context.Background())
	registry := prometheus.NewRegistry()
	registry.MustRegister(prom.Collect(sys))

	families, _ := registry.Gather()
	fmt.Println(families[len(families)-1].GetName())
	// Output: actor_stuck_processes
}
