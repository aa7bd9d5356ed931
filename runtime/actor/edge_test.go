package actor_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"testing"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// A name given to Spawn is registered when Spawn returns, and a taken one keeps
// the process from running.
func TestNamedIsThereAtOnce(t *testing.T) {
	sys := actor.NewSystem(actor.Config{})
	defer sys.Stop(context.Background())
	for range 100 {
		first := sys.Spawn(func(p *actor.Process) error { p.Receive(); return nil }, actor.Named("door"))
		if pid, ok := sys.Whereis("door"); !ok || pid != first {
			t.Fatalf("the name is %v's", pid)
		}
		second := sys.Spawn(func(*actor.Process) error {
			t.Error("a process ran whose name was taken")
			return nil
		}, actor.Named("door"))
		var taken *actor.NameError
		if reason, _ := sys.Wait(t.Context(), second); reason != actor.NoProc && !errors.As(reason, &taken) {
			t.Errorf("the second one exited for %v", reason)
		}
		sys.Exit(first, actor.Kill)
	}
}

// unborn fails in its Init, and must not be terminated.
type unborn struct {
	t    *testing.T
	init func() error
}

func (u unborn) Init(*actor.Process) error             { return u.init() }
func (unborn) Handle(*actor.Process, any) error        { return nil }
func (u unborn) Terminate(_ *actor.Process, why error) { u.t.Errorf("terminated for %v", why) }

func TestNoTerminateWithoutInit(t *testing.T) {
	sys := actor.NewSystem(actor.Config{Logger: slog.New(slog.DiscardHandler)})
	defer sys.Stop(context.Background())
	broken := errors.New("broken")
	for _, init := range []func() error{
		func() error { return broken },
		func() error { panic(broken) },
	} {
		start := actor.RunHandler(func() actor.Handler { return unborn{t, init} })
		if _, err := actor.Start(t.Context(), sys, start); !errors.Is(err, broken) {
			t.Errorf("start gave %v", err)
		}
	}
}

// A hook may add another one, which runs as well.
func TestHookAddsHook(t *testing.T) {
	sys := actor.NewSystem(actor.Config{})
	defer sys.Stop(context.Background())
	var ran []string
	pid := sys.Spawn(func(p *actor.Process) error {
		p.OnExit(func(error) { ran = append(ran, "first") })
		p.OnExit(func(error) {
			p.OnExit(func(error) { ran = append(ran, "added") })
		})
		return nil
	})
	sys.Wait(t.Context(), pid)
	if err := sys.Stop(t.Context()); err != nil || len(ran) != 2 || ran[0] != "added" || ran[1] != "first" {
		t.Errorf("ran %v, stopped with %v", ran, err)
	}
}

type panickyLog struct{ slog.Handler }

func (panickyLog) Handle(context.Context, slog.Record) error { panic("log is full") }

// Not even a logger that panics makes a process end the program.
func TestPanickingLogger(t *testing.T) {
	sys := actor.NewSystem(actor.Config{Logger: slog.New(panickyLog{slog.NewTextHandler(io.Discard, nil)})})
	defer sys.Stop(context.Background())
	pid := sys.Spawn(func(p *actor.Process) error { p.Receive(); panic("oops") })
	ended := make(chan error, 1)
	go func() { reason, _ := sys.Wait(t.Context(), pid); ended <- reason }()
	sys.Send(pid, "go")
	if reason := <-ended; reason == nil {
		t.Error("no reason")
	}
}
