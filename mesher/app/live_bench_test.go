package app

import (
	"cmp"
	"fmt"
	"os"
	"slices"
	"testing"
	"time"
)

// BenchmarkLive has many subscribers watch one project. They are spread over the
// nodes of a Mesher, each a program of its own, which are sent the project's
// events in turns: of three nodes, two deliveries of three come from another one.
// It goes second by second, with steady events; in one second of two there is one
// more subscriber, who reads nothing. It fails unless everybody else hears every
// event, once.
//
// "p50-ms" and "p99-ms" are how long a message takes from the client that posts
// the event to a subscriber, in the median of the seconds without the stalled
// one; "p99-across-ms", only from another node; "max-ms", the slowest of all.
// "x-p50" and "x-p99" are how many times as long it takes beside the stalled one,
// in the median of the pairs, and "x-cpu" how many times as much CPU time the
// nodes use. "disordered" is how many of a million are heard after a later one of
// their issue, which is allowed for those told more than a quarter of a second
// late. "B/watcher" is what a node grows by per subscriber, garbage included,
// which with 100 subscribers is mostly the events'. Clients, nodes and database
// share the processors.
//
//	go test ./mesher/app -run '^$' -bench Live -benchtime 9x
func BenchmarkLive(b *testing.B) {
	for _, nodes := range []int{1, 3} {
		for _, c := range []struct{ watchers, perSecond int }{{1000, 20}, {100, 200}} {
			b.Run(fmt.Sprintf("nodes=%d/watchers=%d/rate=%d", nodes, c.watchers, c.perSecond), func(b *testing.B) {
				newWatchedCluster(b, nodes).measure(b, c.watchers, c.perSecond)
			})
		}
	}
}

func (wc *watchedCluster) measure(b *testing.B, watchers, perSecond int) {
	wc.second(b, perSecond) // nobody watches yet, and everything else is under way
	held := wc.held()
	for n := range watchers {
		wc.subscribe(b, n%len(wc.nodes))
	}
	wc.second(b, perSecond)
	held = wc.held() - held
	var alone, beside seconds
	for round := 0; b.Loop(); round++ {
		// What precedes both seconds is the same, and either may be the first.
		for turn := range 2 {
			stalled := wc.stall(b, round%len(wc.nodes))
			if turn == round%2 {
				stalled.Close()
				alone.add(b, wc, perSecond)
			} else {
				beside.add(b, wc, perSecond)
				stalled.Close()
			}
		}
	}
	b.ReportMetric(median(alone.p50), "p50-ms")
	b.ReportMetric(median(alone.p99), "p99-ms")
	if len(wc.nodes) > 1 {
		b.ReportMetric(median(alone.across), "p99-across-ms")
	}
	b.ReportMetric(max(slices.Max(alone.most), slices.Max(beside.most)), "max-ms")
	b.ReportMetric(medianRatio(beside.p50, alone.p50), "x-p50")
	b.ReportMetric(medianRatio(beside.p99, alone.p99), "x-p99")
	b.ReportMetric(beside.nodes.Seconds()/alone.nodes.Seconds(), "x-cpu")
	messages := float64(alone.messages + beside.messages)
	b.ReportMetric(float64(wc.disordered)/messages*1e6, "disordered")
	b.ReportMetric(float64((alone.nodes+beside.nodes).Microseconds())/messages, "node-µs/message")
	b.ReportMetric(float64((alone.clients+beside.clients).Microseconds())/messages, "client-µs/message")
	b.ReportMetric(float64(held)/float64(watchers), "B/watcher")
	b.ReportMetric(0, "ns/op")
}

// seconds are the measurements of several seconds.
type seconds struct {
	messages               int
	nodes, clients         time.Duration // their CPU time
	p50, p99, across, most []float64     // of each second, in milliseconds; across is the p99 of deliveries from another node
}

// add measures one more second.
func (s *seconds) add(b *testing.B, wc *watchedCluster, perSecond int) {
	nodes, clients := wc.worked(), usedBy(os.Getpid())
	all := wc.second(b, perSecond)
	s.nodes, s.clients = s.nodes+wc.worked()-nodes, s.clients+usedBy(os.Getpid())-clients
	slices.SortFunc(all, func(a, b delivery) int { return cmp.Compare(a.took, b.took) })
	across := slices.DeleteFunc(slices.Clone(all), func(d delivery) bool { return !d.across })
	s.messages += len(all)
	s.p50 = append(s.p50, quantile(all, 0.5))
	s.p99 = append(s.p99, quantile(all, 0.99))
	s.across = append(s.across, quantile(across, 0.99))
	s.most = append(s.most, quantile(all, 1))
}

// quantile returns a quantile of sorted deliveries, in milliseconds; 0 of none.
func quantile(of []delivery, q float64) float64 {
	if len(of) == 0 {
		return 0
	}
	return of[min(int(float64(len(of))*q), len(of)-1)].took.Seconds() * 1e3
}

func median(of []float64) float64 {
	of = slices.Sorted(slices.Values(of))
	return (of[(len(of)-1)/2] + of[len(of)/2]) / 2
}

// medianRatio returns the median of the ratios of each in as to its neighbour in
// than.
func medianRatio(as, than []float64) float64 {
	var ratios []float64
	for i := range as {
		ratios = append(ratios, as[i]/than[i])
	}
	return median(ratios)
}
