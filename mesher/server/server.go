package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"

	"github.com/mesh-actors/mesh/mesher/sentry"
)

// A Server answers HTTP requests.
type Server struct {
	config    Config
	mux       *http.ServeMux
	socketMux *http.ServeMux // for those that speak WebSocket alone

	endpoints []endpoint // the routes, for who reads of them

	decompressor sentry.Decompressor
	held         *commons  // bytes of bodies
	sockets      *commons  // connections that are open
	plain        sync.Once // to warn of sessions over plain HTTP
}

// New makes a server. It panics when a port is missing, as no request could be
// answered without.
func New(c Config) *Server {
	if c.Intake == nil || c.Keys == nil || c.Store == nil || c.Gate == nil || c.Admin == nil {
		panic("server: Config lacks a port")
	}
	s := &Server{config: c.withDefaults()}
	s.held, s.sockets = newCommons(maxHeld), newCommons(int64(s.config.MaxSockets))
	s.mux, s.socketMux = http.NewServeMux(), http.NewServeMux()
	s.routes()
	return s
}

// Serve answers on l until ctx ends; it then takes no new connection, lets
// running requests finish for as long as [Config.Grace], cuts off those that
// have not, and returns nil. It closes l.
func (s *Server) Serve(ctx context.Context, l net.Listener) error { return s.serve(ctx, l, s) }

// ServeSockets is [Server.Serve] for a port that takes WebSockets alone.
func (s *Server) ServeSockets(ctx context.Context, l net.Listener) error {
	return s.serve(ctx, l, s.routed(s.socketMux))
}

func (s *Server) serve(ctx context.Context, l net.Listener, handler http.Handler) error {
	h := &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: headerTimeout,
		ReadTimeout:       s.config.ReadTimeout,
		WriteTimeout:      s.config.WriteTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeader,
		ErrorLog:          slog.NewLogLogger(s.config.Log.Handler(), slog.LevelDebug),
	}
	servedc := make(chan error, 1)
	go func() { servedc <- h.Serve(l) }()
	select {
	case err := <-servedc:
		return fmt.Errorf("serve HTTP on %s: %w", l.Addr(), err)
	case <-ctx.Done():
	}

	// ctx is over, yet its requests get the grace.
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.config.Grace)
	defer cancel()
	err := h.Shutdown(grace)
	if errors.Is(err, context.DeadlineExceeded) {
		s.config.Log.Warn("requests were cut off, as they did not finish in time", "grace", s.config.Grace)
		err = h.Close()
	}
	<-servedc
	return err
}
