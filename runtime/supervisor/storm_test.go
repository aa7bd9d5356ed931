package supervisor_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/supervisor"
)

// quiet is a child that reacts to errors by exiting with them.
type quiet struct{}

func (quiet) Handle(_ *actor.Process, msg any) error {
	err, _ := msg.(error)
	return err
}

// S26: ten thousand children that all crash at once are restarted exactly as
// often as the limit allows.
func TestRestartStorm(t *testing.T) {
	const children, most = 10_000, 4_000
	inLab(t, func(l *lab) {
		var starts atomic.Int64
		start := func(by actor.Spawner, opts ...actor.Option) actor.PID {
			starts.Add(1)
			return by.SpawnHandler(quiet{}, opts...)
		}
		spec := supervisor.Spec{MaxRestarts: most}
		for i := range children {
			spec.Children = append(spec.Children, supervisor.Child{ID: fmt.Sprint(i), Start: start})
		}
		sup := l.start(spec)
		infos, err := supervisor.Children(l.Context(), l.sys, sup)
		if err != nil || len(infos) != children {
			l.Fatalf("%d children, %v", len(infos), err)
		}
		for i, info := range infos {
			if info.ID != fmt.Sprint(i) {
				l.Fatalf("child %d is %s", i, info.ID)
			}
			l.sys.Send(info.PID, errBoom)
		}
		reason, err := l.sys.Wait(l.Context(), sup)
		if _, ok := errors.AsType[*supervisor.EscalationError](reason); !ok || err != nil {
			l.Errorf("exited for %v, %v", reason, err)
		}
		if n := starts.Load(); n != children+most {
			l.Errorf("started %d times, want %d", n, children+most)
		}
		if n := l.sys.Count(); n != 0 {
			l.Errorf("%d processes are left", n)
		}
	})
}

// A moody child fails every third start, and takes a while to leave every other
// time, or does not leave at all.
type moody struct{ rnd *rand.Rand }

func (m moody) Init(p *actor.Process) error {
	if m.rnd.IntN(3) == 0 {
		return errBoom
	}
	p.TrapExit(m.rnd.IntN(2) == 0)
	return nil
}

func (m moody) Handle(p *actor.Process, msg any) error {
	switch m := msg.(type) {
	case error:
		return m
	case actor.Exit:
		p.Sleep(4 * time.Second)
		p.Sleep(time.Duration(p.Self().ID()%3) * time.Second) // 5 s is all it gets
		return m.Reason
	}
	return nil
}

// RT-07: whatever is done to a supervisor concurrently, it answers at once, and
// in the end leaves no process behind.
func TestTurmoil(t *testing.T) {
	for name, strategy := range map[string]supervisor.Strategy{
		"one_for_one":        supervisor.OneForOne,
		"one_for_all":        supervisor.OneForAll,
		"rest_for_one":       supervisor.RestForOne,
		"simple_one_for_one": supervisor.SimpleOneForOne,
	} {
		t.Run(name, func(t *testing.T) {
			inLab(t, func(l *lab) { turmoil(l, strategy) })
		})
	}
}

func turmoil(l *lab, strategy supervisor.Strategy) {
	const each, rounds = 4, 60
	var seed atomic.Uint64
	random := func() *rand.Rand { return rand.New(rand.NewPCG(7, seed.Add(1))) }
	child := func(id string) supervisor.Child {
		return supervisor.Child{ID: id, Start: actor.RunHandler(func() actor.Handler { return moody{random()} })}
	}
	sup := l.start(supervisor.Spec{Strategy: strategy, MaxRestarts: 1_000_000}, actor.Named("sup"))
	var wg sync.WaitGroup
	many := func(f func(id string, rnd *rand.Rand)) {
		for range each {
			rnd := random()
			wg.Go(func() {
				for range rounds {
					f(fmt.Sprint(rnd.IntN(12)), rnd)
					time.Sleep(time.Duration(rnd.IntN(2000)) * time.Millisecond)
				}
			})
		}
	}
	ctx := l.Context()
	many(func(id string, _ *rand.Rand) { supervisor.StartChild(ctx, l.sys, "sup", child(id)) })
	many(func(id string, _ *rand.Rand) { supervisor.TerminateChild(ctx, l.sys, "sup", id) })
	many(func(id string, _ *rand.Rand) { supervisor.RestartChild(ctx, l.sys, "sup", id) })
	many(func(id string, _ *rand.Rand) { supervisor.DeleteChild(ctx, l.sys, "sup", id) })
	many(func(_ string, rnd *rand.Rand) {
		var infos []supervisor.ChildInfo
		var err error
		if took := takes(func() { infos, err = supervisor.Children(ctx, l.sys, "sup") }); took > 0 || err != nil {
			l.Errorf("children after %v: %v", took, err)
		}
		if len(infos) > 0 {
			l.sys.Send(infos[rnd.IntN(len(infos))].PID, errBoom)
		}
	})
	wg.Wait()

	l.sys.Exit(sup, actor.Shutdown)
	if reason, err := l.sys.Wait(ctx, sup); reason != actor.Shutdown || err != nil {
		l.Errorf("exited for %v, %v", reason, err)
	}
	synctest.Wait()
	if n := l.sys.Count(); n != 0 {
		l.Errorf("%d processes are left", n)
	}
}
