package actor_test

import (
	"context"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// RT-16: what a process is, does and holds, as data.
func TestInfo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sys := actor.NewSystem(actor.Config{})
		defer sys.Stop(context.Background())
		release := make(chan struct{})
		var child actor.PID
		parent := sys.Spawn(func(p *actor.Process) error {
			p.TrapExit(true)
			child = p.SpawnLink(func(p *actor.Process) error {
				<-release
				for {
					p.Receive()
				}
			}, actor.Named("child"), actor.Named("kid"))
			p.Monitor(child)
			for {
				if e, ok := p.Receive().(actor.Exit); ok && e.From.IsZero() {
					return e.Reason
				}
			}
		})
		synctest.Wait()
		for range 3 {
			sys.Send(child, "hello")
		}
		got, _ := sys.Info(child)
		if got.Activity != actor.Running || got.Mailbox != 3 || got.Received != 0 || got.Watchers != 1 ||
			got.Kind != "func" || got.Parent != parent || len(got.Links) != 1 || got.Links[0] != parent {
			t.Errorf("busy child: %+v", got)
		}
		close(release)
		synctest.Wait()
		got, _ = sys.Info(child)
		if got.Activity != actor.Waiting || got.Mailbox != 0 || got.Received != 3 {
			t.Errorf("waiting child: %+v", got)
		}
		sys.Send(child, "past the queue")
		synctest.Wait()
		if got, _ = sys.Info(child); got.Received != 4 {
			t.Errorf("after a hand-over: %+v", got)
		}
		trees := sys.Trees()
		if len(trees) != 1 || trees[0].PID != parent || !trees[0].TrapExit || trees[0].Watching != 1 ||
			len(trees[0].Children) != 1 || trees[0].Children[0].PID != child {
			t.Errorf("trees: %+v", trees)
		}
		if s := sys.Stats(); s.Processes != 2 || s.Spawned != 2 {
			t.Errorf("stats: %+v", s)
		}
		sys.Exit(child, actor.Kill)
		synctest.Wait()
		if s := sys.Stats(); s.Processes != 1 || s.Killed != 1 || s.Faults != 1 || s.Stuck != 0 {
			t.Errorf("stats after a kill: %+v", s)
		}
		if _, ok := sys.Info(child); ok {
			t.Error("a dead process has no info")
		}
	})
}

// A process's log records identify it.
func TestLog(t *testing.T) {
	var log strings.Builder
	sys := actor.NewSystem(actor.Config{Logger: slog.New(slog.NewTextHandler(&log, nil))})
	pid := sys.Spawn(func(p *actor.Process) error {
		p.Log().Info("hello")
		panic("oops")
	}, actor.Named("greeter"))
	sys.Wait(t.Context(), pid)
	lines := strings.Split(strings.TrimSpace(log.String()), "\n")
	if len(lines) != 2 {
		t.Fatalf("the log is %q", log.String())
	}
	for _, line := range lines {
		if !strings.Contains(line, pid.String()) || !strings.Contains(line, "name=greeter") {
			t.Errorf("%q does not say who wrote it", line)
		}
	}
}
