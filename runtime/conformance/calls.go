package conformance

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/service"
)

func calls() []proof {
	return []proof{
		{32, "a call fails when its context ends", func(s *stage) {
			ann, bob := s.pair() // bob never answers
			_, err := ann.call(bob.PID(), "?", time.Second)
			s.fails(err, context.DeadlineExceeded)
		}},
		{32, "a call of a process that is gone fails with noproc", func(s *stage) {
			_, err := s.player(s.a).call(s.dead(s.b), "?", time.Second)
			s.fails(err, actor.NoProc)
		}},
		{32, "a call fails with the reason for which its server exits", func(s *stage) {
			ann, bob := s.pair()
			bob.Go(func(p *actor.Process) {
				p.Receive()
				p.Stop(errBroken)
			})
			_, err := ann.call(bob.PID(), "?", time.Minute)
			s.fails(err, errBroken)
		}},
		{32, "a failed call spoils no later one", func(s *stage) {
			ann, bob := s.pair()
			bob.Go(func(p *actor.Process) { answer(p, 2); p.Stop(errBroken) })
			if v, err := ann.call(bob.PID(), 1, time.Minute); v != 1 || err != nil {
				s.Errorf("got %v, %v", v, err)
			}
			ann.call(s.dead(s.b), "?", time.Minute)
			ann.call(s.player(s.b).PID(), "?", time.Second)
			if v, err := ann.call(bob.PID(), 2, time.Minute); v != 2 || err != nil {
				s.Errorf("got %v, %v", v, err)
			}
			carol := s.player(s.b)
			carol.Go(func(p *actor.Process) { answer(p, 1) })
			if v, err := ann.call(carol.PID(), 3, time.Minute); v != 3 || err != nil {
				s.Errorf("got %v, %v", v, err)
			}
		}},
		{32, "a call goes to who has the name, and fails with noproc if nobody has", func(s *stage) {
			ann, bob := s.pair()
			if err := bob.register("bob"); err != nil {
				s.Fatal(err)
			}
			bob.Go(func(p *actor.Process) { answer(p, 1) })
			ann.Do(func(p *actor.Process) {
				if v, err := service.Call[int](s.Context(), p, s.at("bob"), 1); v != 1 || err != nil {
					s.Errorf("got %v, %v", v, err)
				}
				_, err := service.Call[int](s.Context(), p, s.at("nobody"), 1)
				s.fails(err, actor.NoProc)
			})
		}},
		{33, "a late reply goes nowhere", func(s *stage) {
			ann, bob := s.pair()
			kept := make(chan actor.Request, 1)
			bob.Go(func(p *actor.Process) { kept <- p.Receive().(actor.Request) })
			_, err := ann.call(bob.PID(), "?", time.Second)
			s.fails(err, context.DeadlineExceeded)
			(<-kept).Reply("late", nil)
			ann.ExpectNothing()
		}},
		{33, "a late reply does not answer the next call", func(s *stage) {
			ann, bob := s.pair()
			bob.Go(func(p *actor.Process) {
				late := p.Receive().(actor.Request)
				next := p.Receive().(actor.Request)
				late.Reply("late", nil)
				next.Reply("next", nil)
			})
			_, err := ann.call(bob.PID(), "?", time.Second)
			s.fails(err, context.DeadlineExceeded)
			if v, err := ann.call(bob.PID(), "?", time.Second); v != "next" || err != nil {
				s.Errorf("got %v, %v", v, err)
			}
		}},
		{34, "a cast to who is gone, or was never there, is no error", func(s *stage) {
			gone := s.dead(s.b)
			s.player(s.a).Do(func(p *actor.Process) {
				if err := errors.Join(service.Cast(p, gone, 1), service.Cast(p, "nobody", 1), service.Cast(p, s.at("nobody"), 1)); err != nil {
					s.Error(err)
				}
			})
		}},
		{34, "casts arrive as casts, in order, to a process and to a name", func(s *stage) {
			heard := make(chan any, 4)
			server, err := service.Start(s.Context(), s.b, listener{heard}, actor.Named("listener"))
			if err != nil {
				s.Fatal(err)
			}
			s.player(s.a).Do(func(p *actor.Process) {
				s.nil(service.Cast(p, server, 1))
				s.nil(service.Cast(p, s.at("listener"), "two"))
				s.nil(p.Send(server, 3))
				s.nil(service.Cast(p, server, nil))
			})
			for _, want := range []any{1, "two", "plain 3", nil} {
				if got := <-heard; got != want {
					s.Errorf("heard %v, want %v", got, want)
				}
			}
		}},
		{35, "another process may send the reply, and a second one is ignored", func(s *stage) {
			ann, bob := s.pair()
			carol := s.player(s.b)
			seconds := make(chan bool, 1)
			bob.Go(func(p *actor.Process) { p.Send(carol.PID(), p.Receive()) })
			carol.Go(func(p *actor.Process) {
				r := p.Receive().(actor.Request)
				r.Reply("first", nil)
				seconds <- r.Reply("second", nil)
			})
			if v, err := ann.call(bob.PID(), "?", time.Minute); v != "first" || err != nil {
				s.Errorf("got %v, %v", v, err)
			}
			if <-seconds {
				s.Error("the second reply counted")
			}
			ann.ExpectNothing()
		}},
		{36, "a server goes with its parent even if it traps exits, and terminates", func(s *stage) {
			parent := s.player(s.a)
			server := &loyal{terminated: make(chan error, 1)}
			parent.Do(func(p *actor.Process) {
				if _, err := service.Start(s.Context(), p, server, actor.Linked()); err != nil {
					s.Error(err)
				}
			})
			parent.stop(errBroken)
			s.same("terminated for", <-server.terminated, errBroken)
		}},
	}
}

// call makes the player call a process and wait for at most d.
func (p *player) call(to actor.PID, request any, d time.Duration) (reply any, err error) {
	p.s.Helper()
	p.Do(func(p *actor.Process) {
		ctx, cancel := context.WithTimeout(context.Background(), d)
		defer cancel()
		reply, err = p.Call(ctx, to, request)
	})
	return reply, err
}

// fails checks that a call failed for this reason.
func (s *stage) fails(err, reason error) {
	s.Helper()
	call, ok := errors.AsType[*actor.CallError](err)
	if !ok {
		s.Fatalf("got %v, want a CallError", err)
	}
	s.same("call failed for", call.Reason, reason)
}

// answer answers n calls by echoing the requests.
func answer(p *actor.Process, n int) {
	for range n {
		r, _ := actor.ReceiveFor[actor.Request](p, actor.Forever)
		r.Reply(r.Body, nil)
	}
}

// loyal is a server that traps exits.
type loyal struct{ terminated chan error }

func (l *loyal) Init(p *actor.Process) error {
	p.TrapExit(true)
	return nil
}

func (l *loyal) HandleCall(*actor.Process, any) (any, error) { return nil, nil }

func (l *loyal) Terminate(_ *actor.Process, reason error) { l.terminated <- reason }

var _ actor.Terminator = (*loyal)(nil)

// nil checks that there was no error.
func (s *stage) nil(err error) {
	s.Helper()
	if err != nil {
		s.Error(err)
	}
}

// listener is a server that reports what it receives, and by which method.
type listener struct{ heard chan any }

func (l listener) HandleCall(_ *actor.Process, request any) (any, error) {
	return nil, service.Unknown(request)
}

func (l listener) HandleCast(_ *actor.Process, msg any) error {
	l.heard <- msg
	return nil
}

func (l listener) HandleInfo(_ *actor.Process, msg any) error {
	l.heard <- fmt.Sprint("plain ", msg)
	return nil
}
