package app

import (
	"testing"
	"time"
)

// A loanMoment is a moment in the life of a loan at which a fault is injected.
// The first node chooses the helper: one of the others may be enough.
type loanMoment struct {
	name  string
	await func(oc *overloadedCluster, t *testing.T) (helper int)
	delay time.Duration // the fault comes within this time afterwards
}

var loanMoments = []loanMoment{
	{"events are out", (*overloadedCluster).awaitOut, 100 * time.Millisecond},
	{"a loan begins", (*overloadedCluster).awaitLoan, 30 * time.Millisecond},
	{"it is given back while events are out", (*overloadedCluster).awaitHandOver, 30 * time.Millisecond},
}

// awaitLoan returns as soon as the first node has asked a helper for a processor,
// before it has got one.
func (oc *overloadedCluster) awaitLoan(t *testing.T) (helper int) {
	t.Helper()
	const asked = "a processor is borrowed"
	oc.logs[0].await(t, oc.place, asked)
	helper = 1 + oc.rand.IntN(2)
	if len(oc.logs[0].since(oc.place, asked, "from="+oc.name(helper))) == 0 {
		helper = 3 - helper
	}
	return helper
}

// awaitOut returns once a lent processor has work that it has not begun. It need
// not be one that was lent first: help comes and goes.
func (oc *overloadedCluster) awaitOut(t *testing.T) (helper int) {
	t.Helper()
	helper = oc.awaitLoan(t)
	until(t, "events are out", func() bool {
		if s, _ := oc.loanStatusOf(t, helper); s.waiting > 0 {
			return true
		}
		helper = 3 - helper
		return false
	})
	return helper
}

// awaitHandOver gives a helper more to do than the first node has, and returns
// when the first node is about to give the processor back while events are out at
// it.
func (oc *overloadedCluster) awaitHandOver(t *testing.T) (helper int) {
	t.Helper()
	helper = oc.awaitOut(t)
	oc.flood(t, helper, 160) // more than two processors of the third node take, 64 each
	oc.logs[0].await(t, oc.place, "a processor is to be given back", "to="+oc.name(helper))
	return helper
}

// disturb floods the first node and injects a fault at the moment of a loan for
// this round. It returns the helper, and the flood, which goes on.
func (oc *overloadedCluster) disturb(t *testing.T, round int, what string, fault func(helper int)) (helper int, flood *load) {
	t.Helper()
	o := loanMoments[round%len(loanMoments)]
	oc.place = oc.logs[0].now()
	flood = oc.flood(t, 0, 32)
	helper = o.await(oc, t)
	delay := time.Duration(oc.rand.Int64N(int64(o.delay)))
	<-time.After(delay)
	fault(helper)
	t.Logf("%d: %s; %s, %v before", round+1, what, o.name, delay)
	return helper, flood
}
