package prom

import (
	"github.com/prometheus/client_golang/prometheus"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// A Collector collects from one system. Its metrics carry the node's name, so
// that several systems of a program can be registered together.
type Collector struct {
	sys      *actor.System
	gauges   []metric
	counters []metric

	mailbox *prometheus.Desc
	longest *prometheus.Desc
}

// metric is one number of the system.
type metric struct {
	desc *prometheus.Desc
	read func(actor.Stats) float64
}

// lengths holds the upper bounds of the mailbox histogram, in messages.
var lengths = [...]float64{0, 1, 10, 100, 1000, 10000, 100000}

// Collect makes a collector of the system's counters.
func Collect(sys *actor.System) *Collector {
	labels := prometheus.Labels{"node": sys.Node().Name}
	describe := func(name, help string) *prometheus.Desc {
		return prometheus.NewDesc("actor_"+name, help, nil, labels)
	}
	return &Collector{
		sys: sys,
		gauges: []metric{
			{describe("processes", "Processes there are."),
				func(s actor.Stats) float64 { return float64(s.Processes) }},
			{describe("stuck_processes", "Processes that were killed and whose code still runs."),
				func(s actor.Stats) float64 { return float64(s.Stuck) }},
			{describe("idle_workers", "Goroutines kept for handlers and free."),
				func(s actor.Stats) float64 { return float64(s.Workers) }},
		},
		counters: []metric{
			{describe("spawned_total", "Processes ever spawned."),
				func(s actor.Stats) float64 { return float64(s.Spawned) }},
			{describe("faults_total", "Processes that exited otherwise than normally or by shutdown."),
				func(s actor.Stats) float64 { return float64(s.Faults) }},
			{describe("panics_total", "Panics of processes and of goroutines that belong to them."),
				func(s actor.Stats) float64 { return float64(s.Panics) }},
			{describe("killed_total", "Processes that were killed."),
				func(s actor.Stats) float64 { return float64(s.Killed) }},
			{describe("dead_letters_total", "Messages that were sent and never received."),
				func(s actor.Stats) float64 { return float64(s.DeadLetters) }},
		},
		mailbox: describe("mailbox_messages", "Processes by how many messages wait for them."),
		longest: describe("mailbox_longest", "Messages in the longest mailbox."),
	}
}

// Describe implements prometheus.Collector.
func (c *Collector) Describe(ch chan<- *prometheus.Desc) {
	for _, m := range c.gauges {
		ch <- m.desc
	}
	for _, m := range c.counters {
		ch <- m.desc
	}
	ch <- c.mailbox
	ch <- c.longest
}

// Collect implements prometheus.Collector.
func (c *Collector) Collect(ch chan<- prometheus.Metric) {
	stats := c.sys.Stats()
	for _, m := range c.gauges {
		ch <- prometheus.MustNewConstMetric(m.desc, prometheus.GaugeValue, m.read(stats))
	}
	for _, m := range c.counters {
		ch <- prometheus.MustNewConstMetric(m.desc, prometheus.CounterValue, m.read(stats))
	}
	c.collectMailboxes(ch)
}

// collectMailboxes makes a histogram of how long the mailboxes are now.
func (c *Collector) collectMailboxes(ch chan<- prometheus.Metric) {
	var count, sum uint64
	longest := 0
	buckets := make(map[float64]uint64, len(lengths))
	for b := range c.sys.Briefs() {
		n := b.Mailbox
		count++
		sum += uint64(n)
		longest = max(longest, n)
		for _, bound := range lengths {
			if float64(n) <= bound {
				buckets[bound]++
			}
		}
	}
	for _, bound := range lengths {
		buckets[bound] += 0 // so that empty buckets are shown
	}
	ch <- prometheus.MustNewConstHistogram(c.mailbox, count, float64(sum), buckets)
	ch <- prometheus.MustNewConstMetric(c.longest, prometheus.GaugeValue, float64(longest))
}
