package prom

import (
	"github.com/prometheus/client_golang/prometheus"

	"github.com/mesh-actors/mesh/dist"
)

// A Collector collects from one node. Its metrics carry the node's name and the
// peer's, so that several nodes of a program can be registered together.
type Collector struct {
	node    *dist.Node
	metrics []metric
}

// metric is one number about each peer.
type metric struct {
	desc *prometheus.Desc
	kind prometheus.ValueType
	read func(dist.PeerStats) float64
}

// Collect makes a collector of the node's counters.
func Collect(node *dist.Node) *Collector {
	labels := prometheus.Labels{"node": node.Self().Name}
	c := &Collector{node: node}
	add := func(kind prometheus.ValueType, name, help string, read func(dist.PeerStats) float64) {
		desc := prometheus.NewDesc("dist_peer_"+name, help, []string{"peer"}, labels)
		c.metrics = append(c.metrics, metric{desc, kind, read})
	}
	const counter, gauge = prometheus.CounterValue, prometheus.GaugeValue
	add(gauge, "up", "Whether the peer is connected.",
		func(s dist.PeerStats) float64 { return truth(s.Up) })
	add(counter, "connections_total", "Connections to the peer that came up.",
		func(s dist.PeerStats) float64 { return float64(s.Connections) })
	add(counter, "sent_bytes_total", "Bytes written, before TLS.",
		func(s dist.PeerStats) float64 { return float64(s.Sent) })
	add(counter, "received_bytes_total", "Bytes read, before TLS.",
		func(s dist.PeerStats) float64 { return float64(s.Received) })
	add(counter, "sent_messages_total", "Messages put on their way, but for heartbeats.",
		func(s dist.PeerStats) float64 { return float64(s.SentMessages) })
	add(counter, "received_messages_total", "Messages received, but for heartbeats.",
		func(s dist.PeerStats) float64 { return float64(s.ReceivedMessages) })
	add(counter, "refused_total", "Times a message found the queue full.",
		func(s dist.PeerStats) float64 { return float64(s.Refused) })
	add(gauge, "queued_bytes", "Bytes that wait to be written.",
		func(s dist.PeerStats) float64 { return float64(s.Queued) })
	add(gauge, "round_trip_seconds", "How long the last heartbeat took, there and back.",
		func(s dist.PeerStats) float64 { return s.RoundTrip.Seconds() })
	add(gauge, "ties", "Links, monitors, calls and spawns under way.",
		func(s dist.PeerStats) float64 { return float64(s.Ties) })
	add(gauge, "spawned_processes", "Processes that run here for the peer.",
		func(s dist.PeerStats) float64 { return float64(s.Spawned) })
	return c
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// Describe implements prometheus.Collector.
func (c *Collector) Describe(ch chan<- *prometheus.Desc) {
	for _, m := range c.metrics {
		ch <- m.desc
	}
}

// Collect implements prometheus.Collector.
func (c *Collector) Collect(ch chan<- prometheus.Metric) {
	for _, s := range c.node.Stats() {
		for _, m := range c.metrics {
			ch <- prometheus.MustNewConstMetric(m.desc, m.kind, m.read(s), s.Node.Name)
		}
	}
}
