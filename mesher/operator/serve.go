package operator

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/pprof"
	"net/netip"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	node "github.com/mesh-actors/mesh/dist/prom"
	system "github.com/mesh-actors/mesh/runtime/prom"
)

const (
	headerTimeout = 5 * time.Second
	// answerTimeout is longer than the usual profile of thirty seconds takes.
	answerTimeout = 2 * time.Minute
	maxHeader     = 16 << 10
)

// A Server answers operators.
type Server struct {
	config Config
	mux    *http.ServeMux
}

// New makes a server.
func New(c Config) *Server {
	s := &Server{config: c.withDefaults(), mux: http.NewServeMux()}
	s.mux.Handle("GET /metrics", s.metrics())
	s.mux.HandleFunc("GET /healthz", s.getHealth)
	s.mux.HandleFunc("GET /readyz", s.getReadiness)
	s.mux.HandleFunc("GET /debug/pprof/", pprof.Index)
	s.mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	s.mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
	s.mux.HandleFunc("GET /debug/pprof/symbol", pprof.Symbol)
	s.mux.HandleFunc("POST /debug/pprof/symbol", pprof.Symbol)
	// The command line is left out, since it may contain passwords.
	s.mux.Handle("GET /debug/pprof/cmdline", http.NotFoundHandler())
	return s
}

func (s *Server) metrics() http.Handler {
	registry := prometheus.NewRegistry()
	registry.MustRegister(
		collector{s.config}, system.Collect(s.config.System),
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
	)
	if s.config.Node != nil {
		registry.MustRegister(node.Collect(s.config.Node))
	}
	return promhttp.HandlerFor(registry, promhttp.HandlerOpts{
		ErrorLog:            slog.NewLogLogger(s.config.Log.Handler(), slog.LevelWarn),
		ErrorHandling:       promhttp.ContinueOnError, // values that can be read are still sent
		MaxRequestsInFlight: 4,
	})
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }

// Serve answers on l until ctx ends, and then cuts off what is under way. It
// closes l.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	h := &http.Server{
		Handler:           guard(l.Addr(), s),
		ReadHeaderTimeout: headerTimeout, ReadTimeout: headerTimeout, WriteTimeout: answerTimeout,
		MaxHeaderBytes: maxHeader,
		ErrorLog:       slog.NewLogLogger(s.config.Log.Handler(), slog.LevelDebug),
	}
	servedc := make(chan error, 1)
	go func() { servedc <- h.Serve(l) }()
	select {
	case err := <-servedc:
		return fmt.Errorf("serve operators on %s: %w", l.Addr(), err)
	case <-ctx.Done():
	}
	err := h.Close()
	<-servedc
	return err
}

// guard refuses requests to an address of this machine that name another host:
// the page that made a browser send them may have led a name of its own here.
func guard(at net.Addr, h http.Handler) http.Handler {
	own, err := netip.ParseAddrPort(at.String())
	if err != nil || !own.Addr().IsLoopback() {
		return h
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, _, err := net.SplitHostPort(r.Host)
		if err != nil { // it has no port
			host = strings.Trim(r.Host, "[]")
		}
		if a, err := netip.ParseAddr(host); host != "localhost" && (err != nil || !a.IsLoopback()) {
			http.Error(w, "this address answers to localhost alone", http.StatusForbidden)
			return
		}
		h.ServeHTTP(w, r)
	})
}
