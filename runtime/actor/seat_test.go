package actor

import (
	"runtime"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// However waits begin and end, a goroutine at its seat gets what is handed over
// and what is queued meanwhile, in order, and sleeps through no wake-up.
func TestSeatMissesNothing(t *testing.T) {
	OnCPUs(t, func(t *testing.T) {
		for chance := range Seeds(t, 30) {
			const senders, each = 3, 300
			p := &Process{sys: NewSystem(Config{})}
			var sending, disturbing sync.WaitGroup
			for from := range senders {
				yields := 1 + chance.IntN(8)
				sending.Go(func() {
					for n := range each {
						p.put(mail{from, n}, nil)
						if n%yields == 0 {
							runtime.Gosched()
						}
					}
				})
			}
			stop := make(chan struct{})
			disturbing.Go(func() {
				for {
					select {
					case <-stop:
						return
					default:
						p.rouse()
						runtime.Gosched()
					}
				}
			})
			var received []any
			for len(received) < senders*each {
				switch patience := chance.IntN(4); patience {
				case 0:
					received = append(received, p.next())
				default:
					raw, ok := p.nextIn(until(time.Duration(patience-1) * time.Microsecond))
					if ok {
						received = append(received, raw)
					}
				}
			}
			sending.Wait()
			close(stop)
			disturbing.Wait()
			inOrder(t, received, senders)
			if raw, ok := p.mailbox.take(); ok || p.seat().handed != nil {
				t.Errorf("%v and %v are left over", raw, p.seat().handed)
			}
		}
	})
}

// A process that sits down while something is queued gets up at once.
func TestSeatIsLeftAtOnce(t *testing.T) {
	p := &Process{sys: NewSystem(Config{})}
	p.put(1, nil)
	if raw := p.wait(); raw != nothing {
		t.Errorf("was handed %v while something is queued", raw)
	}
	if raw := p.next(); raw != 1 {
		t.Errorf("received %v", raw)
	}
}

// A process that has to exit does not sit down: the one that told it to may have
// looked before, and will not wake it.
func TestSeatIsNotForTheLeaving(t *testing.T) {
	p := &Process{sys: NewSystem(Config{})}
	p.state.bits.Or(exitingBit)
	if p.park() {
		t.Error("one that has to leave waits for a message")
	}
	if p.mailbox.parked() {
		t.Error("one that does not wait says that it does")
	}
}

// Nor does it wait for a reply, at its seat or at a channel.
func TestCallOfTheLeavingEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { // which notices one that waits for ever
		silent, caller := &Process{sys: NewSystem(Config{})}, new(Process)
		caller.state.bits.Or(exitingBit)
		for _, done := range []chan struct{}{nil, make(chan struct{})} {
			c := newCall()
			if there := c.ask(silent, 1, caller, done); !there || c.stands() != failed || c.err != ErrExiting {
				t.Errorf("the call stands at %d, for %v", c.stands(), c.err)
			}
		}
	})
}

// Nor for the reply of a process that has died since it was found.
func TestCallOfTheDyingEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dying := &Process{sys: NewSystem(Config{})}
		dying.mailbox.close()
		c := newCall()
		if there := c.ask(dying, 1, nil, nil); !there || c.stands() != failed || c.err != NoProc {
			t.Errorf("the call stands at %d, for %v", c.stands(), c.err)
		}
	})
}
