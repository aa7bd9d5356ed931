package dist_test

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/mesh-actors/mesh/dist"
	"github.com/mesh-actors/mesh/dist/wire"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// memory is a network within a test. Its connections can be frozen, as if a cable
// was pulled, and cut.
type memory struct {
	mu        sync.Mutex
	listeners map[string]*listener
	pipes     []*pipe
	held      chan struct{} // see hold
}

type listener struct {
	of    *memory
	at    string
	conns chan net.Conn
	done  chan struct{}
	once  sync.Once
}

type addr string

func (a addr) Network() string { return "memory" }
func (a addr) String() string  { return string(a) }

// pipe is one end of a connection, and knows both nodes' addresses.
type pipe struct {
	net.Conn
	to     string
	frozen chan struct{} // closed: nothing goes out any more
	once   *sync.Once
	of     *memory
	closed chan struct{}
	end    sync.Once

	accepted bool // this is the end of the node that was dialled
}

func newPipe(of *memory, c net.Conn, to string, frozen chan struct{}, once *sync.Once) *pipe {
	return &pipe{Conn: c, to: to, frozen: frozen, once: once, of: of, closed: make(chan struct{})}
}

func (p *pipe) RemoteAddr() net.Addr { return addr(p.to) }

// Write pretends that all is well while the pipe is frozen: so do kernels.
func (p *pipe) Write(b []byte) (int, error) {
	select {
	case <-p.frozen:
		return len(b), nil
	default:
		return p.Conn.Write(b)
	}
}

func newMemory() *memory { return &memory{listeners: make(map[string]*listener)} }

func (m *memory) Dial(ctx context.Context, to string) (net.Conn, error) {
	m.mu.Lock()
	l := m.listeners[to]
	here, there := net.Pipe()
	frozen, once := make(chan struct{}), new(sync.Once)
	near, far := newPipe(m, here, to, frozen, once), newPipe(m, there, "127.0.0.1:1", frozen, once)
	far.accepted = true
	m.pipes = append(m.pipes, near)
	m.mu.Unlock()
	if l == nil {
		return nil, errors.New("connection refused")
	}
	select {
	case l.conns <- far:
		return near, nil
	case <-l.done:
		return nil, errors.New("connection refused")
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (m *memory) Listen(_ context.Context, at string) (net.Listener, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.listeners[at] != nil {
		return nil, errors.New("address in use")
	}
	l := &listener{of: m, at: at, conns: make(chan net.Conn), done: make(chan struct{})}
	m.listeners[at] = l
	return l, nil
}

// freeze stops everything on its way to or from any node.
func (m *memory) freeze() {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, p := range m.pipes {
		p.once.Do(func() { close(p.frozen) })
	}
}

// hold keeps every dialled end from reading until the channel is closed, or the
// connection.
func (m *memory) hold(until chan struct{}) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.held = until
}

// Read waits while its end is held.
func (p *pipe) Read(b []byte) (int, error) {
	n, err := p.Conn.Read(b)
	if !p.accepted {
		return n, err
	}
	p.of.mu.Lock()
	held := p.of.held
	p.of.mu.Unlock()
	if held != nil {
		select {
		case <-held:
		case <-p.closed:
		}
	}
	return n, err
}

func (p *pipe) Close() error {
	p.end.Do(func() { close(p.closed) })
	return p.Conn.Close()
}

// cut closes all connections.
func (m *memory) cut() {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, p := range m.pipes {
		p.Close()
	}
	m.pipes = nil
}

func (l *listener) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.done:
		return nil, net.ErrClosed
	}
}

func (l *listener) Close() error {
	l.once.Do(func() {
		l.of.mu.Lock()
		defer l.of.mu.Unlock()
		delete(l.of.listeners, l.at)
		close(l.done)
	})
	return nil
}

func (l *listener) Addr() net.Addr { return addr(l.at) }

// A testNode is a node with its system.
type testNode struct {
	*dist.Node
	sys *actor.System
}

func cookie(t testing.TB, secret string) []wire.Cookie {
	t.Helper()
	c, err := newCookies(secret)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func newCookies(secret string) ([]wire.Cookie, error) {
	c, err := wire.NewCookie(secret)
	return []wire.Cookie{c}, err
}

const secret = "a secret of thirty-two bytes or so"

// start starts a node that stops with the test.
func (m *memory) start(t testing.TB, name string, change ...func(*dist.Config)) testNode {
	t.Helper()
	sys := actor.NewSystem(actor.Config{Node: name, Logger: slog.New(slog.DiscardHandler)})
	config := dist.Config{Cookies: cookie(t, secret), Transport: m, Logger: slog.New(slog.DiscardHandler)}
	for _, f := range change {
		f(&config)
	}
	n, err := dist.Start(t.Context(), sys, config)
	if err != nil {
		t.Fatal(err)
	}
	return testNode{n, sys}
}

func (s testNode) stop() {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	s.Leave(ctx)
	s.sys.Stop(ctx)
}

func (s testNode) connect(t testing.TB, to testNode) {
	t.Helper()
	if err := s.Connect(t.Context(), to.Self().Name); err != nil {
		t.Fatal(err)
	}
}

// run runs f as a process and waits for its end.
func (s testNode) run(t testing.TB, f func(p *actor.Process)) {
	t.Helper()
	done := make(chan error, 1)
	s.sys.Spawn(func(p *actor.Process) error {
		p.OnExit(func(reason error) { done <- reason })
		f(p)
		return nil
	})
	if reason := <-done; reason != actor.Normal {
		t.Errorf("process ended: %v", reason)
	}
}

// next returns the process's next message, or fails the test.
func next[M any](t testing.TB, p *actor.Process) M {
	t.Helper()
	m, ok := p.ReceiveTimeout(5 * time.Minute)
	got, typed := m.(M)
	if !ok || !typed {
		t.Errorf("got %T %v, want a %T", m, m, got)
	}
	return got
}
