// Package operator serves the operators of a Mesher, on an address of its own:
//
//	GET /metrics       for Prometheus
//	GET /healthz       what is wrong and what to do about it; 200 while the program lives
//	GET /readyz        the same; 503 while events should be sent elsewhere
//	GET /debug/pprof/  profiles of the program
//
// It reveals what only operators may know, without authentication. So the address
// is on this machine unless the operator chose another, and a browser page that
// reaches this machine through a name of its own is refused.
//
//	s := operator.New(operator.Config{Pipeline: pipeline, Store: store, Spool: spool, System: sys})
//	err := s.Serve(ctx, listener)
//
// Values are read when they are requested: between two scrapes it costs only the
// counting that the pipeline does anyway. A scrape takes at most a second
// whatever hangs; values that could not be read in that time are left out, and
// mesher_database_up is 0.
//
// docs/METRICS.md lists the metrics, and docs/mesher.rules.yml has alerting rules
// for Prometheus. Metrics are added, never renamed.
package operator
