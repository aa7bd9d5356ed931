// Package stream is the baseline between two processes: connections of TCP and of
// TLS 1.3 on loopback, with nothing above them but messages of a fixed size. It
// is not an actor system: it has no addresses, and does not report the end of a
// peer.
package stream

import (
	"github.com/mesh-actors/mesh/cmd/meshbench/far"
	"github.com/mesh-actors/mesh/cmd/meshbench/meter"
	"github.com/mesh-actors/mesh/cmd/meshbench/workload"
)

// TCP is the baseline in the clear.
func TCP() workload.Peer {
	return peer("tcp", "raw TCP on loopback, for workloads between two processes", plain{})
}

// TLS is the baseline for ratios, as nodes use TLS 1.3.
func TLS() workload.Peer {
	return peer("tls", "TLS 1.3 on loopback: the baseline between two processes, always run there", encrypted{})
}

func peer(name, about string, n network) workload.Peer {
	pair := far.Pair(name)
	small := func(ops int) (workload.Figures, error) {
		return pair.WithMemory(flood(n, workload.Small, ops, meter.Rate))
	}
	large := func(ops int) (workload.Figures, error) {
		return pair.WithMemory(flood(n, workload.Large, ops, meter.Throughput(workload.Large)))
	}
	return workload.Peer{
		Name:  name,
		About: about,
		Far:   func() (string, error) { return serve(n) },
		Do: map[string]func(ops int) (workload.Figures, error){
			"R1":      small,
			"R2":      func(ops int) (workload.Figures, error) { return pair.Measure(pingPong(n, ops)) },
			"R2-one":  func(ops int) (workload.Figures, error) { return pair.OnOneProcessor(pingPong(n, ops)) },
			"R3":      func(ops int) (workload.Figures, error) { return pair.Measure(calls(n, ops)) },
			"R4":      large,
			"R4-gogc": large, // it makes no garbage to speak of
		},
	}
}
