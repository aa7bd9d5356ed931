package actor_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"runtime"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/actor/actortest"
)

// Many processes do anything to each other concurrently. Survivors have heard of
// every death once, in order with the dead process's messages, and are tied only
// to living processes.
func TestChaos(t *testing.T) {
	actor.OnCPUs(t, func(t *testing.T) {
		for chance := range actor.Seeds(t, 60) {
			actortest.Run(t, func(t *testing.T, sys *actor.System) {
				crowd := &crowd{sys: sys}
				for range 12 {
					crowd.join(sys, chance.Uint64())
				}
				time.Sleep(time.Hour) // calls between processes that wait for each other have ended
				synctest.Wait()
				for _, loose := range actor.LooseEnds(sys) {
					t.Error(loose)
				}
				for _, m := range crowd.members {
					if sys.Alive(m.pid) {
						m.check(t)
					}
				}
				for _, m := range crowd.members {
					sys.Exit(m.pid, actor.Kill)
				}
			})
		}
	})
}

// A crowd is processes that know each other.
type crowd struct {
	sys     *actor.System
	mu      sync.Mutex
	members []*member
}

// member is one of them. Its notes are read when nothing runs.
type member struct {
	crowd  *crowd
	pid    actor.PID
	chance *rand.Rand
	sent   map[actor.PID]int
	next   map[actor.PID]int // from each, the number of its next message
	refs   map[actor.MonitorRef]actor.PID
	ended  map[actor.PID]bool // processes reported as down
	wrong  []string
}

type numbered struct {
	from actor.PID
	n    int
}

// join adds a process: a function, or a handler that plays its part when it gets
// its first message.
func (c *crowd) join(by actor.Spawner, seed uint64, opts ...actor.Option) {
	m := &member{
		crowd: c, chance: rand.New(rand.NewPCG(seed, 0)),
		sent: map[actor.PID]int{}, next: map[actor.PID]int{},
		refs: map[actor.MonitorRef]actor.PID{}, ended: map[actor.PID]bool{},
	}
	switch m.chance.IntN(4) {
	case 0:
		opts = append(opts, actor.Bounded(3, actor.Block))
	case 1:
		opts = append(opts, actor.Bounded(3, actor.Refuse))
	}
	if seed%2 == 0 {
		m.pid = by.SpawnHandler(m, opts...)
	} else {
		known := make(chan struct{})
		m.pid = by.Spawn(func(p *actor.Process) error {
			<-known
			m.Handle(p, start{})
			for {
				m.Handle(p, p.Receive())
			}
		}, opts...)
		close(known)
	}
	c.mu.Lock()
	c.members = append(c.members, m)
	c.mu.Unlock()
	c.sys.Send(m.pid, start{})
}

type start struct{}

func (c *crowd) any(chance *rand.Rand) actor.PID {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.members[chance.IntN(len(c.members))].pid
}

// small reports whether there is room for children.
func (c *crowd) small() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.members) < 40
}

// Handle records a message; start tells it to play.
func (m *member) Handle(p *actor.Process, msg any) error {
	switch msg := msg.(type) {
	case start:
		p.TrapExit(m.chance.IntN(3) > 0)
		for range 60 {
			m.act(p, m.crowd.any(m.chance))
			for got, ok := p.ReceiveTimeout(0); ok; got, ok = p.ReceiveTimeout(0) {
				m.note(got)
			}
		}
	default:
		m.note(msg)
	}
	return nil
}

func (m *member) HandleCall(_ *actor.Process, r actor.Request) error {
	r.Reply(r.Body, nil)
	return nil
}

func (m *member) note(msg any) {
	switch msg := msg.(type) {
	case actor.Request:
		msg.Reply(msg.Body, nil)
	case numbered:
		if msg.n != m.next[msg.from] || m.ended[msg.from] {
			m.fault("message %d of %v, ended: %v, want %d", msg.n, msg.from, m.ended[msg.from], m.next[msg.from])
		}
		m.next[msg.from]++
	case actor.Down:
		of, ok := m.refs[msg.Ref]
		if !ok || of != msg.PID {
			m.fault("down of %v, by a monitor that has ended", msg.PID)
		}
		delete(m.refs, msg.Ref)
		m.ended[msg.PID] = true
	}
}

func (m *member) fault(format string, args ...any) {
	m.wrong = append(m.wrong, fmt.Sprintf(format, args...))
}

// act does something to another, or to itself.
func (m *member) act(p *actor.Process, to actor.PID) {
	switch m.chance.IntN(16) {
	case 0, 1:
		p.Link(to)
	case 2:
		p.Unlink(to)
	case 3, 4:
		m.refs[p.Monitor(to)] = to
	case 5:
		for ref := range m.refs {
			p.Demonitor(ref)
			delete(m.refs, ref)
			break
		}
	case 6:
		if m.chance.IntN(3) == 0 {
			p.Exit(to, errBroken)
		}
	case 7:
		if m.chance.IntN(8) == 0 {
			p.Exit(to, actor.Kill)
		}
	case 8:
		p.Register(string(rune('a' + m.chance.IntN(3))))
	case 9:
		p.System().Unregister(string(rune('a' + m.chance.IntN(3))))
	case 10:
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		if v, err := p.Call(ctx, to, m.chance); err == nil && v != m.chance {
			m.fault("call of %v replied %v", to, v)
		}
		cancel()
	case 11:
		if m.crowd.small() {
			m.crowd.join(p, m.chance.Uint64(), actor.Linked())
		}
	case 12:
		runtime.Gosched()
	case 13:
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		if p.SendContext(ctx, to, numbered{p.Self(), m.sent[to]}) == nil {
			m.sent[to]++
		}
		cancel()
	default:
		if p.Send(to, numbered{p.Self(), m.sent[to]}) == nil { // otherwise there was no room
			m.sent[to]++
		}
	}
}

// check checks a survivor: every monitor that has not fired is of a living
// process.
func (m *member) check(t *testing.T) {
	t.Helper()
	for _, wrong := range m.wrong {
		t.Errorf("%v: %s", m.pid, wrong)
	}
	for _, of := range m.refs {
		if !m.crowd.sys.Alive(of) {
			t.Errorf("%v: no down of %v", m.pid, of)
		}
	}
}
