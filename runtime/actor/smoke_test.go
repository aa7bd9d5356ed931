package actor

import (
	"context"
	"testing"
	"time"
	"errors"
)

type echo struct{}

func (echo) Handle(p *Process, m any) error { return nil }
func (echo) HandleCall(p *Process, r Request) error { r.Reply(r.Body, nil); return nil }

func TestSmoke(t *testing.T) {
	s := NewSystem(Config{})
	e := s.Spawn(func(p *Process) error {
		for {
			m := p.Receive()
			switch m := m.(type) {
			case Request:
				m.Reply(m.Body, nil)
			case PID:
				p.Send(m, "hi")
			}
		}
	})
	d := s.SpawnHandler(echo{})
	done := make(chan string, 1)
	r := s.Spawn(func(p *Process) error {
		p.Send(e, p.Self())
		v, _ := ReceiveFor[string](p, Forever)
		w, err := p.Call(context.Background(), d, 5)
		if w != 5 || err != nil { t.Error(w, err) }
		ctx, c := context.WithTimeout(context.Background(), time.Second)
		defer c()
		w, err = p.Call(ctx, e, 5)
		if w != 5 || err != nil { t.Error(w, err) }
		ref := p.Monitor(e)
		p.Exit(e, errors.New("x"))
		dn := p.Receive().(Down)
		if dn.Ref != ref { t.Error(dn) }
		p.TrapExit(true)
		k := p.SpawnLink(func(p *Process) error { panic("boo") })
		ex := p.Receive().(Exit)
		if ex.From != k {t.Error(ex)}
		done <- v
		return nil
	})
	select {
	case v := <-done:
	t.Log(v)
	case <-time.After(5*time.Second): t.Fatal("stuck")
	}
	s.Wait(t.Context(), r)
	if err := s.Stop(t.Context()); err != nil { t.Fatal(err) }
}

func bench(b *testing.B, f func(s *System)) { s := NewSystem(Config{}); b.ReportAllocs(); b.ResetTimer(); f(s); b.StopTimer(); s.Stop(context.Background()) }

func BenchmarkPingPong(b *testing.B) {
	bench(b, func(s *System) {
		done := make(chan bool)
		e := s.Spawn(func(p *Process) error { for { m := p.Receive().(*PID); p.Send(*m, m) } })
		s.Spawn(func(p *Process) error { me := p.Self(); for range b.N { p.Send(e, &me); p.Receive() }; close(done); return nil })
		<-done
	})
}
func BenchmarkChanPingPong(b *testing.B) {
	x, y := make(chan any, 1024), make(chan any, 1024)
	go func() { for m := range x { y <- m } }()
	m := any(new(int))
	for range b.N { x <- m; <-y }
}
func BenchmarkFlood(b *testing.B) {
	bench(b, func(s *System) {
		done := make(chan bool)
		r := s.Spawn(func(p *Process) error { for range b.N { p.Receive() }; close(done); return nil })
		m := any(new(int))
		s.Spawn(func(p *Process) error { for range b.N { p.Send(r, m) }; return nil })
		<-done
	})
}
func BenchmarkChanFlood(b *testing.B) {
	x := make(chan any, 1024)
	m := any(new(int))
	go func() { for range b.N { x <- m } }()
	for range b.N { <-x }
}
func BenchmarkFlood100(b *testing.B) {
	bench(b, func(s *System) {
		n := b.N/100+1
		done := make(chan bool)
		r := s.Spawn(func(p *Process) error { for range n*100 { p.Receive() }; close(done); return nil })
		m := any(new(int))
		for range 100 { s.Spawn(func(p *Process) error { for range n { p.Send(r, m) }; return nil }) }
		<-done
	})
}
func BenchmarkCall(b *testing.B) {
	bench(b, func(s *System) {
		done := make(chan bool)
		e := s.SpawnHandler(echo{})
		m := any(new(int))
		s.Spawn(func(p *Process) error { for range b.N { p.Call(context.Background(), e, m) }; close(done); return nil })
		<-done
	})
}
func BenchmarkCallSys(b *testing.B) {
	bench(b, func(s *System) {
		e := s.SpawnHandler(echo{})
		m := any(new(int))
		for range b.N { s.Call(context.Background(), e, m) }
	})
}
func BenchmarkChanCall(b *testing.B) {
	type rq struct { m any; to chan any }
	x := make(chan rq, 1024)
	go func() { for r := range x { r.to <- r.m } }()
	to := make(chan any, 1)
	m := any(new(int))
	for range b.N { x <- rq{m, to}; <-to }
}
func BenchmarkSpawnIdle(b *testing.B) {
	bench(b, func(s *System) { for range b.N { s.SpawnHandler(echo{}) } })
}
func BenchmarkSpawnExit(b *testing.B) {
	bench(b, func(s *System) { for range b.N { s.Spawn(func(*Process) error { return nil}) } })
}
