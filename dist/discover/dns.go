package discover

import (
	"context"
	"fmt"
	"net"
)

// DNS finds a node at each address that a name resolves to.
type DNS struct {
	Address  string   // host:port; all nodes listen on that port
	Resolver Resolver // net.DefaultResolver when nil
}

// A Resolver finds the addresses of a host, as [*net.Resolver] does.
type Resolver interface {
	LookupHost(ctx context.Context, host string) ([]string, error)
}

// maxAddresses bounds what a name may resolve to: more must be a mistake.
const maxAddresses = 1024

// Nodes looks the name up again.
func (d DNS) Nodes(ctx context.Context) ([]string, error) {
	host, port, err := net.SplitHostPort(d.Address)
	if err != nil {
		return nil, fmt.Errorf("dns %s: %w", d.Address, err)
	}
	var r Resolver = net.DefaultResolver
	if d.Resolver != nil {
		r = d.Resolver
	}
	addresses, err := r.LookupHost(ctx, host)
	if err != nil {
		return nil, fmt.Errorf("dns %s: %w", d.Address, err)
	}
	if len(addresses) > maxAddresses {
		return nil, fmt.Errorf("dns %s: %d addresses, of %d at most", d.Address, len(addresses), maxAddresses)
	}
	nodes := make([]string, len(addresses))
	for i, a := range addresses {
		nodes[i] = net.JoinHostPort(a, port)
	}
	return nodes, nil
}
