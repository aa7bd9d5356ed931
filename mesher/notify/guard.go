package notify

import (
	"errors"
	"net/netip"
	"slices"
	"syscall"
)

// errGuarded does not say which address it was: that would reveal the addresses
// of names in a private network.
var errGuarded = errors.New("the address leads to this machine or to a private network, which webhooks may not reach")

// A guard lets connections pass to public addresses, and to explicitly allowed
// networks.
type guard struct{ allowed []netip.Prefix }

// control is for net.Dialer: it sees each address to which a connection is about
// to be made, after names were resolved, so that a name that resolves differently
// each time gains nothing.
func (g guard) control(_, address string, _ syscall.RawConn) error {
	to, err := netip.ParseAddrPort(address)
	if err != nil || !g.passes(to.Addr()) {
		return errGuarded
	}
	return nil
}

func (g guard) passes(a netip.Addr) bool {
	a = a.WithZone("").Unmap()
	in := func(p netip.Prefix) bool { return p.Contains(a) }
	if slices.ContainsFunc(g.allowed, in) {
		return true
	}
	if translated.Contains(a) {
		b := a.As16()
		return g.passes(netip.AddrFrom4([4]byte(b[12:])))
	}
	if a.Is6() && !unicast6.Contains(a) {
		return false
	}
	return !slices.ContainsFunc(special, in)
}

var (
	// translated holds IPv4 addresses for networks without IPv4 (RFC 6052).
	translated = netip.MustParsePrefix("64:ff9b::/96")
	// unicast6 is all of IPv6 that has been assigned so far.
	unicast6 = netip.MustParsePrefix("2000::/3")
)

// special are the networks that are not globally reachable, by IANA's registries.
var special = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"),       // this network
	netip.MustParsePrefix("10.0.0.0/8"),      // private
	netip.MustParsePrefix("100.64.0.0/10"),   // behind a carrier's translation
	netip.MustParsePrefix("127.0.0.0/8"),     // this machine
	netip.MustParsePrefix("169.254.0.0/16"),  // this link, where clouds keep credentials
	netip.MustParsePrefix("172.16.0.0/12"),   // private
	netip.MustParsePrefix("192.0.0.0/24"),    // protocols
	netip.MustParsePrefix("192.0.2.0/24"),    // documentation
	netip.MustParsePrefix("192.88.99.0/24"),  // 6to4 relays
	netip.MustParsePrefix("192.168.0.0/16"),  // private
	netip.MustParsePrefix("198.18.0.0/15"),   // benchmarks
	netip.MustParsePrefix("198.51.100.0/24"), // documentation
	netip.MustParsePrefix("203.0.113.0/24"),  // documentation
	netip.MustParsePrefix("224.0.0.0/4"),     // multicast
	netip.MustParsePrefix("240.0.0.0/4"),     // reserved, and broadcast
	netip.MustParsePrefix("2001::/23"),       // protocols: tunnels among them
	netip.MustParsePrefix("2001:db8::/32"),   // documentation
	netip.MustParsePrefix("2002::/16"),       // 6to4: an IPv4 address inside
	netip.MustParsePrefix("3fff::/20"),       // documentation
}
