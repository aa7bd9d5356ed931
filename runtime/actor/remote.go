package actor

import (
	"context"
	"errors"
	"fmt"
	"unique"
)

// A Remote reaches the processes of other nodes; package dist implements it. Its
// errors report what is known on the spot: an error that wraps [NoConnection]
// means that the node can't be reached, one that wraps [NoProc] that the process
// belonged to an earlier run of the node.
type Remote interface {
	// Send never waits.
	Send(by Author, to Address, msg any) error
	// SendContext waits for room until ctx ends.
	SendContext(ctx context.Context, by Author, to Address, msg any) error
	// Call tells w how the call ends, once, unless the caller hangs up first.
	Call(by Author, to Address, request any, w Waiter) (hangUp func(), err error)
	// Signal passes on a signal that ties processes. It is called with locks held:
	// it must neither wait nor call back into the system. What one process signals
	// and sends stays in order.
	Signal(s Signal) error
}

// An Address is a destination on another node: a process, or whichever process
// has the name there.
type Address struct {
	PID        PID
	Name, Node string // set if PID is zero
}

func (a Address) String() string {
	if a.PID.IsZero() {
		return a.Name + "@" + a.Node
	}
	return a.PID.String()
}

// An Author is the sender on whose behalf something goes to another node.
type Author struct{ p *Process }

// AuthorOf is for packages that carry a sender's messages to other nodes in their
// own way. A process that has to exit does so here, as at any operation.
func AuthorOf(from Sender) (Author, error) {
	p, _ := from.(*Process)
	if p != nil && p.leaving() {
		return Author{}, p.sendLeaving()
	}
	return Author{p}, nil
}

// PID returns the author's PID: zero for code outside processes.
func (a Author) PID() PID {
	if a.p == nil {
		return PID{}
	}
	return a.p.Self()
}

// Silenced reports whether the author was killed. Call it under the lock that
// also orders the news of its death, so that nothing follows that news.
func (a Author) Silenced() bool { return a.p != nil && a.p.killed() }

// Done returns a channel closed when the author has to exit; nil for code outside
// processes. Only a wait on the author's own goroutine may call it.
func (a Author) Done() <-chan struct{} {
	if a.p == nil {
		return nil
	}
	return a.p.Context().Done()
}

// A Waiter waits for the end of a call to another node. Only the first answer or
// failure counts.
type Waiter struct{ r Request }

// Reply answers the call.
func (w Waiter) Reply(v any, err error) { w.r.Reply(v, err) }

// Fail ends the call without an answer.
func (w Waiter) Fail(reason error) { w.r.call.end(w.r.turn, failed, nil, reason) }

// A SignalKind says what a [Signal] does.
type SignalKind uint8

// The signals between processes of two nodes.
const (
	SignalExit      SignalKind = iota // To is asked to exit
	SignalLink                        // link From and To
	SignalUnlink                      // unlink From and To
	SignalLinkExit                    // From, which was linked to To, has exited
	SignalMonitor                     // From monitors To, or At, as Ref
	SignalDemonitor                   // From removes that monitor; To is zero if it was by name
	SignalDown                        // From, which To monitored as Ref, has exited
)

// A Signal ties processes of two nodes to each other, or tells one that the other
// has ended.
type Signal struct {
	Kind     SignalKind
	From, To PID
	At       Address // for SignalMonitor
	Ref      MonitorRef
	Reason   error
}

// ErrAttached is returned when a system already has a [Remote].
var ErrAttached = errors.New("system is attached to a network")

// Attach gives the system its way out and returns the way in.
func (s *System) Attach(r Remote) (*Inbound, error) {
	if !s.remote.CompareAndSwap(nil, &r) {
		return nil, ErrAttached
	}
	return &Inbound{s}, nil
}

// Detach removes the way out. From then on other nodes can't be reached.
func (s *System) Detach() { s.remote.Store(nil) }

// away reports whether a PID belongs to another node. A PID from an earlier run
// of this node does not: no process has it any more.
func (s *System) away(pid PID) bool {
	return pid.node != s.node && pid.node != unique.Handle[Node]{} && pid.node.Value().Name != s.Node().Name
}

// network returns the way out, or one that leads nowhere if there is none.
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
