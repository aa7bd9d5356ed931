package operator

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/mesh-actors/mesh/mesher/ingest"
)

// scrapeTimeout bounds one scrape, whatever hangs.
const scrapeTimeout = time.Second

// A collector reads the figures of one program.
type collector struct{ config Config }

const (
	counter = prometheus.CounterValue
	gauge   = prometheus.GaugeValue
)

// Describe implements prometheus.Collector. It describes nothing, so that values
// that can't be read at the moment may be left out.
func (c collector) Describe(chan<- *prometheus.Desc) {}

// Collect implements prometheus.Collector.
func (c collector) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), scrapeTimeout)
	defer cancel()
	f := figures{ch}
	c.pipeline(ctx, f)
	c.chores(f)
	c.database(ctx, f)
}

func (c collector) pipeline(ctx context.Context, f figures) {
	s := c.config.Pipeline.Stats()
	for outcome, events := range s.Events {
		f.tell(counter, "mesher_events_total", "Events by what became of them, as their senders were answered.", float64(events), "outcome", string(outcome))
	}
	f.durations("mesher_ingest_lag_seconds", "From an event's receipt until it was stored, in the spool or not.", s.Lag)
	f.durations("mesher_commit_seconds", "Transactions with events.", s.Commits)
	f.tell(counter, "mesher_commits_failed_total", "Transactions with events that failed.", float64(s.Failed))

	f.tell(gauge, "mesher_spool_events", "Events that wait on the disk for the database.", float64(c.config.Spool.Records()))
	f.tell(gauge, "mesher_spool_bytes", "How much they take.", float64(c.config.Spool.Held()))
	f.tell(gauge, "mesher_spool_max_bytes", "How much they may take; beyond that, events are refused.", float64(c.config.SpoolMax))

	q, err := c.config.Pipeline.Queue(ctx)
	if err != nil {
		return // the writer is being restarted
	}
	age := 0.0
	if !q.Oldest.IsZero() {
		age = time.Since(q.Oldest).Seconds()
	}
	f.tell(gauge, "mesher_queue_events", "Events on their way to the database.", float64(q.Events))
	f.tell(gauge, "mesher_queue_max_events", "How many of them there may be; beyond that, events go to the spool.", float64(q.MaxEvents))
	f.tell(gauge, "mesher_queue_bytes", "How large they are, as they were sent.", float64(q.Bytes))
	f.tell(gauge, "mesher_queue_age_seconds", "How long the oldest of them has waited.", age)
	f.tell(gauge, "mesher_queue_away", "Whether the database takes no events, so that they go to the spool.", truth(q.Away))
}

func (c collector) chores(f figures) {
	for name, last := range c.config.Chores() {
		f.tell(gauge, "mesher_chore_here", "Whether this node does the chore; one node of a cluster does.", truth(last.Here), "chore", name)
		f.tell(gauge, "mesher_chore_failing", "Whether it failed on this node since it last succeeded here.", truth(last.Err != nil), "chore", name)
		if !last.Done.IsZero() {
			f.tell(gauge, "mesher_chore_last_success_timestamp_seconds", "When it last succeeded on this node.", seconds(last.Done), "chore", name)
		}
	}
}

func (c collector) database(ctx context.Context, f figures) {
	days, err := c.config.Store.DaysAhead(ctx, time.Now())
	if err == nil {
		f.tell(gauge, "mesher_partitions_ahead", "For how many days after today there is room for events.", float64(days))
		err = c.config.Store.Ping(ctx)
	}
	f.tell(gauge, "mesher_database_up", "Whether the database answers.", truth(err == nil))
	p := c.config.Store.Pool()
	f.tell(gauge, "mesher_database_connections_max", "Connections there may be.", float64(p.Max))
	f.tell(gauge, "mesher_database_connections_in_use", "Connections at work.", float64(p.InUse))
	f.tell(gauge, "mesher_database_connections_idle", "Connections that are open and free.", float64(p.Idle))
	f.tell(counter, "mesher_database_waits_total", "Times that somebody had to wait for a connection.", float64(p.Waits))
	f.tell(counter, "mesher_database_wait_seconds_total", "For how long they waited together.", p.Waited.Seconds())
}

// figures sends values to one scrape.
type figures struct{ ch chan<- prometheus.Metric }

// tell sends one value, with or without a label.
func (f figures) tell(kind prometheus.ValueType, name, help string, value float64, label ...string) {
	var names, values []string
	if len(label) > 0 {
		names, values = label[:1], label[1:]
	}
	f.ch <- prometheus.MustNewConstMetric(prometheus.NewDesc(name, help, names, nil), kind, value, values...)
}

func (f figures) durations(name, help string, d ingest.Durations) {
	within := make(map[float64]uint64, len(d.Within))
	for bound, count := range d.Within {
		within[bound.Seconds()] = count
	}
	f.ch <- prometheus.MustNewConstHistogram(prometheus.NewDesc(name, help, nil, nil), d.Count, d.Sum.Seconds(), within)
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

func seconds(t time.Time) float64 { return float64(t.UnixMilli()) / 1000 }
