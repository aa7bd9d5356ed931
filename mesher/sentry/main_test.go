package sentry

import (
	"testing"

	"go.uber.org/goleak"
)

// Nothing here may leave a goroutine behind: decoders work inside Read.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }
