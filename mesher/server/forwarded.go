package server

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// forwarded returns r as coming from the client that the trusted proxies name, if
// it came through any. Each proxy appends to X-Forwarded-For the address that its
// request came from, so the client is the last address in it that is not a
// trusted proxy's. Anything before that is the client's own claim, and is
// ignored.
func (s *Server) forwarded(r *http.Request) *http.Request {
	from := clientIP(r)
	if !s.trusts(from) {
		return r
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for _, hop := range slices.Backward(hops) {
		address, ok := parseHop(hop)
		if !ok {
			break
		}
		if from = address; !s.trusts(from) {
			break
		}
	}
	r = r.WithContext(r.Context()) // a copy
	r.RemoteAddr = netip.AddrPortFrom(from, 0).String()
	return r
}

// trusts reports whether an address is a trusted proxy's.
func (s *Server) trusts(a netip.Addr) bool {
	return slices.ContainsFunc(s.config.TrustedProxies, func(p netip.Prefix) bool { return p.Contains(a) })
}

// parseHop reads an address, to which some proxies add the port.
func parseHop(hop string) (netip.Addr, bool) {
	hop = strings.TrimSpace(hop)
	if at, err := netip.ParseAddrPort(hop); err == nil {
		return at.Addr().Unmap().WithZone(""), true
	}
	a, err := netip.ParseAddr(strings.Trim(hop, "[]"))
	return a.Unmap().WithZone(""), err == nil
}
