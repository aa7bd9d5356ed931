// Package prom shows to Prometheus how a node stands with each of its peers. It is
// the one place where the cluster meets Prometheus.
//
//	registry.MustRegister(prom.Collect(node))
//
// A scrape reads what the node counts anyway ([dist.Node.Stats]). Counters go on
// when a peer is lost and comes back. What a peer is called is all that is told of
// it: no address but the one in its name, and no message.
package prom
