package lending

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"
)

func idOf(says string) uuid.UUID { return uuid.NewSHA1(uuid.Nil, []byte(says)) }

// CLU-04: a node with too much to do borrows processors of all its peers, which
// do a good part of it, and gives them back when the load falls.
func TestAnOverloadedNodeIsHelped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t, 1, "a", "b", "c")
		defer s.stop(t)
		a, b, c := s.members[0], s.members[1], s.members[2]
		f := a.under(t, 60)
		time.Sleep(10 * interval)
		want := []string{"mesher@b:1", "mesher@b:1", "mesher@c:1", "mesher@c:1"}
		if got := a.sortedFrom(); !slices.Equal(got, want) {
			t.Errorf("it borrows of %v, want %v", got, want)
		}
		if b.lending.Figures().Lent != mostPerPeer || len(b.lent()) != mostPerPeer || c.lending.Figures().Lent != mostPerPeer {
			t.Errorf("they lend %d and %d", b.lending.Figures().Lent, c.lending.Figures().Lent)
		}
		all, elsewhere := s.stored(), s.done(a)
		time.Sleep(2 * time.Second)
		all, elsewhere = s.stored()-all, s.done(a)-elsewhere
		if elsewhere < all/2 || all < 3*int(2*time.Second/decoding) {
			t.Errorf("of %d events in 2 s others did %d", all, elsewhere)
		}
		f.end()
		s.check(t, f, true)
		if len(f.refused) > 0 {
			t.Errorf("%d were refused: %v", len(f.refused), f.refused[0])
		}
		if got := a.sortedFrom(); len(got) > 0 || b.lending.Figures().Lent > 0 || len(b.lent()) > 0 || len(a.loans()) > 0 {
			t.Errorf("after the load has gone it still borrows of %v; b lends %d", got, b.lending.Figures().Lent)
		}
	})
}

// A busy node that copes asks no peer, and nothing leaves it.
func TestANodeThatGetsByIsLeftAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t, 1, "a", "b")
		defer s.stop(t)
		f := s.members[0].under(t, 1)
		time.Sleep(20 * interval)
		f.end()
		if n := s.done(s.members[0]); n > 0 || f.sent < threshold*20 {
			t.Errorf("of %d events others did %d", f.sent, n)
		}
		s.check(t, f, true)
	})
}
