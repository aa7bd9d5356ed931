package observe

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"syscall"

	"github.com/mesh-actors/mesh/dist/wire"
)

// An AttachError says why attaching to a node failed, in words for the user at the
// keyboard.
type AttachError struct {
	To     string
	Reason error
}

func (e *AttachError) Error() string {
	return fmt.Sprintf("attach to %s: %s", e.To, e.explain())
}

func (e *AttachError) Unwrap() error { return e.Reason }

func (e *AttachError) explain() string {
	refused, _ := errors.AsType[*wire.RefusedError](e.Reason)
	lookup, _ := errors.AsType[*net.DNSError](e.Reason)
	op, _ := errors.AsType[*net.OpError](e.Reason)
	_, noTLS := errors.AsType[tls.RecordHeaderError](e.Reason)
	switch {
	case refused != nil && refused.Why == wire.Unproven:
		return "it has another cookie, or a certificate that is not good for this one's"
	case refused != nil && refused.Why == wire.NotMe:
		return "the node at this address has another name; the address alone, without the name, will do"
	case refused != nil:
		return refused.Error()
	case noTLS:
		return "what listens there is no node; a node's port for others is that of its name"
	case lookup != nil && lookup.IsNotFound:
		return fmt.Sprintf("there is no host %q", lookup.Name)
	case op != nil && op.Op == "remote error": // as crypto/tls calls an alert
		return fmt.Sprintf("it wants a certificate of its authority, for the host that this one is on (%v)", op.Err)
	case errors.Is(e.Reason, syscall.ECONNREFUSED):
		return "nobody listens there: the node does not run, or runs alone and has no address for others"
	case errors.Is(e.Reason, context.DeadlineExceeded):
		return "no answer in time"
	case errors.Is(e.Reason, io.EOF), errors.Is(e.Reason, syscall.ECONNRESET):
		return "it ended the connection: it is no node, it has another cookie, or it wants a certificate"
	}
	return e.Reason.Error()
}
