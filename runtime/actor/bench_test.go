package actor_test

import (
	"context"
	"sync"
	"testing"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// Each benchmark does the same with processes and with goroutines and plain
// channels of room for 1,024, which have no order across kinds, no death and no
// names.

// bench gives a benchmark a system, and its body the time.
func bench(b *testing.B, f func(b *testing.B, sys *actor.System)) {
	b.Run("actor", func(b *testing.B) {
		sys := actor.NewSystem(actor.Config{})
		b.ReportAllocs()
		b.ResetTimer()
		f(b, sys)
		b.StopTimer()
		if err := sys.Stop(context.Background()); err != nil {
			b.Error(err)
		}
	})
}

func benchChan(b *testing.B, f func(b *testing.B)) {
	b.Run("chan", func(b *testing.B) {
		b.ReportAllocs()
		f(b)
	})
}

const room = 1024

// body is the content of every message: making one is not measured.
var body any = new(int)

// returns is a process that sends each PID it gets back to that process.
func returns(p *actor.Process) error {
	for {
		from := p.Receive().(*actor.PID)
		p.Send(*from, from)
	}
}

// pingPong lets one process have a message returned n times.
func pingPong(sys *actor.System, n int, done func()) {
	partner := sys.Spawn(returns)
	sys.Spawn(func(p *actor.Process) error {
		self := p.Self()
		for range n {
			p.Send(partner, &self)
			p.Receive()
		}
		done()
		return nil
	})
}

func pingPongChan(n int, done func()) {
	there, back := make(chan any, room), make(chan any, room)
	go func() {
		defer close(back)
		for msg := range there {
			back <- msg
		}
	}()
	go func() {
		for range n {
			there <- body
			<-back
		}
		close(there)
		done()
	}()
}

func BenchmarkPingPong(b *testing.B) { benchPairs(b, 1) }

func BenchmarkThousandPairs(b *testing.B) { benchPairs(b, 1000) }

func benchPairs(b *testing.B, pairs int) {
	bench(b, func(b *testing.B, sys *actor.System) {
		var wg sync.WaitGroup
		wg.Add(pairs)
		for range pairs {
			pingPong(sys, b.N/pairs+1, wg.Done)
		}
		wg.Wait()
	})
	benchChan(b, func(b *testing.B) {
		var wg sync.WaitGroup
		wg.Add(pairs)
		for range pairs {
			pingPongChan(b.N/pairs+1, wg.Done)
		}
		wg.Wait()
	})
}

// One receiver, and as many messages as its senders can send.
func BenchmarkFlood(b *testing.B) { benchFlood(b, 1) }

func BenchmarkHundredSenders(b *testing.B) { benchFlood(b, 100) }

func benchFlood(b *testing.B, senders int) {
	bench(b, func(b *testing.B, sys *actor.System) {
		each := b.N/senders + 1
		done := make(chan struct{})
		receiver := sys.Spawn(func(p *actor.Process) error {
			for range senders * each {
				p.Receive()
			}
			close(done)
			return nil
		})
		for range senders {
			sys.Spawn(func(p *actor.Process) error {
				for range each {
					p.Send(receiver, body)
				}
				return nil
			})
		}
		<-done
	})
	benchChan(b, func(b *testing.B) {
		each := b.N/senders + 1
		c := make(chan any, room)
		for range senders {
			go func() {
				for range each {
					c <- body
				}
			}()
		}
		for range senders * each {
			<-c
		}
	})
}

func BenchmarkCall(b *testing.B) {
	bench(b, func(b *testing.B, sys *actor.System) {
		server := sys.SpawnHandler(mirror{})
		done := make(chan struct{})
		ctx := b.Context()
		sys.Spawn(func(p *actor.Process) error {
			defer close(done)
			for range b.N {
				if _, err := p.Call(ctx, server, body); err != nil {
					return err
				}
			}
			return nil
		})
		<-done
	})
	benchChan(b, func(b *testing.B) {
		type request struct {
			body any
			to   chan any
		}
		c, reply := make(chan request, room), make(chan any, 1)
		go func() {
			for r := range c {
				r.to <- r.body
			}
		}()
		ctx := b.Context()
		for range b.N {
			c <- request{body, reply}
			select {
			case <-reply:
			case <-ctx.Done():
			}
		}
		close(c)
	})
}

func BenchmarkCallFromOutside(b *testing.B) {
	bench(b, func(b *testing.B, sys *actor.System) {
		server := sys.SpawnHandler(mirror{})
		ctx := b.Context()
		for range b.N {
			if _, err := sys.Call(ctx, server, body); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// A message goes round a ring of a thousand.
func BenchmarkRing(b *testing.B) {
	const around = 1000
	bench(b, func(b *testing.B, sys *actor.System) {
		done := make(chan struct{})
		first := sys.Spawn(func(p *actor.Process) error {
			next := p.Receive().(actor.PID)
			for range b.N/around + 1 {
				p.Send(next, body)
				p.Receive()
			}
			close(done)
			return nil
		})
		next := first
		for range around - 1 {
			to := next
			next = sys.Spawn(func(p *actor.Process) error {
				for {
					p.Send(to, p.Receive())
				}
			})
		}
		sys.Send(first, next)
		<-done
	})
	benchChan(b, func(b *testing.B) {
		first := make(chan any, room)
		next := first
		for range around - 1 {
			from, to := make(chan any, room), next
			go func() {
				defer close(to)
				for msg := range from {
					to <- msg
				}
			}()
			next = from
		}
		for range b.N/around + 1 {
			next <- body
			<-first
		}
		close(next)
	})
}

// A process that waits for work.
func BenchmarkSpawnIdle(b *testing.B) {
	bench(b, func(b *testing.B, sys *actor.System) {
		for range b.N {
			sys.SpawnHandler(idle{})
		}
	})
	benchChan(b, func(b *testing.B) {
		end := make(chan struct{})
		for range b.N {
			go func() { <-end }()
		}
		close(end)
	})
}

// A process from its beginning to its end.
func BenchmarkSpawnAndExit(b *testing.B) {
	bench(b, func(b *testing.B, sys *actor.System) {
		done := make(chan struct{}, 1)
		for range b.N {
			sys.Spawn(func(*actor.Process) error {
				done <- struct{}{}
				return nil
			})
			<-done
		}
	})
	benchChan(b, func(b *testing.B) {
		done := make(chan struct{}, 1)
		for range b.N {
			go func() { done <- struct{}{} }()
			<-done
		}
	})
}
