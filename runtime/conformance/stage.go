package conformance

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/actor/actortest"
)

// A stage is where a proof takes place: two systems, and players on them.
type stage struct {
	*testing.T
	a, b *actor.System
	real func(t *testing.T, a, b *actor.System) // see Harness.Settle
}

// player spawns a process that does what its verbs say, one after the other.
func (s *stage) player(sys *actor.System) *player {
	s.Helper()
	return &player{actortest.NewProbe(s, sys), s}
}

// pair returns a player on each system.
func (s *stage) pair() (ann, bob *player) {
	s.Helper()
	return s.player(s.a), s.player(s.b)
}

// dead returns the PID of a process that has exited.
func (s *stage) dead(sys *actor.System) actor.PID {
	s.Helper()
	late := s.player(sys)
	late.stop(nil)
	return late.PID()
}

// settle lets what was done reach the other system, as the next player does not
// wait for it. On one system that takes no time and weakens no proof.
func (s *stage) settle() {
	if s.a != s.b {
		s.quiet()
	}
}

// quiet waits until nothing is on its way.
func (s *stage) quiet() {
	s.Helper()
	if s.real == nil {
		synctest.Wait()
	} else {
		s.real(s.T, s.a, s.b)
	}
}

// pass lets time pass: if time is real, enough for what takes a second.
func (s *stage) pass(d time.Duration) {
	if s.real != nil {
		d = min(d, 1500*time.Millisecond)
	}
	<-time.After(d)
}

// same compares reasons by their text, which is what survives a journey.
func (s *stage) same(what string, got, want error) {
	s.Helper()
	if got == nil || got.Error() != want.Error() {
		s.Fatalf("%s: %v, want %v", what, got, want)
	}
}

// at returns a name as the other system has to write it.
func (s *stage) at(name string) string { return name + "@" + s.b.Node().Name }

// A player is a probe with the verbs that the proofs are written in.
type player struct {
	*actortest.Probe
	s *stage
}

func (p *player) trap() *player {
	p.s.Helper()
	p.Do(func(p *actor.Process) { p.TrapExit(true) })
	return p
}

func (p *player) link(to actor.PID) error {
	p.s.Helper()
	defer p.s.settle()
	return actortest.Get(p.Probe, func(p *actor.Process) error { return p.Link(to) })
}

// links is a link that has to succeed.
func (p *player) links(to *player) {
	p.s.Helper()
	if err := p.link(to.PID()); err != nil {
		p.s.Fatal(err)
	}
}

func (p *player) unlink(from *player) {
	p.s.Helper()
	defer p.s.settle()
	p.Do(func(p *actor.Process) { p.Unlink(from.PID()) })
}

func (p *player) monitor(to actor.PID) actor.MonitorRef {
	p.s.Helper()
	defer p.s.settle()
	return actortest.Get(p.Probe, func(p *actor.Process) actor.MonitorRef { return p.Monitor(to) })
}

func (p *player) demonitor(ref actor.MonitorRef) {
	p.s.Helper()
	defer p.s.settle()
	p.Do(func(p *actor.Process) { p.Demonitor(ref) })
}

func (p *player) register(name string) error {
	p.s.Helper()
	return actortest.Get(p.Probe, func(p *actor.Process) error { return p.Register(name) })
}

func (p *player) exit(to actor.PID, reason error) {
	p.s.Helper()
	defer p.s.settle()
	p.Do(func(p *actor.Process) { p.Exit(to, reason) })
}

// stop makes the player exit by itself, and returns when it is gone.
func (p *player) stop(reason error) {
	p.s.Helper()
	p.Do(func(p *actor.Process) { p.Stop(reason) })
	p.Reason()
}

// exited checks that the player is gone, for this reason.
func (p *player) exited(want error) {
	p.s.Helper()
	p.s.same("exited for", p.Reason(), want)
}

// lives checks that the player still does as told.
func (p *player) lives() {
	p.s.Helper()
	p.ExpectNothing()
}

// ExpectNothing checks that the player has no message, and that none is on its way.
func (p *player) ExpectNothing() {
	p.s.Helper()
	p.s.quiet()
	p.Do(func(proc *actor.Process) {
		if msg, ok := proc.ReceiveTimeout(0); ok {
			p.s.Errorf("%v received %T %v, want nothing", p.PID(), msg, msg)
		}
	})
}

// receives checks that this is the next message.
func receives[T comparable](p *player, want T) {
	p.s.Helper()
	if got := actortest.Expect[T](p.Probe); got != want {
		p.s.Fatalf("%v received %v, want %v", p.PID(), got, want)
	}
}

// hearsExit checks that the next message is this exit.
func (p *player) hearsExit(from actor.PID, reason error) {
	p.s.Helper()
	e := actortest.Expect[actor.Exit](p.Probe)
	if e.From != from {
		p.s.Fatalf("exit of %v, want %v", e.From, from)
	}
	p.s.same("exit", e.Reason, reason)
}

// hearsDown checks that the next message is this monitor's.
func (p *player) hearsDown(ref actor.MonitorRef, of actor.PID, reason error) {
	p.s.Helper()
	d := actortest.Expect[actor.Down](p.Probe)
	if d.Ref != ref || d.PID != of {
		p.s.Fatalf("down of %v by %v, want %v by %v", d.PID, d.Ref, of, ref)
	}
	p.s.same("down", d.Reason, reason)
}
