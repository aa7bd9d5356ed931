package dist_test

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mesh-actors/mesh/dist"
	"github.com/mesh-actors/mesh/dist/disttest"
	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/supervisor"
)

// supervisedCluster is nodes that offer work, and a supervisor on the first of them.
type supervisedCluster struct {
	*testing.T
	network *disttest.Network
	nodes   []testNode
	sup     actor.PID
	mu      sync.Mutex // guards at
	at      []string   // the hosts where a worker runs now
}

// inSupervisedCluster runs f in virtual time with nodes that offer "work", which
// fails with any message it is sent, and "stay", which takes a minute to leave
// when asked.
func inSupervisedCluster(t *testing.T, hosts []string, f func(f *supervisedCluster)) {
	inCluster(t, hosts, func(t *testing.T, network *disttest.Network, nodes []testNode) {
		l := &supervisedCluster{T: t, network: network, nodes: nodes}
		for _, s := range nodes {
			l.offer(s)
		}
		synctest.Wait()
		time.Sleep(time.Second) // peers are told
		f(l)
	})
}

func (f *supervisedCluster) offer(s testNode) {
	err1 := dist.Offer(s.Node, "work", func(p *actor.Process, _ string) error {
		f.present(p)
		return fmt.Errorf("%v", p.Receive())
	})
	err2 := dist.Offer(s.Node, "stay", func(p *actor.Process, _ string) error {
		f.present(p)
		p.TrapExit(true)
		p.Receive()
		p.Sleep(time.Minute)
		return nil
	})
	if err := errors.Join(err1, err2); err != nil {
		f.Fatal(err)
	}
}

// present records where a process is, for as long as it lives.
func (f *supervisedCluster) present(p *actor.Process) {
	name := p.Self().Node().Name
	f.mu.Lock()
	f.at = append(f.at, name)
	f.mu.Unlock()
	p.OnExit(func(error) {
		f.mu.Lock()
		defer f.mu.Unlock()
		i := slices.Index(f.at, name)
		f.at = slices.Delete(f.at, i, i+1)
	})
}

// child returns a child that belongs on a host.
func (f *supervisedCluster) child(id, host, function string, change ...func(*supervisor.Child)) supervisor.Child {
	c := supervisor.Child{ID: id, Remote: &supervisor.Remote{
		Cluster: f.nodes[0].Node, Node: "node@" + host + ":1", Function: function, Args: id,
	}}
	for _, ch := range change {
		ch(&c)
	}
	return c
}

func onLoss(l supervisor.Loss) func(*supervisor.Child) {
	return func(c *supervisor.Child) { c.Remote.Loss = l }
}

func (f *supervisedCluster) supervise(s supervisor.Spec) {
	f.Helper()
	var err error
	if f.sup, err = supervisor.Start(f.Context(), f.nodes[0].sys, s); err != nil {
		f.Fatal(err)
	}
}

// info returns the supervisor's information about a child, which must come at
// once.
func (f *supervisedCluster) info(id string) supervisor.ChildInfo {
	f.Helper()
	asked := time.Now()
	infos, err := supervisor.Children(f.Context(), f.nodes[0].sys, f.sup)
	if took := time.Since(asked); err != nil || took > 0 {
		f.Fatalf("children after %v: %v", took, err)
	}
	return infos[slices.IndexFunc(infos, func(i supervisor.ChildInfo) bool { return i.ID == id })]
}

// expect checks where a child is, if anywhere, and where workers run.
func (f *supervisedCluster) expect(id, host string, state supervisor.State, at ...string) {
	f.Helper()
	i := f.info(id)
	if i.State != state || host != "" && i.PID.Node().Name != "node@"+host+":1" {
		f.Errorf("%s is %v as %v, want %v on %s", id, i.State, i.PID, state, host)
	}
	f.expectWork(at...)
}

