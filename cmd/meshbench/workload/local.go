package workload

// Metrics that peers find.
const (
	Rate   = "rate"    // operations per second
	Peak   = "peak"    // the most memory the process held, by the kernel's count; only on Linux
	Left   = "left"    // heap and stacks in use at the end, garbage collected
	Spawn  = "spawn"   // from asking for the first to the last being up, over their number
	Memory = "memory"  // heap and stacks of one, garbage collected
	P50    = "p50"     // what half of the operations took at most
	P99    = "p99"     // what 99 of 100 took at most
	Tail   = "p99/p50" // how much longer the slow ones take
)

// Ring is how many processes L7 passes its token round; Senders is how many
// senders L3 has, and Pairs how many pairs L4 has.
const (
	Ring    = 1000
	Senders = 100
	Pairs   = 1000
)

// Local returns the workloads within one node. The bars, and the ratios of peers
// that are not run, are from a machine with 2 cores, with Go 1.26 and
// GOMAXPROCS=2.
func Local() []Workload {
	return []Workload{
		{
			Name: "L1", Title: "ping-pong of two", N: 400_000, Baseline: "channel",
			About:   "round trips: one sends a message, the other sends it back",
			Metrics: rate(atLeast(0.78), Recorded{Ergo: 0.28, Hollywood: 0.53, Goakt: 0.71}),
		}, {
			Name: "L2", Title: "one sender floods one receiver", N: 2_000_000, Baseline: "channel",
			About: "messages, sent and received. A mailbox without a limit grows meanwhile; " +
				"the memory is what that takes at most, and what is left of it",
			Metrics: append(rate(atLeast(1.1), Recorded{Ergo: 0.17, Hollywood: 0.58, Goakt: 0.16}),
				Metric{Name: Peak, Unit: Bytes},
				Metric{Name: Left, Unit: Bytes}),
		}, {
			Name: "L3", Title: "100 senders, one receiver", N: 1_000_000, Baseline: "channel",
			About:   "messages, sent and received",
			Metrics: rate(atLeast(1.2), Recorded{Ergo: 0.30, Hollywood: 0.35, Goakt: 0.42}),
		}, {
			Name: "L4", Title: "1,000 pairs play ping-pong", N: 500_000, Baseline: "channel",
			About:   "round trips of all pairs together",
			Metrics: rate(atLeast(0.88), Recorded{Ergo: 0.21, Hollywood: 0.49, Goakt: 0.23}),
		}, {
			Name: "L5", Title: "a million idle services", N: 1_000_000, Baseline: "channel", Cold: true,
			About: "services (of peers: actors) that were started and wait for a message; " +
				"the baseline is goroutines, each waiting at a channel of its own",
			Metrics: idle(atMost(0.4), Recorded{Ergo: 3.7, Hollywood: 2.2, Goakt: 30},
				below(360), Recorded{Ergo: 2720. / 2830, Hollywood: 1060. / 2830, Goakt: 3540. / 2830}),
		}, {
			Name: "L5-function", Title: "a million idle functions", N: 1_000_000, Baseline: "channel", Cold: true,
			About:   "as L5, but processes that run a function, which waits in Receive",
			Metrics: idle(atMost(1.2), Recorded{}, below(3200), Recorded{}),
		}, {
			Name: "L6", Title: "call and reply", N: 300_000, Baseline: "channel",
			About: "calls of a process to a service, which replies with the request; " +
				"each is timed, which costs every peer some of its rate",
			Metrics: call(atLeast(0.7), below(5), Recorded{Ergo: 0.29, Hollywood: 0.19, Goakt: 0.28}),
		}, {
			Name: "L6-system", Title: "calls from outside", N: 300_000, Baseline: "channel",
			About:   "as L6, but the caller is no process: it calls through the System",
			Metrics: call(Bar{}, Bar{}, Recorded{}),
		}, {
			Name: "L6-context", Title: "calls that may be cancelled", N: 300_000, Baseline: "channel",
			About: "as L6, with a context that can be cancelled (of peers: a time limit); " +
				"the baseline waits for ever all the same",
			Metrics: call(Bar{}, Bar{}, Recorded{}),
		}, {
			Name: "L6-deep", Title: "calls of a deep handler", N: 300_000, Baseline: "channel",
			About: "as L6, with a handler that uses 6 KB of stack; " +
				"the baseline's uses none all the same, as when the bar was set",
			Metrics: call(atLeast(0.55), below(5), Recorded{}),
		}, {
			Name: "L7", Title: "token round a ring of 1,000", N: 500_000, Baseline: "channel",
			About:   "hops of the one token",
			Metrics: rate(atLeast(0.88), Recorded{Ergo: 0.39, Hollywood: 0.51, Goakt: 0.77}),
		},
	}
}

func rate(bar Bar, recorded Recorded) []Metric {
	return []Metric{{Rate, PerSecond, bar, recorded}}
}

func call(bar, tail Bar, recorded Recorded) []Metric {
	return append(rate(bar, recorded),
		Metric{Name: P50, Unit: Nanoseconds},
		Metric{Name: P99, Unit: Nanoseconds},
		Metric{Name: Tail, Unit: Times, Bar: tail})
}

func idle(spawn Bar, spawnRecorded Recorded, memory Bar, memoryRecorded Recorded) []Metric {
	return []Metric{
		{Spawn, Nanoseconds, spawn, spawnRecorded},
		{Memory, Bytes, memory, memoryRecorded},
	}
}
