package app

import (
	"os"
	"runtime/debug"
)

const (
	// lazyGC is GOGC unless the environment says otherwise. What is held is little,
	// and events make much garbage, which is collected less often.
	lazyGC = 400
	// memoryLimit is GOMEMLIMIT likewise: from there on it is collected as often as
	// it must be, so that a flood of large events costs time and not memory.
	memoryLimit = 200 << 20
)

// tuneGC is for the program, which has the process to itself.
func tuneGC() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(lazyGC)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryLimit)
	}
}