// expectWork checks where workers run.
func (f *supervisedCluster) expectWork(at ...string) {
	f.Helper()
	for n, host := range at {
		at[n] = "node@" + host + ":1"
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	slices.Sort(f.at)
	if !slices.Equal(f.at, at) {
		f.Errorf("work is done at %v, want %v", f.at, at)
	}
}

func (f *supervisedCluster) send(id string, msg any) {
	f.Helper()
	if err := f.nodes[0].sys.Send(f.info(id).PID, msg); err != nil {
		f.Fatal(err)
	}
	time.Sleep(time.Second)
}

func takes(f func()) time.Duration {
	begun := time.Now()
	f()
	return time.Since(begun)
}

// DIST-12: a child on another node is restarted there, whatever ended it.
func TestRemoteRestart(t *testing.T) {
	inSupervisedCluster(t, []string{"a", "b"}, func(f *supervisedCluster) {
		f.supervise(supervisor.Spec{Children: []supervisor.Child{f.child("w", "b", "work")}})
		f.expect("w", "b", supervisor.Running, "b")
		first := f.info("w").PID
		f.send("w", "boom")
		f.expect("w", "b", supervisor.Running, "b")
		f.nodes[1].sys.Exit(f.info("w").PID, actor.Kill)
		time.Sleep(time.Second)
		f.expect("w", "b", supervisor.Running, "b")
		if i := f.info("w"); i.Restarts != 2 || i.PID == first {
			f.Errorf("w: %+v", i)
		}
		// Its own claim is not taken for its death.
		f.nodes[1].sys.Spawn(func(p *actor.Process) error {
			p.Exit(f.sup, errors.New("boom"))
			return nil
		})
		time.Sleep(time.Second)
		f.expect("w", "b", supervisor.Running, "b")
		// When the supervisor is killed, nobody is left behind.
		f.nodes[0].sys.Exit(f.sup, actor.Kill)
		time.Sleep(time.Second)
		f.expectWork()
	})
}

// A lost node counts as an exit, and waiting for it adds none; the orphan ends.
func TestLossWait(t *testing.T) {
	inSupervisedCluster(t, []string{"a", "b", "c"}, func(f *supervisedCluster) {
		f.supervise(supervisor.Spec{Children: []supervisor.Child{f.child("w", "b", "work"), f.child("v", "a", "work")}})
		f.network.Partition([]string{"a", "c"}, []string{"b"})
		time.Sleep(time.Hour)
		f.expect("w", "", supervisor.Starting, "a")
		f.send("v", "boom") // everything else goes on
		f.expect("v", "a", supervisor.Running, "a")
		f.network.Heal()
		time.Sleep(time.Minute)
		f.expect("w", "b", supervisor.Running, "a", "b")
		if i := f.info("w"); i.Restarts != 1 {
			f.Errorf("w: %+v", i)
		}
		// The node starts again, and offers the function a while later.
		f.nodes[1].stop()
		time.Sleep(time.Minute)
		again := (*memory)(nil).start(f, "node@b:1", func(c *dist.Config) { c.Transport = f.network.Host("b") })
		f.Cleanup(again.stop)
		again.connect(f, f.nodes[0])
		time.Sleep(time.Minute)
		f.expect("w", "", supervisor.Starting, "a")
		f.offer(again)
		time.Sleep(time.Second)
		f.expect("w", "b", supervisor.Running, "a", "b")
		if i := f.info("w"); i.Restarts != 2 || i.PID.Node() != again.Self() {
			f.Errorf("w: %+v", i)
		}
	})
}

// A child that no node offers waits, for ever if its function is mistyped: that
// is logged, once.
func TestWaitIsSaid(t *testing.T) {
	inCluster(t, []string{"b", "c"}, func(t *testing.T, network *disttest.Network, nodes []testNode) {
		var log bytes.Buffer
		sys := actor.NewSystem(actor.Config{Node: "node@a:1", Logger: slog.New(slog.NewTextHandler(&log, nil))})
		node, err := dist.Start(t.Context(), sys, dist.Config{
			Cookies: cookie(t, secret), Transport: network.Host("a"), Logger: slog.New(slog.DiscardHandler),
		})
		if err != nil {
			t.Fatal(err)
		}
		a := testNode{node, sys}
		a.connect(t, nodes[0])
		spec := supervisor.Spec{Children: []supervisor.Child{{ID: "w", Remote: &supervisor.Remote{
			Cluster: node, Node: "node@b:1", Function: "wrok",
		}}}}
		supervisor.Run(spec)(sys)
		time.Sleep(time.Minute)
		nodes[1].stop() // this changes nothing
		time.Sleep(time.Hour)
		a.stop()
		if said := log.String(); strings.Count(said, "waits for a node") != 1 || !strings.Contains(said, "wrok") {
			t.Errorf("said %s", said)
		}
	})
}

func TestLossElsewhere(t *testing.T) {
	inSupervisedCluster(t, []string{"a", "b", "c"}, func(f *supervisedCluster) {
		f.supervise(supervisor.Spec{Children: []supervisor.Child{f.child("w", "b", "work", onLoss(supervisor.Elsewhere))}})
		f.expect("w", "b", supervisor.Running, "b")
		f.network.Partition([]string{"a", "c"}, []string{"b"})
		time.Sleep(time.Minute)
		f.expect("w", "c", supervisor.Running, "c")
		f.nodes[2].stop()
		time.Sleep(time.Minute)
		f.expect("w", "a", supervisor.Running, "a")
		f.network.Heal()
		time.Sleep(time.Minute)
		f.expect("w", "a", supervisor.Running, "a") // where it is well
		f.send("w", "boom")
		f.expect("w", "b", supervisor.Running, "b") // where it belongs
	})
}

func TestLossEscalate(t *testing.T) {
	inSupervisedCluster(t, []string{"a", "b"}, func(f *supervisedCluster) {
		f.supervise(supervisor.Spec{Children: []supervisor.Child{
			f.child("v", "a", "work"), f.child("w", "b", "work", onLoss(supervisor.Escalate)),
		}})
		f.send("w", "boom")
		f.expect("w", "b", supervisor.Running, "a", "b")
		f.network.Partition([]string{"a"}, []string{"b"})
		reason, err := f.nodes[0].sys.Wait(f.Context(), f.sup)
		lost, ok := errors.AsType[*supervisor.LostError](reason)
		if err != nil || !errors.Is(reason, actor.Shutdown) || !ok || lost.ID != "w" || lost.Node != "node@b:1" {
			f.Errorf("exited for %v, %v", reason, err)
		}
		// While the node is away, there is nothing to start.
		_, err = supervisor.Start(f.Context(), f.nodes[0].sys, supervisor.Spec{
			Children: []supervisor.Child{f.child("w", "b", "work", onLoss(supervisor.Escalate))}})
		if !errors.Is(err, actor.NoConnection) {
			f.Errorf("started: %v", err)
		}
	})
}

// A child requested while the node is lost exists once, when the node is back.
func TestLossDuringStart(t *testing.T) {
	for _, lost := range [][2]string{{"a", "b"}, {"b", "a"}} { // the request, or the answer
		inSupervisedCluster(t, []string{"a", "b"}, func(f *supervisedCluster) {
			f.supervise(supervisor.Spec{})
			f.network.Cut(lost[0], lost[1])
			time.AfterFunc(time.Minute, f.network.Heal)
			took := takes(func() {
				if _, err := supervisor.StartChild(f.Context(), f.nodes[0].sys, f.sup, f.child("w", "b", "work")); err != nil {
					f.Error(err)
				}
			})
			if took < time.Minute {
				f.Errorf("started after %v", took)
			}
			time.Sleep(time.Minute)
			f.expect("w", "b", supervisor.Running, "b")
			if i := f.info("w"); i.Restarts != 0 {
				f.Errorf("w: %+v", i)
			}
		})
	}
}

// A waiting start is called off at once, by whatever ends it.
func TestCallOff(t *testing.T) {
	inSupervisedCluster(t, []string{"a", "b"}, func(f *supervisedCluster) {
		sys := f.nodes[0].sys
		f.supervise(supervisor.Spec{Children: []supervisor.Child{f.child("v", "b", "work"), f.child("w", "b", "work")}})
		f.network.Partition([]string{"a"}, []string{"b"})
		time.Sleep(time.Minute)
		if took := takes(func() { supervisor.TerminateChild(f.Context(), sys, f.sup, "v") }); took > 0 {
			f.Errorf("terminated after %v", took)
		}
		f.expect("v", "", supervisor.Terminated)
		sys.Exit(f.sup, actor.Shutdown)
		if took := takes(func() { sys.Wait(f.Context(), f.sup) }); took > 0 {
			f.Errorf("stopped after %v", took)
		}
		f.network.Heal()
		time.Sleep(time.Minute)
		f.expectWork()
		// Nor is a leaving node a place to wait for another.
		f.supervise(supervisor.Spec{Children: []supervisor.Child{f.child("w", "b", "work")}})
		f.nodes[0].Leave(f.Context())
		reason, _ := sys.Wait(f.Context(), f.sup)
		if _, ok := errors.AsType[*supervisor.EscalationError](reason); !ok {
			f.Errorf("exited for %v", reason)
		}
	})
}

// S28: how long a child may take to leave holds across the wire.
func TestRemoteShutdown(t *testing.T) {
	for _, c := range []struct {
		name     string
		shutdown time.Duration
		cut      bool
		want     time.Duration // within a second
	}{
		{"5 s when zero", 0, false, 5 * time.Second},
		{"without limit", supervisor.Infinity, false, time.Minute},
		{"at once", supervisor.BrutalKill, false, 0},
		{"until the node is lost", supervisor.Infinity, true, 2 * time.Second},
		{"killed or not", 0, true, 2 * time.Second},
	} {
		t.Run(c.name, func(t *testing.T) {
			inSupervisedCluster(t, []string{"a", "b"}, func(f *supervisedCluster) {
				f.supervise(supervisor.Spec{Children: []supervisor.Child{
					f.child("s", "b", "stay", func(ch *supervisor.Child) { ch.Shutdown = c.shutdown }),
				}})
				if c.cut {
					f.network.Cut("b", "a")
				}
				f.nodes[0].sys.Exit(f.sup, actor.Shutdown)
				took := takes(func() { f.nodes[0].sys.Wait(f.Context(), f.sup) })
				if took < c.want-time.Second || took > c.want+time.Second {
					f.Errorf("took %v, want %v", took, c.want)
				}
			})
		})
	}
}

// S25: children that share a child's fate share its node's.
func TestRemoteGroup(t *testing.T) {
	inSupervisedCluster(t, []string{"a", "b"}, func(f *supervisedCluster) {
		f.supervise(supervisor.Spec{Strategy: supervisor.OneForAll, Children: []supervisor.Child{
			f.child("v", "a", "work"), f.child("w", "b", "work"), f.child("x", "a", "work"),
		}})
		v := f.info("v").PID
		f.network.Partition([]string{"a"}, []string{"b"})
		time.Sleep(time.Minute)
		f.expect("v", "a", supervisor.Running, "a")
		f.expect("w", "", supervisor.Starting, "a")
		f.expect("x", "", supervisor.Restarting, "a") // depends on it
		if f.info("v").PID == v {
			f.Error("v was not restarted")
		}
		f.network.Heal()
		time.Sleep(time.Minute)
		f.expect("x", "a", supervisor.Running, "a", "a", "b")
	})
}

// Arguments that the function does not accept fail on any node.
func TestRemoteRefused(t *testing.T) {
	inSupervisedCluster(t, []string{"a", "b"}, func(f *supervisedCluster) {
		for _, host := range []string{"a", "b"} {
			c := f.child("w", host, "work", func(c *supervisor.Child) { c.Remote.Args = 7 })
			_, err := supervisor.Start(f.Context(), f.nodes[0].sys, supervisor.Spec{Children: []supervisor.Child{c}})
			if e, ok := errors.AsType[*supervisor.StartError](err); !ok || e.ID != "w" {
				f.Errorf("on %s: %v", host, err)
			}
		}
	})
}

// Whatever happens to nodes and children, in the end each child exists once, and
// where it may be.
func TestRemoteTurmoil(t *testing.T) {
	for seed := range uint64(4) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			inSupervisedCluster(t, []string{"a", "b", "c"}, func(f *supervisedCluster) { f.turmoil(rand.New(rand.NewPCG(seed, 0))) })
		})
	}
}

