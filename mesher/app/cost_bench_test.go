package app

import (
	"fmt"
	"testing"
	"time"

	"github.com/mesh-actors/mesh/dist/observe"
	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/ops"
	"github.com/mesh-actors/mesh/mesher/sqlstore/pgtest"
)

// BenchmarkSize runs so many idle nodes on this machine and reports what that
// costs: "MB" is the memory of one, "cpu-ms/s" its CPU time per second,
// "B/s/link" and "msg/s/link" the traffic of a connection, both ways together and
// before TLS, and "join-ms" how long the last one took from its greeting until it
// was connected to all. docs/cluster.md goes on from there.
//
//	go test ./mesher/app -run '^$' -bench Size -benchtime 1x -timeout 20m
func BenchmarkSize(b *testing.B) {
	for _, size := range []int{3, 5, 20} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			for b.Loop() {
				measureSize(b, size, 20*time.Second)
			}
		})
	}
}

func measureSize(b *testing.B, size int, quiet time.Duration) {
	w := newGrowingCluster(b)
	for range size - 1 {
		w.grow(b)
	}
	w.allMeet(b)
	w.grow(b)
	greeted := time.Now()
	w.allMeet(b)
	joined := time.Since(greeted)

	before, worked := w.traffic(b), w.worked()
	<-time.After(quiet)
	after, links := w.traffic(b), float64(size*(size-1)/2)
	worked = w.worked() - worked
	held := 0
	for _, c := range w.nodes {
		now, _, _ := c.memory()
		held += now
	}
	b.ReportMetric(float64(joined.Milliseconds()), "join-ms")
	b.ReportMetric(float64(held)/float64(size)/(1<<20), "MB")
	b.ReportMetric(worked.Seconds()*1e3/quiet.Seconds()/float64(size), "cpu-ms/s")
	b.ReportMetric(float64(after.bytes-before.bytes)/quiet.Seconds()/links, "B/s/link")
	b.ReportMetric(float64(after.messages-before.messages)/quiet.Seconds()/links, "msg/s/link")
}

// BenchmarkMember loads one node, in turns alone and together with two others
// that are idle and lend nothing: the cost of being one of several. "x-rate" is
// how many times as many events it answers then, "x-cpu" how many times as much
// CPU time all programs use for one of them.
//
//	go test ./mesher/app -run '^$' -bench Member -benchtime 5x
func BenchmarkMember(b *testing.B) {
	w := newGrowingCluster(b)
	w.looks = time.Hour
	w.grow(b)
	load := ops.Load{To: destinations(b, w.nodes[0].dsn, tenKeys(b, w.database)), Duration: 5 * time.Second}
	mustLoad(b, load) // everything is warm
	var alone, member costs
	for b.Loop() {
		alone.add(b, w, load)
		w.grow(b)
		w.grow(b)
		w.allMeet(b)
		member.add(b, w, load)
		w.shrink()
	}
	b.ReportMetric(member.rates/alone.rates, "x-rate")
	b.ReportMetric(member.each()/alone.each(), "x-cpu")
	b.ReportMetric(alone.each(), "alone-µs/event")
	b.ReportMetric(member.each(), "member-µs/event")
}

// costs are the costs of several loads.
type costs struct {
	rates    float64
	answered int64
	worked   time.Duration
}

func (c *costs) add(b *testing.B, w *growingCluster, l ops.Load) {
	before := w.worked()
	r := mustLoad(b, l)
	c.rates, c.answered, c.worked = c.rates+r.Rate, c.answered+r.Answered, c.worked+w.worked()-before
}

// each returns the CPU time per event in microseconds.
func (c *costs) each() float64 { return float64(c.worked.Microseconds()) / float64(c.answered) }

// A growingCluster is nodes that are added one by one.
type growingCluster struct {
	settings
	names []string
	nodes []child
}

func newGrowingCluster(b *testing.B) *growingCluster {
	database := pgtest.Start(b, "max_connections=200").NewDatabase(b)
	return &growingCluster{settings: settings{database: database, pool: 2}}
}

func (w *growingCluster) grow(b *testing.B) {
	if len(w.names) > 0 {
		w.peers = w.names[0]
	}
	w.dataDir, w.port, w.node = b.TempDir(), freePort(b), newNode(b)
	w.names = append(w.names, w.node)
	w.nodes = append(w.nodes, startServer(b, w.settings))
}

// shrink ends all nodes but the first.
func (w *growingCluster) shrink() {
	for _, c := range w.nodes[1:] {
		c.cmd.Process.Kill()
		c.cmd.Wait()
	}
	w.names, w.nodes = w.names[:1], w.nodes[:1]
}

// worked returns the CPU time of all of them.
func (w *growingCluster) worked() (sum time.Duration) {
	for _, c := range w.nodes {
		sum += usedBy(c.cmd.Process.Pid)
	}
	return sum
}

// traffic is what all nodes sent to each other.
type traffic struct{ links, bytes, messages uint64 }

// traffic asks each node over a connection of its own, which does not count.
func (w *growingCluster) traffic(b *testing.B) (sum traffic) {
	b.Helper()
	for _, name := range w.names {
		o, err := Attach(b.Context(), Cluster{Cookies: []mesher.Secret{testCookie}}, name)
		if err != nil {
			b.Fatal(err)
		}
		links, err := o.Links(b.Context(), name, observe.Page{Limit: 200})
		if err != nil {
			b.Fatal(err)
		}
		for _, l := range links.Items {
			if l.Up && !l.Hidden {
				sum.links, sum.bytes, sum.messages = sum.links+1, sum.bytes+l.Sent, sum.messages+l.SentMessages
			}
		}
		o.Close()
	}
	return sum
}

func (w *growingCluster) allMeet(b *testing.B) {
	b.Helper()
	n := uint64(len(w.nodes))
	await(b, fmt.Sprint(n, " nodes are connected"), func() bool { return w.traffic(b).links == n*(n-1) })
}
