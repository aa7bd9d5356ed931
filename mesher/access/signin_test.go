package access

import (
	"net/netip"
	"testing"
	"time"

	"github.com/mesh-actors/mesh/mesher"
)

// One network that guesses at an account, however long, does not lock its owner
// out elsewhere. Many networks do, since they share a bound too.
func TestAStrangerLocksNobodyOut(t *testing.T) {
	now := time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC)
	g := New(Config{Store: struct{ mesher.Accounts }{}, Now: func() time.Time { return now }})
	from := func(host byte) Client { return Client{IP: netip.AddrFrom4([4]byte{203, 0, 113, host})} }
	wrong := func(host byte) error {
		_, err := g.guess("ada@example.com", from(host), func() (bool, error) { return false, nil })
		return err
	}
	const home = 250
	right := func() error {
		_, err := g.guess("ada@example.com", from(home), func() (bool, error) { return true, nil })
		return err
	}
	want := func(what string, err error, limited bool) {
		t.Helper()
		if got := mesher.KindOf(err) == mesher.Limited; got != limited || err != nil && !got {
			t.Fatalf("%s: %v, want it limited: %v", what, err, limited)
		}
	}
	for range 10 {
		want("a guess", wrong(1), false)
	}
	for range 24 * 60 {
		now = now.Add(time.Minute)
		want("one guess a minute", wrong(1), false)
		want("two", wrong(1), true)
	}
	want("the owner elsewhere", right(), false)

	for n := range 90 { // of a hundred; the first ten are not forgiven yet
		want("a guess of many", wrong(byte(2+n/9)), false)
	}
	want("one more", wrong(100), true)
	want("the owner meanwhile", right(), true)
	now = now.Add(time.Minute)
	want("the owner in a minute", right(), false)
}