func hostOf(pid actor.PID) string {
	_, address, _ := strings.Cut(pid.Node().Name, "@")
	return strings.TrimSuffix(address, ":1")
}

func (f *supervisedCluster) turmoil(r *rand.Rand) {
	strategy := []supervisor.Strategy{supervisor.OneForOne, supervisor.OneForAll, supervisor.RestForOne}[r.IntN(3)]
	spec := supervisor.Spec{Strategy: strategy, MaxRestarts: 1_000_000}
	for i := range 6 {
		loss := onLoss([]supervisor.Loss{supervisor.Wait, supervisor.Elsewhere}[r.IntN(2)])
		function := []string{"work", "stay"}[r.IntN(2)]
		spec.Children = append(spec.Children, f.child(fmt.Sprint(i), []string{"a", "b", "c"}[r.IntN(3)], function, loss))
	}
	f.supervise(spec)
	for range 60 {
		id := fmt.Sprint(r.IntN(6))
		switch r.IntN(5) {
		case 0:
			f.network.Partition([][]string{{"a"}, {"b", "c"}, {"a", "b"}, {"c"}, {"a", "c"}, {"b"}}[r.IntN(6)])
		case 1:
			f.network.Heal()
		case 2:
			f.nodes[0].sys.Send(f.info(id).PID, "boom")
		case 3:
			f.network.Reset("a", []string{"b", "c"}[r.IntN(2)])
		case 4:
			f.info(id)
		}
		time.Sleep(time.Duration(r.IntN(4000)) * time.Millisecond)
	}
	f.network.Heal()
	time.Sleep(10 * time.Minute) // those that stay take a minute each
	var at []string
	for i := range 6 {
		info := f.info(fmt.Sprint(i))
		if info.State != supervisor.Running {
			f.Errorf("%+v", info)
		}
		at = append(at, hostOf(info.PID))
	}
	slices.Sort(at)
	f.expectWork(at...)
	f.nodes[0].sys.Exit(f.sup, actor.Shutdown)
	f.nodes[0].sys.Wait(f.Context(), f.sup)
	time.Sleep(time.Second)
	f.expectWork()
	for _, s := range f.nodes {
		for _, p := range s.Stats() {
			if p.Ties+p.Spawned+p.Queued > 0 {
				f.Errorf("%s keeps %+v", s.Self().Name, p)
			}
		}
	}
}
