package discover

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
)

// A Source knows of nodes.
type Source interface {
	// Nodes returns the nodes that exist at the moment, as name@host:port or
	// host:port. Nodes returned along with an error count too.
	Nodes(ctx context.Context) ([]string, error)
}

// List is a fixed list of nodes.
type List []string

// Nodes returns the list.
func (l List) Nodes(context.Context) ([]string, error) { return l, nil }

// All combines several sources, and lists each node once. A source that fails
// does not affect the others.
type All []Source

// Nodes asks one source after the other.
func (a All) Nodes(ctx context.Context) (found []string, err error) {
	for _, s := range a {
		nodes, e := s.Nodes(ctx)
		for _, n := range nodes {
			if !slices.Contains(found, n) {
				found = append(found, n)
			}
		}
		err = errors.Join(err, e)
	}
	return found, err
}

// Parse reads a comma-separated list of sources: name@host:port and host:port are
// nodes, dns:host:port is [DNS].
func Parse(s string) (All, error) {
	var all All
	for part := range strings.SplitSeq(s, ",") {
		part = strings.TrimSpace(part)
		if part == "" {
			continue
		}
		dns, isDNS := strings.CutPrefix(part, "dns:")
		address := dns
		if !isDNS {
			_, at, named := strings.Cut(part, "@")
			if address = part; named {
				address = at
			}
		}
		if host, port, err := net.SplitHostPort(address); err != nil || host == "" || port == "" {
			return nil, fmt.Errorf("%q is no node: want name@host:port, host:port or dns:host:port", part)
		}
		if isDNS {
			all = append(all, DNS{Address: dns})
		} else {
			all = append(all, List{part})
		}
	}
	return all, nil
}
