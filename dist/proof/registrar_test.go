package proof

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/mesh-actors/mesh/dist"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// A Holding is a time in which a process had a global name, as its own node saw
// it.
type Holding struct {
	Name  string
	PID   actor.PID
	Asked time.Time // when it began to register
	From  time.Time // when that returned
	Until time.Time // when it began to let go, or was told that it lost; zero: it has it
	Told  int       // how often it was told
}

// registrar is a node's part in contests for names. The zero value is ready for
// use.
type registrar struct {
	mu   sync.Mutex // guards all
	held []*Holding
}

// A Contest is names that each node wants, again and again, for so long.
type Contest struct {
	Names []string
	For   time.Duration
}

// Contend takes part in a contest. The holder of a name at the end keeps it.
func (s *Site) Contend(c Contest, _ *nothing) error {
	ctx, cancel := context.WithTimeout(context.Background(), c.For)
	defer cancel()
	var all sync.WaitGroup
	for _, name := range c.Names {
		all.Go(func() {
			for ctx.Err() == nil {
				s.want(ctx, name)
				idle(ctx, 100*time.Millisecond)
			}
		})
	}
	all.Wait()
	return nil
}

// want registers a new process, keeps it for a while, and lets go in one of the
// possible ways.
func (s *Site) want(ctx context.Context, name string) {
	h := &Holding{Name: name, Asked: time.Now()}
	lost := make(chan struct{})
	h.PID = s.sys.Spawn(func(p *actor.Process) error {
		for {
			if _, told := p.Receive().(dist.NameConflict); told {
				s.registrar.mu.Lock()
				if h.Told++; h.Told == 1 {
					h.Until = time.Now()
					close(lost)
				}
				s.registrar.mu.Unlock()
			}
		}
	})
	soon, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	if err := s.node.Global().Register(soon, name, h.PID); err != nil {
		s.sys.Exit(h.PID, actor.Kill)
		return
	}
	s.registrar.mu.Lock()
	h.From = time.Now()
	s.held = append(s.held, h)
	s.registrar.mu.Unlock()
	ended := idle(ctx, 3*time.Second)
	select {
	case <-lost:
		return // but it lives on, and would hear it if it was told again
	default:
	}
	if ended {
		return
	}
	s.registrar.mu.Lock()
	if h.Until.IsZero() {
		h.Until = time.Now()
	}
	s.registrar.mu.Unlock()
	if rand.IntN(2) == 0 {
		s.node.Global().Unregister(name)
	} else {
		s.sys.Exit(h.PID, actor.Kill)
	}
}

// idle waits for some time up to most, or for the end of ctx.
func idle(ctx context.Context, most time.Duration) (ended bool) {
	select {
	case <-ctx.Done():
		return true
	case <-time.After(rand.N(most)):
		return false
	}
}

// Holdings returns all holdings.
func (s *Site) Holdings(_ nothing, all *[]Holding) error {
	s.registrar.mu.Lock()
	defer s.registrar.mu.Unlock()
	*all = []Holding{}
	for _, h := range s.held {
		*all = append(*all, *h)
	}
	return nil
}

// A Sight is what a node sees at a moment.
type Sight struct {
	Peers int
	Found map[string]actor.PID
}

// Look looks names up.
func (s *Site) Look(names []string, sight *Sight) error {
	*sight = Sight{Peers: len(s.node.List()), Found: map[string]actor.PID{}}
	for _, name := range names {
		if pid, ok := s.node.Global().Whereis(name); ok {
			sight.Found[name] = pid
		}
	}
	return nil
}

// A Claim is a name for a process.
type Claim struct {
	Name string
	PID  actor.PID
}

// Register gives a process a global name.
func (s *Site) Register(c Claim, _ *nothing) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	return s.node.Global().Register(ctx, c.Name, c.PID)
}

// Unregister removes a name.
func (s *Site) Unregister(name string, _ *nothing) error { return s.node.Global().Unregister(name) }

// Conflicts returns how often the holders of names were told that they lost them.
func (s *Site) Conflicts(_ nothing, n *int) error {
	s.registrar.mu.Lock()
	defer s.registrar.mu.Unlock()
	*n = 0
	for _, h := range s.held {
		*n += h.Told
	}
	return nil
}
