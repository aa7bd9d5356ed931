package service

import (
	"errors"
	"fmt"
	"reflect"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// A Server answers calls. It may also be a [CastHandler], an [InfoHandler], an
// [actor.Initializer] and an [actor.Terminator].
type Server interface {
	// HandleCall answers a request with a value, or with an error, which goes to the
	// caller and does not end the server. A value of type [Later] answers later; an
	// error from [Stop] answers with the value and ends the server.
	HandleCall(p *actor.Process, request any) (reply any, err error)
}

// A CastHandler handles casts (see [Cast]). A server that does not implement it
// receives casts as an [InfoHandler].
type CastHandler interface {
	// HandleCast handles msg. If it returns an error, the server exits with it.
	HandleCast(p *actor.Process, msg any) error
}

// An InfoHandler handles every other message: plain sends, timers, [actor.Down]
// and [actor.Exit]. It does not see the Exit of the process that started the
// server, nor an Exit sent by the system: these end the server.
type InfoHandler interface {
	// HandleInfo handles msg. If it returns an error, the server exits with it.
	HandleInfo(p *actor.Process, msg any) error
}

// Later is the reply of a HandleCall that can't reply yet. It is called with the
// request, to keep it or pass it on; whoever holds the request answers with its
// Reply. The caller waits meanwhile, and its call fails if the server exits.
type Later func(actor.Request)

// Stop returns the error by which a server ends itself: it exits with this
// reason, actor.Normal when nil. If HandleCall returns it, the caller first gets
// the reply returned with it.
func Stop(reason error) error {
	if reason == nil {
		reason = actor.Normal
	}
	return &stop{reason}
}

type stop struct{ reason error }

func (s *stop) Error() string { return "server stops: " + s.reason.Error() }

// Unknown returns the error of a server for a request it does not know.
func Unknown(request any) error { return fmt.Errorf("%w: %T", ErrUnknown, request) }

// ErrUnknown is wrapped by [Unknown].
var ErrUnknown = errors.New("unknown request")

// host adapts a server to a process.
type host struct{ server Server }

// Kind returns the server's type: that, not host, is what a reader looks for.
func (h host) Kind() string { return reflect.TypeOf(h.server).String() }

// initHost is the host of a server that has an Init.
type initHost struct{ host }

// handler returns the host of a server. Without an Init it is idle from the
// start.
func handler(s Server) actor.Handler {
	if _, ok := s.(actor.Initializer); ok {
		return initHost{host{s}}
	}
	return host{s}
}

func (h initHost) Init(p *actor.Process) error {
	return ending(h.server.(actor.Initializer).Init(p))
}

func (h host) HandleCall(p *actor.Process, r actor.Request) error {
	v, err := h.server.HandleCall(p, r.Body)
	s, stops := errors.AsType[*stop](err)
	if stops {
		err = nil
	}
	if later, ok := v.(Later); ok && err == nil {
		later(r)
	} else {
		r.Reply(v, err)
	}
	if stops {
		return s.reason
	}
	return nil
}

// ending returns the exit reason of a server that returned err: a Stop is not a
// reason itself but holds one.
func ending(err error) error {
	if s, ok := errors.AsType[*stop](err); ok {
		return s.reason
	}
	return err
}

func (h host) Handle(p *actor.Process, msg any) error {
	switch m := msg.(type) {
	case actor.Cast:
		if s, ok := h.server.(CastHandler); ok {
			return ending(s.HandleCast(p, m.Body))
		}
		msg = m.Body
	case actor.Exit:
		if m.From == p.Parent() || m.From.IsZero() {
			return m.Reason // a server that traps exits still goes with its parent, or the system
		}
	}
	if s, ok := h.server.(InfoHandler); ok {
		return ending(s.HandleInfo(p, msg))
	}
	p.Log().Warn("server got a message it does not handle",
		"server", fmt.Sprintf("%T", h.server), "message", fmt.Sprintf("%T", msg))
	return nil
}

func (h host) Terminate(p *actor.Process, reason error) {
	if s, ok := h.server.(actor.Terminator); ok {
		s.Terminate(p, reason)
	}
}
