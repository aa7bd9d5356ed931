package actor

import (
	"context"
	"errors"
	"fmt"
	"unique"
)

// A Remote is the way to the processes of other nodes. The system asks it for
// what is not here; package dist is one. Its errors say what is known on the
// spot: one that wraps [NoConnection] that the node can't be reached, one that
// wraps [NoProc] that the process belonged to an earlier run of it.
type Remote interface {
	// Send never waits.
	Send(by Author, to Address, msg any) error
	// SendContext waits for room, as long as ctx.
	SendContext(ctx context.Context, by Author, to Address, msg any) error
	// Call has w told how the call ends, once, unless the caller hangs up first.
	Call(by Author, to Address, request any, w Waiter) (hangUp func(), err error)
	// Signal passes on what ties processes. Locks are held: it neither waits nor
	// comes back into the system. What one process signals and sends stays in order.
	Signal(s Signal) error
}

// An Address is where something goes on another node: a process, or whoever has
// the name on the node.
type Address struct {
	PID        PID
	Name, Node string // if PID is zero
}

func (a Address) String() string {
	if a.PID.IsZero() {
		return a.Name + "@" + a.Node
	}
	return a.PID.String()
}

// An Author is on whose behalf something goes to another node.
type Author struct{ p *Process }

// AuthorOf is for those who bring a sender's messages to other nodes by ways of their
// own. A process that has to exit does so here, as at any operation.
func AuthorOf(from Sender) (Author, error) {
	p, _ := from.(*Process)
	if p != nil && p.leaving() {
		return Author{}, p.sendLeaving()
	}
	return Author{p}, nil
}

// PID is zero for code outside processes.
func (a Author) PID() PID {
	if a.p == nil {
		return PID{}
	}
	return a.p.Self()
}

// Silenced tells whether the author was killed. Under the lock that also orders
// the news of its death, so that nothing follows that.
func (a Author) Silenced() bool { return a.p != nil && a.p.killed() }

// Done is closed when the author has to exit; nil for code outside processes.
// Only a wait of the author's own asks for it.
func (a Author) Done() <-chan struct{} {
	if a.p == nil {
		return nil
	}
	return a.p.Context().Done()
}

// A Waiter is who waits for the end of a call to another node. Only the first
// word counts.
type Waiter struct{ r Request }

// Reply answers the call.
func (w Waiter) Reply(v any, err error) { w.r.Reply(v, err) }

// Fail ends it without an answer.
func (w Waiter) Fail(reason error) { w.r.call.end(w.r.turn, failed, nil, reason) }

// A SignalKind says what a [Signal] does.
type SignalKind uint8

// The signals between processes of two nodes.
const (
	SignalExit      SignalKind = iota // To is asked to exit
	SignalLink                        // tie From to To
	SignalUnlink                      // untie them
	SignalLinkExit                    // From, which was linked to To, has exited
	SignalMonitor                     // From watches To, or At, as Ref
	SignalDemonitor                   // From no longer does; To is zero if it watched a name
	SignalDown                        // From, which To watched as Ref, has exited
)

// A Signal is what ties processes of two nodes to each other, or tells one of
// the other's end.
type Signal struct {
	Kind     SignalKind
	From, To PID
	At       Address // of a SignalMonitor
	Ref      MonitorRef
	Reason   error
}

// ErrAttached says that a system has a [Remote] already.
var ErrAttached = errors.New("system is attached to a network")

// Attach gives the system its way out. What is returned is the way in.
func (s *System) Attach(r Remote) (*Inbound, error) {
	if !s.remote.CompareAndSwap(nil, &r) {
		return nil, ErrAttached
	}
	return &Inbound{s}, nil
}

// Detach takes the way out back. Other nodes can't be reached from then on.
func (s *System) Detach() { s.remote.Store(nil) }

// away tells whether a PID belongs to another node. One of an earlier run of this
// node does not: no process has it any more.
func (s *System) away(pid PID) bool {
	return pid.node != s.node && pid.node != unique.Handle[Node]{} && pid.node.Value().Name != s.Node().Name
}

// network is the way out: one that leads nowhere if there is none.
func (s *System) network() Remote {
	if r := s.remote.Load(); r != nil {
		return *r
	}
	return nowhere{}
}

// nowhere is the Remote of a system that stands alone.
type nowhere struct{}

func (nowhere) Send(_ Author, to Address, _ any) error {
	return fmt.Errorf("send to %v: %w", to, NoConnection)
}

func (n nowhere) SendContext(_ context.Context, by Author, to Address, msg any) error {
	return n.Send(by, to, msg)
}

func (nowhere) Call(Author, Address, any, Waiter) (func(), error) { return nil, NoConnection }

func (nowhere) Signal(Signal) error { return NoConnection }
