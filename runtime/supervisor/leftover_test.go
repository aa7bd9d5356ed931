package supervisor_test

import (
	"errors"
	"testing"
	"time"

	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/supervisor"
)

// named runs a part under its id as its name, so that only one can live at a
// time.
func named(c supervisor.Child) supervisor.Child {
	c.Start = c.Start.With(actor.Named(c.ID))
	return c
}

// The children of a killed supervisor may take a while to end. Its successor
// waits for their names, which costs no restarts; those above notice only the one
// crash.
func TestKilledSupervisorLeavesChildren(t *testing.T) {
	slow := func(c *part) { c.sleep = 4 * time.Second }
	for _, c := range []struct {
		about string
		child func(l *lab) supervisor.Child
		gone  string
	}{
		{"that trap exits", func(l *lab) supervisor.Child { return l.child("b", slow) }, "b gone: killed"},
		{"that clean up", func(l *lab) supervisor.Child {
			return supervisor.Child{ID: "b", Start: actor.Run(func(p *actor.Process) error {
				l.note("b up")
				defer func() { time.Sleep(4 * time.Second); l.note("b cleaned up") }()
				p.Receive()
				return nil
			})}
		}, "b cleaned up"},
		{"that supervise", func(l *lab) supervisor.Child {
			return supervisor.Child{ID: "pool", Start: supervisor.Run(supervisor.Spec{Children: []supervisor.Child{named(l.child("b", slow))}}), Supervisor: true}
		}, "b gone: shutdown"},
	} {
		t.Run(c.about, func(t *testing.T) {
			inLab(t, func(l *lab) {
				sub := supervisor.Spec{Children: []supervisor.Child{named(c.child(l))}}
				sup := l.start(supervisor.Spec{Children: []supervisor.Child{
					{ID: "sub", Start: supervisor.Run(sub).With(actor.Named("sub")), Supervisor: true},
				}})
				l.expect("b up")
				killed, _ := l.sys.Whereis("sub")
				l.sys.Exit(killed, actor.Kill)
				time.Sleep(3 * time.Second)
				l.expect()
				time.Sleep(2 * time.Second)
				l.expect(c.gone, "b up")
				infos, err := supervisor.Children(l.Context(), l.sys, sup)
				if err != nil || infos[0].State != supervisor.Running || infos[0].Restarts != 1 {
					l.Errorf("got %+v, %v", infos, err)
				}
			})
		})
	}
}

// A leftover that does not end in the time that it would have as a child is
// killed.
func TestLeftoverIsKilled(t *testing.T) {
	inLab(t, func(l *lab) {
		endc := make(chan struct{})
		defer close(endc)
		stuck := supervisor.Child{ID: "b", Shutdown: time.Second, Start: actor.Run(func(p *actor.Process) error {
			l.note("b up")
			<-endc
			return nil
		})}
		spec := supervisor.Spec{Children: []supervisor.Child{
			{ID: "sub", Start: supervisor.Run(supervisor.Spec{Children: []supervisor.Child{named(stuck)}}).With(actor.Named("sub")), Supervisor: true},
		}}
		l.start(spec)
		l.expect("b up")
		killed, _ := l.sys.Whereis("sub")
		l.sys.Exit(killed, actor.Kill)
		time.Sleep(900 * time.Millisecond)
		l.expect()
		time.Sleep(time.Second)
		l.expect("b up")
	})
}

// A name held for good by another process is a failure at once, and also for a
// caller that asks for the start of a child.
func TestNameOfAnother(t *testing.T) {
	inLab(t, func(l *lab) {
		other := l.sys.Spawn(func(p *actor.Process) error {
			p.TrapExit(true)
			p.Receive()
			p.Sleep(time.Second)
			return nil
		}, actor.Named("a"))
		began := time.Now()
		if _, err := supervisor.Start(l.Context(), l.sys, supervisor.Spec{Children: []supervisor.Child{named(l.child("a"))}}); !isNameError(err) {
			l.Errorf("start: %v", err)
		}
		sup := l.start(supervisor.Spec{})
		leaving := l.sys.Spawn(func(p *actor.Process) error {
			defer time.Sleep(time.Second)
			p.Receive()
			return nil
		}, actor.Named("b"))
		l.sys.Exit(leaving, errors.New("leave"))
		if _, err := supervisor.StartChild(l.Context(), l.sys, sup, named(l.child("b"))); !isNameError(err) {
			l.Errorf("start child: %v", err)
		}
		if took := time.Since(began); took > 0 {
			l.Errorf("it waited %v", took)
		}
		l.sys.Exit(other, actor.Kill)
	})
}

func isNameError(err error) bool {
	_, ok := errors.AsType[*actor.NameError](err)
	return ok
}
