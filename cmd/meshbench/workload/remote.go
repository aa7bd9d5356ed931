package workload

// Metrics of workloads between two processes, in addition to those within one.
// The peaks are by the kernel's count, only on Linux.
const (
	Throughput   = "throughput"    // bytes of messages per second
	SenderPeak   = "sender peak"   // the most memory the sending process held
	ReceiverPeak = "receiver peak" // the most memory the receiving process held
)

// Small and Large are the sizes of messages in bytes; Callers is how many callers
// R3 has.
const (
	Small   = 64
	Large   = 64 << 10
	Callers = 64
)

// LazyGC is the GOGC of both processes at R4-gogc.
const LazyGC = 400

// The memory that either process may take.
const remoteMemory = 64e6

// The baseline's figures where other peers were recorded: their ratios are to
// these.
const (
	recordedR1 = 20e6   // messages per second
	recordedR2 = 12.3   // µs
	recordedR3 = 244e3  // calls per second
	recordedR4 = 1760e6 // bytes per second
)

// Remote returns the workloads between two processes on loopback. The other
// recorded peers did not encrypt; this runtime and the baseline use TLS 1.3.
func Remote() []Workload {
	return []Workload{
		{
			Name: "R1", Title: "64-byte messages one way", N: 4_000_000, Baseline: "tls",
			About: "messages from one process to one on the other node, counted when all are received",
			Metrics: append(rate(atLeast(0.18), Recorded{
				Protoactor: 1.05e6 / recordedR1, Ergo: 0.80e6 / recordedR1, Hollywood: 1.20e6 / recordedR1,
				Goakt: 0.52e6 / recordedR1, Erlang: 0.75e6 / recordedR1,
			}), peaks()...),
		}, {
			Name: "R2", Title: "ping-pong of two nodes", N: 50_000, Baseline: "tls",
			About: "round trips of a 64-byte message, one at a time",
			Metrics: roundTrips(atMost(2.2), Recorded{
				Protoactor: 82 / recordedR2, Ergo: 55 / recordedR2, Hollywood: 42 / recordedR2,
				Goakt: 58 / recordedR2, Erlang: 28 / recordedR2,
			}),
		}, {
			Name: "R2-one", Title: "ping-pong on one processor each", N: 50_000, Baseline: "tls",
			About:   "as R2, with GOMAXPROCS=1 in both processes",
			Metrics: roundTrips(atMost(1.3), Recorded{}),
		}, {
			Name: "R3", Title: "calls by 64 callers", N: 200_000, Baseline: "tls",
			About: "calls to one process on the other node, each with a 64-byte request and reply; " +
				"all callers share a connection",
			Metrics: rate(atLeast(0.7), Recorded{
				Protoactor: 110e3 / recordedR3, Ergo: 122e3 / recordedR3, Hollywood: 85e3 / recordedR3,
				Goakt: 60e3 / recordedR3, Erlang: 59e3 / recordedR3,
			}),
		}, {
			Name: "R4", Title: "64 KiB messages one way", N: 30_000, Baseline: "tls",
			About: "as R1, with messages of 64 KiB",
			Metrics: throughput(atLeast(0.6), Recorded{
				Protoactor: 690e6 / recordedR4, Ergo: 475e6 / recordedR4, Hollywood: 540e6 / recordedR4,
				Goakt: 790e6 / recordedR4, Erlang: 3717e6 / recordedR4,
			}),
		}, {
			Name: "R4-gogc", Title: "64 KiB messages, GOGC=400", N: 30_000, Baseline: "tls",
			About:   "as R4, with GOGC=400 in both processes; the baseline, which makes no garbage, as at R4",
			Metrics: throughput(atLeast(0.85), Recorded{}),
		},
	}
}

func roundTrips(p50 Bar, recorded Recorded) []Metric {
	return []Metric{
		{P50, Nanoseconds, p50, recorded},
		{Name: P99, Unit: Nanoseconds},
		{Name: Tail, Unit: Times},
		{Name: Rate, Unit: PerSecond},
	}
}

func throughput(bar Bar, recorded Recorded) []Metric {
	return append([]Metric{{Throughput, BytesPerSecond, bar, recorded}}, peaks()...)
}

func peaks() []Metric {
	return []Metric{
		{Name: SenderPeak, Unit: Bytes, Bar: below(remoteMemory)},
		{Name: ReceiverPeak, Unit: Bytes, Bar: below(remoteMemory)},
	}
}
