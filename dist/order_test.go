package dist_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// The news of a process's death follows everything that it sent, and nothing
// follows the news, even if it is killed while it sends (S1, S5, S55).
func TestNothingFollowsTheNews(t *testing.T) {
	for range 20 {
		ada, bob := pair(t, newMemory())
		collected := make(chan int)
		collector := bob.sys.Spawn(func(p *actor.Process) error {
			victim := p.Receive().(actor.PID)
			p.Monitor(victim)
			p.Send(victim, "go")
			for n := 0; ; {
				switch m := p.Receive().(type) {
				case int:
					if m != n {
						t.Errorf("got %d, want %d", m, n)
					}
					n++
				case actor.Down:
					if m.Reason != actor.Killed {
						t.Errorf("down for %v", m.Reason)
					}
					if late, ok := p.ReceiveTimeout(5 * time.Millisecond); ok {
						t.Errorf("and then got %v", late)
					}
					collected <- n
					return nil
				}
			}
		})
		sending := make(chan struct{})
		victim := ada.sys.Spawn(func(p *actor.Process) error {
			p.Send(collector, p.Self())
			p.Receive()
			for n := 0; ; n++ {
				if err := p.SendContext(t.Context(), collector, n); err != nil {
					return err
				}
				if n == 100 {
					close(sending)
				}
			}
		})
		<-sending
		ada.sys.Exit(victim, actor.Kill)
		if n := <-collected; n <= 100 {
			t.Errorf("%d messages came before the news", n)
		}
		ada.stop()
		bob.stop()
	}
}

// Timers reach other nodes, and cancelled ones do not.
func TestTimersElsewhere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ada, bob := pair(t, newMemory())
		defer ada.stop()
		defer bob.stop()
		bob.run(t, func(p *actor.Process) {
			ada.sys.SendAfter(time.Second, p.Self(), "once")
			every := ada.sys.SendEvery(time.Minute, p.Self(), 1)
			if !ada.sys.SendAfter(time.Second, p.Self(), "never").Cancel() {
				t.Error("it was not running")
			}
			if got := next[string](t, p); got != "once" {
				t.Errorf("got %q", got)
			}
			for range 3 {
				next[int](t, p)
			}
			every.Cancel()
			if m, ok := p.ReceiveTimeout(time.Hour); ok {
				t.Errorf("got %v after the end", m)
			}
		})
		far := bob.sys.Spawn(echo)
		time.AfterFunc(time.Second, func() { ada.sys.Send(far, "enough") })
		if reason, err := ada.sys.Wait(t.Context(), far); err != nil || reason.Error() != "enough" {
			t.Errorf("wait: got %v, %v", reason, err)
		}
	})
}
