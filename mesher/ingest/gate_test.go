package ingest

import (
	"context"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/service"
)

// of returns an event of a project, as a gate sees it.
func of(project mesher.ProjectID) *mesher.Submission {
	return &mesher.Submission{Project: mesher.Project{ID: project}, Body: []byte("{}")}
}

func testGate(c Config, processors int) *gate {
	c.Store = struct{ Store }{}
	c, err := c.withDefaults()
	if err != nil {
		panic(err)
	}
	return newGate(c, processorNames(processors))
}

// fill takes every place of this node.
func fill(t *testing.T, g *gate) (taken []*lane) {
	t.Helper()
	for range len(g.here) * places {
		l, err := g.enter(t.Context(), of(1))
		if err != nil {
			t.Fatal(err)
		}
		taken = append(taken, l)
	}
	return taken
}

func TestGateSpreads(t *testing.T) {
	g := testGate(Config{}, 3)
	seen := map[*lane]int{}
	for _, l := range fill(t, g) {
		seen[l]++
	}
	for _, l := range g.here {
		if seen[l] != places {
			t.Errorf("%s got %d events, want %d", l.name, seen[l], places)
		}
	}
}

// Projects are let in one after the other, in whatever order their events came.
func TestProjectsTakeTurnsAtTheGate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := testGate(Config{}, 1)
		taken := fill(t, g)
		var order []mesher.ProjectID
		var mu sync.Mutex
		var all sync.WaitGroup
		for _, project := range []mesher.ProjectID{1, 1, 1, 1, 2, 2, 3} {
			all.Go(func() {
				l, err := g.enter(t.Context(), of(project))
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				order = append(order, project)
				mu.Unlock()
				time.Sleep(time.Second)
				g.leave(l)
			})
			synctest.Wait()
		}
		g.leave(taken[0])
		all.Wait()
		if want := []mesher.ProjectID{1, 2, 3, 1, 2, 1, 1}; !slices.Equal(order, want) {
			t.Errorf("let in %v, want %v", order, want)
		}
	})
}

// A project that floods the processors delays another by the events they have,
// and by one more: each may have had its turn coming.
func TestAFloodLeavesTheProcessorsToOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const work = time.Millisecond
		sys := actor.NewSystem(actor.Config{})
		defer func() {
			if err := sys.Stop(context.WithoutCancel(t.Context())); err != nil {
				t.Error(err)
			}
		}()
		p := &Pipeline{sys: sys, gate: testGate(Config{}, 1)}
		if _, err := service.Start(t.Context(), sys, busy(work), actor.Named(Processor+"1")); err != nil {
			t.Fatal(err)
		}
		submit := func(ctx context.Context, project mesher.ProjectID) error {
			l, err := p.gate.enter(ctx, of(project))
			if err == nil {
				_, err = p.process(ctx, l, of(project))
			}
			return err
		}
		ctx, stop := context.WithCancel(t.Context())
		var flood sync.WaitGroup
		for range 500 {
			flood.Go(func() {
				for ctx.Err() == nil {
					submit(ctx, 1)
				}
			})
		}
		time.Sleep(100 * work)
		for range 50 {
			began := time.Now()
			if err := submit(t.Context(), 2); err != nil {
				t.Error(err)
			}
			if took := time.Since(began); took > (places+2)*work {
				t.Errorf("an event of the trickle took %v", took)
			}
			time.Sleep(work * 7 / 2)
		}
		stop()
		flood.Wait()
	})
}

// busy is a processor that takes so long for each event.
type busy time.Duration

func (b busy) HandleCall(p *actor.Process, _ any) (any, error) {
	p.Sleep(time.Duration(b))
	return mesher.Record{}, nil
}

