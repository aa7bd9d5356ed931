package actor

import (
	"math/rand/v2"
	"runtime"
	"sync"
	"testing"
	"time"
)

// line is a mailbox and its receiver, without the process around them. It waits
// without a seat, as a handler does.
type line struct {
	mailbox
	wakec    chan any
	received []any
}

func newLine() *line { return &line{wakec: make(chan any, 1)} }

// send puts a message, once there is room, and pays the wake-up that it may owe.
func (l *line) send(msg any, by *Process) bool {
	left := l.put(msg, by)
	for ; left == full; left = l.put(msg, by) {
		runtime.Gosched()
	}
	switch left {
	case wakeWith:
		l.wakec <- msg
	case wakeOnly:
		l.wakec <- nothing
		return l.bounded() // otherwise only a killed sender wakes, and leaves nothing
	case refused:
		return false
	}
	return true
}

// interrupt wakes the receiver without a message.
func (l *line) interrupt() {
	if l.unpark() {
		l.wakec <- nothing
	}
}

// next receives what is there; false if nothing is.
func (l *line) next() bool {
	msg, ok := l.take()
	if ok {
		l.received = append(l.received, msg)
		if l.bounded() {
			l.uncount()
		}
	}
	return ok
}

// receive takes what is there, or waits; false if nothing came before the
// timeout, or the mailbox is closed.
func (l *line) receive(timeout <-chan time.Time) bool {
	if l.next() {
		return true
	}
	if !l.park(parkedBit) {
		return l.word.Load()&closedBit == 0
	}
	var msg any
	select {
	case msg = <-l.wakec:
	case <-timeout:
		if l.unpark() {
			return false
		}
		msg = <-l.wakec
	}
	if msg != nothing {
		l.received = append(l.received, msg)
	}
	return true
}

// mail is a message of the stress tests: the nth of its sender.
type mail struct{ from, n int }

// inOrder checks that each sender's mail came without gap, duplicate or change of
// order, and returns how much came from each.
func inOrder(t *testing.T, received []any, senders int) []int {
	t.Helper()
	next := make([]int, senders)
	for _, msg := range received {
		m := msg.(mail)
		if m.n != next[m.from] {
			t.Fatalf("sender %d: message %d, want %d", m.from, m.n, next[m.from])
		}
		next[m.from]++
	}
	return next
}

// Whatever the receiver and others do meanwhile, each sender's messages arrive in
// order; of those sent up to the close, exactly the accepted ones arrive (S1,
// S2).
func TestMailboxKeepsOrder(t *testing.T) {
	OnCPUs(t, func(t *testing.T) {
		for chance := range Seeds(t, 60) {
			mailboxRound(t, chance)
		}
	})
}

func mailboxRound(t *testing.T, chance *rand.Rand) {
	const senders, each = 6, 400
	l := newLine()
	if chance.IntN(3) == 0 {
		l.limit(bound{limit: 1 + chance.IntN(20)})
	}
	closeAt := chance.IntN(2 * each) // of a sender's messages; often never
	accepted := make([]int, senders)
	seeds := make([]uint64, senders+1)
	for i := range seeds {
		seeds[i] = chance.Uint64()
	}
	var sending, disturbing sync.WaitGroup
	for from := range senders {
		sending.Go(func() {
			dice := rand.New(rand.NewPCG(seeds[from], 1))
			for n := range each {
				if from == 0 && n == closeAt {
					l.close()
				}
				if !l.send(mail{from, n}, nil) {
					break
				}
				accepted[from]++
				if dice.IntN(8) == 0 {
					runtime.Gosched()
				}
			}
			if accepted[from] < each && l.send(mail{from, each}, nil) {
				t.Error("a closed mailbox took a message")
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
				l.interrupt()
				_ = l.length()
				runtime.Gosched()
			}
		}
	})
	received := make(chan struct{})
	done := make(chan struct{})
	go func() {
		defer close(received)
		dice := rand.New(rand.NewPCG(seeds[senders], 1))
		for {
			var timeout <-chan time.Time
			switch dice.IntN(8) {
			case 0:
				timeout = time.After(time.Duration(dice.IntN(50)) * time.Microsecond)
			case 1:
				runtime.Gosched()
			}
			l.receive(timeout)
			select {
			case <-done: // everything is sent: no more than what is queued will come
				for l.next() {
				}
				return
			default:
			}
		}
	}()
	sending.Wait()
	close(done)
	l.interrupt() // or the disturber does
	<-received
	close(stop)
	disturbing.Wait()
	for from, n := range inOrder(t, l.received, senders) {
		if n != accepted[from] {
			t.Errorf("sender %d: %d messages arrived of %d that were accepted", from, n, accepted[from])
		}
	}
	if n := l.length(); n != 0 {
		t.Errorf("an empty mailbox holds %d messages", n)
	}
}

