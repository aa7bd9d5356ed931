package ops_test

import (
	"testing"
	"time"

	"github.com/mesh-actors/mesh/mesher/ops"
)

// enough repeats a load, for longer each time, until its report can be judged: a
// machine may stand still for as long as a short one lasts.
func enough(t *testing.T, lasts time.Duration, load func(lasts time.Duration) ops.Load, is func(ops.Report) bool) (r ops.Report) {
	t.Helper()
	for again := true; again; lasts *= 2 {
		var err error
		if r, err = load(lasts).Run(t.Context()); err != nil {
			t.Fatal(err)
		}
		again = !is(r) && lasts < 10*time.Second
	}
	return r
}

// sent reports whether a load has sent so many.
func sent(n int64) func(ops.Report) bool { return func(r ops.Report) bool { return r.Sent >= n } }
