package server

import (
	"net/http"
	"net/netip"
	"strings"

	"github.com/mesh-actors/mesh/mesher"
)

// OnlyFromHere is who may read until people can sign in: whoever sits at the
// machine itself. A request that a proxy passes on comes from elsewhere, and a
// page of another site may lead its own name to this machine, or have a browser
// post to it; none of them gets in.
func OnlyFromHere(r *http.Request) error {
	from, err := netip.ParseAddrPort(r.RemoteAddr)
	passedOn := r.Header.Get("X-Forwarded-For") != "" || r.Header.Get("Forwarded") != ""
	if err != nil || !from.Addr().Unmap().IsLoopback() || passedOn || !isLocal(r.Host) {
		return mesher.Errorf(mesher.Forbidden, "until people can sign in, this may be read on the machine itself alone, as http://localhost")
	}
	if err := http.NewCrossOriginProtection().Check(r); err != nil {
		return &mesher.Error{Kind: mesher.Forbidden, Message: "a page of another site may not do this", Err: err}
	}
	return nil
}

// isLocal tells whether a host, with or without its port, is a name that only
// this machine gives itself.
func isLocal(host string) bool {
	if at, err := netip.ParseAddrPort(host); err == nil {
		return at.Addr().Unmap().IsLoopback()
	}
	if at, err := netip.ParseAddr(strings.Trim(host, "[]")); err == nil {
		return at.Unmap().IsLoopback()
	}
	name, _, _ := strings.Cut(host, ":")
	return strings.EqualFold(name, "localhost")
}

// forReaders is a handler for those who may read.
func (s *Server) forReaders(h handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if err := s.config.MayRead(r); err != nil {
			return err
		}
		return h(w, r)
	}
}
