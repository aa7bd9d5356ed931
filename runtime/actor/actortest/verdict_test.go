package actortest_test

import (
	"runtime"
	"testing"
)

// verdict is a test that takes note of its failure and keeps it to itself.
type verdict struct {
	testing.TB
	fatal bool
}

func (v *verdict) Fatalf(string, ...any) {
	v.fatal = true
	runtime.Goexit()
}
