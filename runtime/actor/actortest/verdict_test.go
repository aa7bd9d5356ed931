package actortest_test

import (
	"runtime"
	"testing"
)

// verdict is a test that records its failure instead of reporting it.
type verdict struct {
	testing.TB
	fatal bool
}

func (v *verdict) Fatalf(string, ...any) {
	v.fatal = true
	runtime.Goexit()
}
