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
	socketMux *http.ServeMux // for the port that takes only WebSockets

	endpoints []endpoint // the routes, for Routes and the API's document

	decompressor sentry.Decompressor
	held         *commons  // bytes of bodies held
	sockets      *commons  // connections that are open
	plain        sync.Once // to warn of sessions over plain HTTP
}

// New makes a server. It panics if a port is missing, as no request could be
// answered without it.
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

// Serve answers on l until ctx ends. It then takes no new connections, lets
// running requests finish for as long as [Config.Grace], cuts off the rest, and
// returns nil. It closes l.
func (s *Server) Serve(ctx context.Context, l net.Listener) error { return s.serve(ctx, l, s) }

// ServeSockets is [Server.Serve] for a port that takes only WebSockets.
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

	// ctx has ended, but its requests get the grace.
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