// Waiting is bounded. The project with the most waiting events makes room for
// others, and no event waits in vain.
func TestGateIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := testGate(Config{MaxWaiting: 3}, 1)
		taken := fill(t, g)
		results := make(map[mesher.ProjectID][]error)
		var mu sync.Mutex
		var all sync.WaitGroup
		enter := func(project mesher.ProjectID) {
			all.Go(func() {
				l, err := g.enter(t.Context(), of(project))
				mu.Lock()
				results[project] = append(results[project], err)
				mu.Unlock()
				g.leave(l)
			})
			synctest.Wait()
		}
		for _, project := range []mesher.ProjectID{1, 1, 1, 1, 2, 2} {
			enter(project)
		}
		for _, l := range taken {
			g.leave(l)
		}
		all.Wait()
		for project, want := range map[mesher.ProjectID]int{1: 2, 2: 1} {
			refused := 0
			for _, err := range results[project] {
				if mesher.KindOf(err) == mesher.Unavailable && err != nil {
					refused++
				}
			}
			if refused != want {
				t.Errorf("of project %d %d were refused, want %d: %v", project, refused, want, results[project])
			}
		}
	})
}

// Borrowed processors get events that meet others here, and nothing else.
func TestBorrowedOnesTakeWhatMeetsOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &Pipeline{gate: testGate(Config{}, 1)}
		g := p.gate
		taken := fill(t, g)
		letc := make(chan *lane, 3)
		for range 3 {
			go func() {
				l, err := g.enter(t.Context(), of(1))
				if err != nil {
					t.Error(err)
				}
				letc <- l
			}()
		}
		synctest.Wait()
		other := actor.NewPID(actor.Node{Name: "n"}, 7)
		p.Borrow(other, 2)
		for range 2 {
			if l := <-letc; l.borrowed != other {
				t.Errorf("%+v took it", l)
			}
		}
		if got := p.Pressure(); got.Handed != 2 || got.Waiting != 1 || g.queued() != 1 {
			t.Errorf("the pressure is %+v, and 2 were handed over; %d wait", got, g.queued())
		}
		p.GiveBack(other)
		g.leave(taken[0])
		if l := <-letc; l != taken[0] {
			t.Errorf("%+v took it, want this node's processor", l)
		}
		p.Borrow(other, 1)
		g.leave(taken[1])
		for _, want := range []actor.PID{other, {}} { // one place there, and one here
			if l, err := g.enter(t.Context(), of(1)); err != nil || l.borrowed != want {
				t.Errorf("%+v took it, want %v; %v", l, want, err)
			}
		}
		g.leave(taken[0])
		g.leave(taken[0])
		if l, err := g.enter(t.Context(), of(1)); err != nil || l != taken[0] {
			t.Errorf("%+v took it, with nothing to do here; %v", l, err)
		}
	})
}

// However many come, give up and leave, every place is free in the end.
func TestNoPlaceIsLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &Pipeline{gate: testGate(Config{MaxWaiting: 20}, 2)}
		other := actor.NewPID(actor.Node{Name: "n"}, 7)
		p.Borrow(other, 3)
		r := rand.New(rand.NewPCG(1, 2))
		var all sync.WaitGroup
		for range 2000 {
			project, patience, work := mesher.ProjectID(r.IntN(5)), time.Duration(r.IntN(20)), time.Duration(r.IntN(10))
			all.Go(func() {
				ctx, cancel := context.WithTimeout(t.Context(), patience*time.Millisecond)
				defer cancel()
				l, err := p.gate.enter(ctx, of(project))
				if err != nil && mesher.KindOf(err) != mesher.Unavailable {
					t.Error(err)
				}
				time.Sleep(work * time.Millisecond)
				p.gate.leave(l)
			})
			time.Sleep(time.Duration(r.IntN(2)) * time.Millisecond)
		}
		all.Wait()
		for _, l := range append(p.gate.here, p.gate.borrowed...) {
			if want := map[bool]int{true: places, false: 3}[l.name != ""]; l.free != want {
				t.Errorf("%d places of %q are free, want %d", l.free, l.name, want)
			}
		}
		if n := p.gate.waiting.held; n != (load{}) {
			t.Errorf("%+v still wait", n)
		}
	})
}
