package supervisor_test

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/supervisor"
)

var errBoom = errors.New("boom")

// lab is a system in virtual time, with a journal of what its parts did.
type lab struct {
	*testing.T
	sys     *actor.System
	log     bytes.Buffer
	mu      sync.Mutex // guards the journal
	journal []string
}

// inLab runs a test in virtual time, and expects that the system stops.
func inLab(t *testing.T, f func(l *lab)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		l := &lab{T: t}
		l.sys = actor.NewSystem(actor.Config{Logger: slog.New(slog.NewTextHandler(&l.log, nil))})
		f(l)
		if err := l.sys.Stop(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func (l *lab) note(format string, args ...any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.journal = append(l.journal, fmt.Sprintf(format, args...))
}

// expect compares what happened since the last call, once nothing goes on any
// more.
func (l *lab) expect(want ...string) {
	l.Helper()
	synctest.Wait()
	l.mu.Lock()
	defer l.mu.Unlock()
	if !slices.Equal(l.journal, want) {
		l.Errorf("\n got %q\nwant %q", l.journal, want)
	}
	l.journal = nil
}

// A part is a process that records when it comes and goes. A message that is an
// error ends it.
type part struct {
	lab   *lab
	id    string
	wakes time.Duration        // that Init takes
	fails func() error         // returns the error of Init; nil: none
	rises func(*actor.Process) // when up, before any message
	sleep time.Duration        // that it takes to leave, trapping exits; 0: leaves at once
}

func (c part) Init(p *actor.Process) error {
	if c.wakes > 0 {
		p.Sleep(c.wakes)
	}
	if c.fails != nil {
		if err := c.fails(); err != nil {
			return err
		}
	}
	c.lab.note("%s up", c.id)
	p.OnExit(func(reason error) { c.lab.note("%s gone: %v", c.id, reason) })
	p.TrapExit(c.sleep > 0)
	if c.rises != nil {
		c.rises(p)
	}
	return nil
}

func (c part) Handle(p *actor.Process, msg any) error {
	switch m := msg.(type) {
	case error:
		return m
	case actor.Exit:
		p.Sleep(c.sleep)
		return m.Reason
	}
	return nil
}

// child returns a part, as a child.
func (l *lab) child(id string, change ...func(*part)) supervisor.Child {
	c := part{lab: l, id: id}
	for _, f := range change {
		f(&c)
	}
	return supervisor.Child{ID: id, Start: actor.RunHandler(func() actor.Handler { return c })}
}

func (l *lab) children(ids ...string) (cs []supervisor.Child) {
	for _, id := range ids {
		cs = append(cs, l.child(id))
	}
	return cs
}

// start starts a supervisor that must come up.
func (l *lab) start(s supervisor.Spec, opts ...actor.Option) actor.PID {
	l.Helper()
	pid, err := supervisor.Start(l.Context(), l.sys, s, opts...)
	if err != nil {
		l.Fatal(err)
	}
	return pid
}

// info returns the supervisor's information about a child.
func (l *lab) info(sup actor.PID, id string) supervisor.ChildInfo {
	l.Helper()
	infos, err := supervisor.Children(l.Context(), l.sys, sup)
	if err != nil {
		l.Fatal(err)
	}
	i := slices.IndexFunc(infos, func(i supervisor.ChildInfo) bool { return i.ID == id })
	if i < 0 {
		l.Fatalf("no child %s among %v", id, infos)
	}
	return infos[i]
}

// crash ends a child's process by itself, for this reason.
func (l *lab) crash(sup actor.PID, id string, reason error) {
	l.Helper()
	l.sys.Send(l.info(sup, id).PID, reason)
	synctest.Wait()
}

// takes returns how long f takes, in virtual time.
func takes(f func()) time.Duration {
	begun := time.Now()
	f()
	return time.Since(begun)
}