// No message of a killed sender is queued behind the news of its death, which
// another process puts (S1, S55).
func TestMailboxRefusesTheKilled(t *testing.T) {
	OnCPUs(t, func(t *testing.T) {
		for chance := range Seeds(t, 300) {
			l := newLine()
			victim := new(Process)
			pause := chance.IntN(30)
			var wg sync.WaitGroup
			wg.Go(func() {
				for n := 0; l.send(mail{0, n}, victim) || !victim.killed(); n++ {
					if n%8 == 0 {
						runtime.Gosched()
					}
				}
			})
			wg.Go(func() {
				for range pause {
					runtime.Gosched()
				}
				victim.state.bits.Or(killedBit)
				l.send("news", nil)
			})
			for len(l.received) == 0 || l.received[len(l.received)-1] != "news" {
				l.receive(nil)
			}
			wg.Wait()
			if msg, ok := l.take(); ok {
				t.Errorf("%v follows the news", msg)
			}
			inOrder(t, l.received[:len(l.received)-1], 1)
		}
	})
}

// The states after each step.
func TestMailboxStates(t *testing.T) {
	l := newLine()
	if !l.park(parkedBit) {
		t.Fatal("an empty mailbox can be parked at")
	}
	if l.put(1, nil) != wakeWith {
		t.Error("the message is handed over to who waits")
	}
	if l.put(2, nil) != queued || l.length() != 1 {
		t.Error("the next one is queued")
	}
	if l.park(parkedBit) {
		t.Error("a filled mailbox can't be parked at")
	}
	if l.unpark() {
		t.Error("nobody waits")
	}
	if msg, ok := l.take(); !ok || msg != 2 {
		t.Errorf("took %v, %v", msg, ok)
	}
	killed := new(Process)
	killed.state.bits.Or(killedBit)
	if !l.park(parkedBit) || l.put(3, killed) != wakeOnly || l.put(3, killed) != refused {
		t.Error("the killed put nothing")
	}
	l.put(4, nil)
	l.close()
	if l.put(5, nil) != refused {
		t.Error("a closed mailbox takes nothing")
	}
	if msg, ok := l.take(); !ok || msg != 4 {
		t.Errorf("took %v, %v; what was queued stays", msg, ok)
	}
	if _, ok := l.take(); ok || l.park(parkedBit) {
		t.Error("a closed mailbox stays empty, and can't be parked at")
	}
}

// The memory of a long queue is released after a burst.
func TestMailboxForgetsBursts(t *testing.T) {
	l := newLine()
	for i := range 10_000 {
		l.put(i, nil)
	}
	for i := range 10_000 {
		if msg, ok := l.take(); !ok || msg != i {
			t.Fatalf("took %v, %v, want %d", msg, ok, i)
		}
	}
	for b, n := l.out, 0; b != nil; b = b.next {
		if n++; n > 1 {
			t.Fatal("an empty mailbox keeps its batches")
		}
		for _, msg := range b.msgs {
			if msg != nil {
				t.Fatalf("an empty mailbox holds on to %v", msg)
			}
		}
	}
}
