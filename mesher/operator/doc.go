// Package operator answers those who run a Mesher, on an address of their own:
//
//	GET /metrics       for Prometheus
//	GET /healthz       what is wrong and what to do about it; 200 while the program lives
//	GET /readyz        the same; 503 while events should be sent elsewhere
//	GET /debug/pprof/  profiles of the program
//
// It tells what only operators may know, and asks nobody who they are. So the
// address is one of this machine unless its operator chose another, and a page
// in a browser that leads a name of its own to this machine is refused.
//
//	s := operator.New(operator.Config{Pipeline: pipeline, Store: store, Spool: spool, System: sys})
//	err := s.Serve(ctx, listener)
//
// All of it is asked for when somebody asks: between two scrapes it costs nothing
// but the counting that the pipeline does. A scrape takes a second at most
// whatever hangs; what could not be asked in that time is left out of it, and
// mesher_database_up is 0.
//
// docs/METRICS.md lists the metrics, and docs/mesher.rules.yml has rules by which
// Prometheus raises an alarm. Metrics are added, never renamed.
package operator
