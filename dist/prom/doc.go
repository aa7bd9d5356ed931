// Package prom exposes a node's connection to each of its peers to Prometheus. It
// is the one package of the cluster that imports Prometheus.
//
//	registry.MustRegister(prom.Collect(node))
//
// A scrape reads the counters that the node keeps anyway ([dist.Node.Stats]).
// Counters go on when a peer is lost and comes back. Of a peer only its name is
// exposed: no address but the one in the name, and no message.
package prom
