package main

import (
	"fmt"
	"net/netip"
)

// A network is written as its first address and its number of bits: 10.1.0.0/16.
type network netip.Prefix

// UnmarshalText reads a network; a single address is not a network.
func (n *network) UnmarshalText(text []byte) error {
	prefix, err := netip.ParsePrefix(string(text))
	if err == nil {
		*n = network(prefix)
		return nil
	}
	if address, err := netip.ParseAddr(string(text)); err == nil {
		return fmt.Errorf("%q is no network: write %s for this address alone", text, netip.PrefixFrom(address, address.BitLen()))
	}
	return fmt.Errorf("%q is no network such as 10.1.0.0/16", text)
}

func prefixes(networks []network) (all []netip.Prefix) {
	for _, n := range networks {
		all = append(all, netip.Prefix(n))
	}
	return all
}
