package app

import (
	"os"
	"runtime/debug"
)

const (
	// lazyGC is GOGC unless the environment says otherwise. The live heap is small
	// and events make much garbage, which is collected less often.
	lazyGC = 400
	// memoryLimit is GOMEMLIMIT likewise: from there on garbage is collected as
	// often as needed, so that a flood of large events costs time and not memory.
	memoryLimit = 200 << 20
)

// tuneGC sets both for the program, which has the process to itself.
func tuneGC() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(lazyGC)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryLimit)
	}
}
