package ingest

import (
	"math/rand/v2"
	"testing"
	"time"
)

func TestDebts(t *testing.T) {
	const limit = 60 // an event is a second
	for _, c := range []struct {
		about string
		do    func(b *buckets)
		wait  time.Duration // for the next event
	}{
		{"nothing was taken", func(b *buckets) {}, 0},
		{"elsewhere some", func(b *buckets) { b.spend(Debit{1, 59 * time.Second}, noon) }, 0},
		{"elsewhere all", func(b *buckets) { b.spend(Debit{1, time.Minute}, noon) }, time.Second},
		{"another project's", func(b *buckets) { b.spend(Debit{2, time.Minute}, noon) }, 0},
		{"here and elsewhere", func(b *buckets) {
			for range 30 {
				b.take(take{1, limit}, noon)
			}
			b.spend(Debit{1, 40 * time.Second}, noon)
		}, 11 * time.Second},
		{"some of it has flown in again", func(b *buckets) { b.spend(Debit{1, time.Minute}, noon.Add(-30*time.Second)) }, 0},
		{"a debt has a bound", func(b *buckets) {
			for range 10 {
				b.spend(Debit{1, time.Hour}, noon)
			}
		}, time.Minute + time.Second},
		{"nobody gives", func(b *buckets) {
			b.spend(Debit{1, time.Minute}, noon)
			b.spend(Debit{1, -time.Minute}, noon)
		}, time.Second},
		{"as empty as elsewhere", func(b *buckets) { b.drain(Debit{1, time.Minute}, noon) }, time.Second},
		{"emptier than elsewhere", func(b *buckets) {
			b.spend(Debit{1, time.Minute}, noon)
			b.drain(Debit{1, time.Second}, noon)
		}, time.Second},
		{"a level has a bound", func(b *buckets) { b.drain(Debit{1, time.Hour}, noon) }, time.Minute + time.Second},
	} {
		b := newBuckets()
		c.do(&b)
		if wait := b.take(take{1, limit}, noon); wait != c.wait {
			t.Errorf("%s: wait %v, want %v", c.about, wait, c.wait)
		}
	}
}

// Events taken here are told once; those taken elsewhere, never.
func TestWhatIsTold(t *testing.T) {
	b := newBuckets()
	b.take(take{1, 60}, noon)
	b.take(take{1, 60}, noon)
	b.take(take{2, -1}, noon)
	b.spend(Debit{3, time.Minute}, noon)
	if told := b.tell(); len(told) != 1 || told[0] != (Debit{1, 2 * time.Second}) {
		t.Errorf("told %v", told)
	}
	if told := b.tell(); len(told) != 0 {
		t.Errorf("told again: %v", told)
	}
	if levels := b.levels(noon.Add(3 * time.Second)); len(levels) != 1 || levels[0] != (Debit{3, 57 * time.Second}) {
		t.Errorf("the levels are %v", levels)
	}
}

// However events arrive at the nodes, they let through what one would, and only
// as much more as was promised.
func TestNodesShareALimit(t *testing.T) {
	for seed := range uint64(20) {
		random := rand.New(rand.NewPCG(seed, 0))
		s := sharing{
			limit: 1 + random.IntN(3000), delay: time.Duration(random.IntN(50)) * time.Millisecond,
			nodes: make([]sharer, 1+random.IntN(8)), random: random,
		}
		s.run(t, seed)
	}
}

// sharing is nodes that tell each other what they took, over a slow network.
type sharing struct {
	limit  int
	delay  time.Duration
	nodes  []sharer
	random *rand.Rand
	news   []debitNews // under way, in the order of arrival
}

type sharer struct {
	buckets
	rate   float64       // events in a millisecond
	toldAt time.Duration // when it is time to tell, within tellEvery
}

type debitNews struct {
	at     time.Time
	from   int
	debits []Debit
}

func (s *sharing) run(t *testing.T, seed uint64) {
	const steps, step = 120_000, time.Millisecond
	alone := newBuckets()
	var underWay float64
	for i := range s.nodes {
		s.nodes[i] = sharer{buckets: newBuckets(), toldAt: time.Duration(s.random.Int64N(int64(tellEvery)))}
	}
	passed, could := 0, 0
	for n := range steps {
		now := noon.Add(time.Duration(n) * step)
		if n%30_000 == 0 { // the weather changes
			underWay = 0
			for i := range s.nodes {
				s.nodes[i].rate = s.random.Float64() * float64(s.limit) / 60_000 * 2
				underWay += s.nodes[i].rate * float64(s.delay/step+1)
			}
		}
		for len(s.news) > 0 && !s.news[0].at.After(now) {
			for i := range s.nodes {
				for _, d := range s.news[0].debits {
					if i != s.news[0].from {
						s.nodes[i].spend(d, now)
					}
				}
			}
			s.news = s.news[1:]
		}
		for i := range s.nodes {
			node := &s.nodes[i]
			for more := node.rate; s.random.Float64() < more; more-- {
				if alone.take(take{1, s.limit}, now) == 0 {
					could++
				}
				if node.take(take{1, s.limit}, now) == 0 {
					passed++
				}
				if node.untold[1] >= tellAt {
					s.tell(i, now)
				}
			}
			if (now.Sub(noon)+node.toldAt)%tellEvery == 0 {
				s.tell(i, now)
			}
		}
		bound := float64(len(s.nodes)-1)*max(1, float64(s.limit)/16) + 3*underWay + 2
		if excess := float64(passed - could); excess > bound {
			t.Fatalf("seed %d: after %v %d nodes let %d events through, and one would %d, with a limit of %d; want at most %.0f more",
				seed, now.Sub(noon), len(s.nodes), passed, could, s.limit, bound)
		}
	}
	// Excess is owed, so in the end it is no less either.
	if short := float64(could - passed); short > float64(s.limit)/8+2 {
		t.Errorf("seed %d: %d nodes let %d events through, and one would %d, with a limit of %d", seed, len(s.nodes), passed, could, s.limit)
	}
}

func (s *sharing) tell(from int, now time.Time) {
	if debits := s.nodes[from].tell(); len(debits) > 0 {
		s.news = append(s.news, debitNews{now.Add(s.delay), from, debits})
	}
}
