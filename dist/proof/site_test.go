package proof

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"os"
	"runtime"
	"runtime/debug"
	"time"

	"github.com/mesh-actors/mesh/dist"
	"github.com/mesh-actors/mesh/dist/discover"
	"github.com/mesh-actors/mesh/dist/wire"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// secret is the default cookie of nodes.
const secret = "a secret of thirty-two bytes or so"

// Options are how a node is started.
type Options struct {
	Who      string // its name is Who@address
	Address  string
	Listen   string // if not there
	Cookie   string
	Peers    []string
	Found    string // where discovery looks, as a Parse of package discover takes it
	Memory   int64  // a limit for the collector, in bytes
	Queue    int
	Interval time.Duration // heartbeats; the timeout is as long, unless it is given
	Timeout  time.Duration
	Write    time.Duration
	Meet     time.Duration // the handshake's; by default longer than usual, as machines stand still at times
	Backoff  time.Duration
	Hidden   bool
	Papers   *Papers // for mutual TLS
}

// config returns a node's configuration, in any program.
func (o Options) config() (dist.Config, error) {
	if o.Cookie == "" {
		o.Cookie = secret
	}
	if o.Timeout == 0 {
		o.Timeout = o.Interval
	}
	cookie, err1 := wire.NewCookie(o.Cookie)
	found, err2 := discover.Parse(o.Found)
	papers, err3 := o.Papers.certificates()
	return dist.Config{
		Discovery: found, Rediscover: time.Second,
		Cookies: []wire.Cookie{cookie}, Peers: o.Peers, Listen: o.Listen, Queue: o.Queue,
		Heartbeat: o.Interval, HeartbeatTimeout: o.Timeout, WriteTimeout: o.Write,
		HandshakeTimeout: cmp.Or(o.Meet, patience/4), Backoff: o.Backoff, Hidden: o.Hidden, TLS: papers,
		Logger: slog.New(slog.DiscardHandler),
	}, errors.Join(err1, err2, err3)
}

// begin starts a node with what all nodes of these tests have: a type, functions,
// and a process that answers.
func (o Options) begin(ctx context.Context) (*actor.System, *dist.Node, error) {
	config, err := o.config()
	if err != nil {
		return nil, nil, err
	}
	sys := actor.NewSystem(actor.Config{Node: o.Who + "@" + o.Address, Logger: config.Logger})
	node, err := dist.Start(ctx, sys, config)
	if err != nil {
		return nil, nil, errors.Join(err, sys.Stop(ctx))
	}
	err = errors.Join(
		dist.Register[Parcel](node, "proof.Parcel"),
		dist.Offer(node, "echo", func(p *actor.Process, _ string) error { return echo(p) }),
		dist.Offer(node, "report", func(p *actor.Process, to actor.PID) error { return p.Send(to, "hello") }),
		sys.Register("echo", sys.Spawn(echo)),
	)
	return sys, node, err
}

// Parcel is a message with something of everything inside.
type Parcel struct {
	Text    string
	Bytes   []byte
	Numbers []int64
	Fields  map[string]string
	Lists   [][]string
}

// echo answers calls, and messages that are a PID, and fails at those that are
// text. Others it takes and forgets. To bytes it answers their number.
func echo(p *actor.Process) error {
	for {
		switch m := p.Receive().(type) {
		case actor.Request:
			if b, ok := m.Body.([]byte); ok {
				m.Body = len(b)
			}
			m.Reply(m.Body, nil)
		case actor.PID:
			p.Send(m, p.Self())
		case string:
			return errors.New(m)
		}
	}
}

// Site is a node in a program of its own: its methods are the commands that it
// takes.
type Site struct {
	sys  *actor.System
	node *dist.Node
	diaries
	registrar
}

// Start starts the node. It is the first command.
func (s *Site) Start(o Options, self *actor.Node) (err error) {
	if o.Memory > 0 {
		debug.SetMemoryLimit(o.Memory)
	}
	s.sys, s.node, err = o.begin(context.Background())
	if err == nil {
		*self = s.node.Self()
	}
	return err
}

// Connect connects to a node.
func (s *Site) Connect(target string, _ *nothing) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	return s.node.Connect(ctx, target)
}

// Disconnect disconnects from a node.
func (s *Site) Disconnect(name string, _ *nothing) error {
	s.node.Disconnect(name)
	return nil
}

// Leave makes the node leave.
func (s *Site) Leave(_ nothing, _ *nothing) error {
	return s.node.Leave(context.Background())
}

// List returns the nodes that it is connected to.
func (s *Site) List(_ nothing, names *[]string) error {
	*names = []string{} // an answer of nil is none
	for _, n := range s.node.List() {
		*names = append(*names, n.Name)
	}
	return nil
}

// Stats returns the state of its connections.
func (s *Site) Stats(_ nothing, all *[]dist.PeerStats) error {
	*all = append([]dist.PeerStats{}, s.node.Stats()...)
	return nil
}

// Spawn starts processes that answer.
func (s *Site) Spawn(n int, pids *[]actor.PID) error {
	*pids = []actor.PID{}
	for range n {
		*pids = append(*pids, s.sys.Spawn(echo))
	}
	return nil
}

// A Letter is so many bytes for a process.
type Letter struct {
	To    actor.PID
	Bytes int
}

// Call calls a process from a new one, and returns how long that took.
func (s *Site) Call(l Letter, took *time.Duration) error {
	called := make(chan error, 1)
	s.sys.Spawn(func(p *actor.Process) error {
		ctx, cancel := context.WithTimeout(p.Context(), patience)
		defer cancel()
		begin := time.Now()
		_, err := p.Call(ctx, l.To, make([]byte, l.Bytes))
		*took = time.Since(begin)
		called <- err
		return nil
	})
	return <-called
}

// Usage is what a program has in use.
type Usage struct{ Goroutines, Files, Heap int }

// Usage returns the usage after a garbage collection.
func (s *Site) Usage(_ nothing, u *Usage) error {
	*u = usage()
	return nil
}

func usage() Usage {
	var m runtime.MemStats
	for range 3 { // what finalizers and pools let go takes more than one collection
		runtime.GC()
	}
	runtime.ReadMemStats(&m)
	files, _ := os.ReadDir("/proc/self/fd")
	return Usage{runtime.NumGoroutine(), len(files), int(m.HeapAlloc)}
}

// A Tally is numbers for a process, from 0 on, for so long.
type Tally struct {
	To  actor.PID
	For time.Duration
}

// Count sends them, and returns how many they were.
func (s *Site) Count(t Tally, n *int) error {
	var err error
	counter := s.sys.Spawn(func(p *actor.Process) error {
		for end := time.Now().Add(t.For); err == nil && time.Now().Before(end); *n++ {
			err = p.SendContext(p.Context(), t.To, *n)
			p.Sleep(time.Millisecond)
		}
		return nil
	})
	if _, waited := s.sys.Wait(context.Background(), counter); waited != nil {
		return waited
	}
	return err
}
