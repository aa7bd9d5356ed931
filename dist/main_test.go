package dist_test

import (
	"testing"

	"go.uber.org/goleak"
)

// verify runs the tests, after which no goroutine may be left.
func verify(m *testing.M) { goleak.VerifyTestMain(m) }
