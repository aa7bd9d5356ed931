package conformance

import (
	"errors"

	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/actor/actortest"
)

func links() []proof {
	return []proof{
		{6, "a link works both ways", func(s *stage) {
			ann, bob := s.pair()
			ann.links(bob)
			ann.stop(errBroken)
			bob.exited(errBroken)

			ann, bob = s.pair()
			ann.links(bob)
			bob.stop(errBroken)
			ann.exited(errBroken)
		}},
		{6, "linking again adds no second link", func(s *stage) {
			ann, bob := s.pair()
			ann.trap().links(bob)
			ann.links(bob)
			bob.links(ann)
			bob.stop(errBroken)
			ann.hearsExit(bob.PID(), errBroken)
			ann.ExpectNothing()
		}},
		{6, "linking to oneself does nothing", func(s *stage) {
			ann := s.player(s.a)
			ann.links(ann)
			ann.lives()
		}},
		{6, "either side unlinks", func(s *stage) {
			ann, bob := s.pair()
			ann.links(bob)
			ann.unlink(bob)
			bob.stop(errBroken)
			ann.lives()

			ann, bob = s.pair()
			ann.links(bob)
			bob.unlink(ann)
			bob.stop(errBroken)
			ann.lives()
		}},
		{6, "one link serves until it is undone, however often it was undone before", func(s *stage) {
			ann, bob := s.pair()
			for range 10 {
				ann.links(bob)
				bob.unlink(ann)
			}
			ann.links(bob)
			bob.stop(errBroken)
			ann.exited(errBroken)
		}},
		{7, "linking to a process that is gone: who traps exits receives noproc", func(s *stage) {
			gone := s.dead(s.b)
			ann := s.player(s.a).trap()
			if err := ann.link(gone); err != nil {
				s.Error(err)
			}
			ann.hearsExit(gone, actor.NoProc)
			ann.ExpectNothing()
		}},
		{7, "linking to a local process that is gone: who does not trap gets an error", func(s *stage) {
			ann := s.player(s.a)
			if err := ann.link(s.dead(s.a)); !errors.Is(err, actor.NoProc) {
				s.Errorf("got %v", err)
			}
			ann.lives()
		}},
		{8, "a child spawned with a link does not escape it by dying at once", func(s *stage) {
			for range 100 {
				ann := s.player(s.a).trap()
				child := actortest.Get(ann.Probe, func(p *actor.Process) actor.PID {
					return p.SpawnLink(func(*actor.Process) error { return errBroken })
				})
				ann.hearsExit(child, errBroken)
			}
		}},
		{14, "once unlinked, the other's exit does nothing, even one on its way", func(s *stage) {
			for range 100 {
				ann, bob := s.pair()
				ann.trap().links(bob)
				s.player(s.b).exit(bob.PID(), errBroken) // bob may be gone before or after
				ann.unlink(bob)
				bob.Reason()
				before := actortest.Get(ann.Probe, func(p *actor.Process) int {
					exits := 0
					for {
						if _, ok := actor.ReceiveFor[actor.Exit](p, 0); !ok {
							return exits
						}
						exits++ // it was received before the unlink
					}
				})
				if ann.ExpectNothing(); before > 1 {
					s.Fatalf("%d exits", before)
				}
			}
		}},
		{15, "names are free when the news of a death arrives", func(s *stage) {
			heir := s.player(s.b).trap()
			for _, die := range []func(p *player){
				func(p *player) { p.stop(nil) },
				func(p *player) { p.stop(errBroken) },
				func(p *player) { s.b.Exit(p.PID(), actor.Kill) },
				func(p *player) { p.Go(func(*actor.Process) { panic("broken") }) },
			} {
				holder := s.player(s.b)
				if err := holder.register("crown"); err != nil {
					s.Fatal(err)
				}
				heir.links(holder)
				die(holder)
				if e := actortest.Expect[actor.Exit](heir.Probe); e.From != holder.PID() {
					s.Fatalf("exit of %v", e.From)
				}
				if err := heir.register("crown"); err != nil {
					s.Fatal(err)
				}
				if err := s.b.Unregister("crown"); err != nil {
					s.Fatal(err)
				}
			}
		}},
	}
}
