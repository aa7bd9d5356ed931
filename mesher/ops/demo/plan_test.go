package demo

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/mesh-actors/mesh/mesher"
)

var until = time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC)

func aPlan(t *testing.T) Plan {
	p, err := Plan{Seed: 7, Events: 5000, Until: until}.Checked(until)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// The seed decides everything, and nothing else does.
func TestSameAgain(t *testing.T) {
	p := aPlan(t)
	make := func(seed uint64) (events []*mesher.Event) {
		random := rand.New(rand.NewPCG(seed, 1))
		for _, o := range p.occurrences(random, faults())[:100] {
			events = append(events, p.event(random, faults()[o.fault], o.at, 1))
		}
		return events
	}
	if !reflect.DeepEqual(make(7), make(7)) {
		t.Error("the same plan makes other events")
	}
	if reflect.DeepEqual(make(7), make(8)) {
		t.Error("another seed makes the same events")
	}
}

// Events follow the faults: nothing outside of a fault's time, more in a burst,
// less at night, nothing between a resolution and a recurrence.
func TestOccurrences(t *testing.T) {
	p, all := aPlan(t), faults()
	found := p.occurrences(rand.New(rand.NewPCG(7, 1)), all)
	if len(found) != p.Events || !slices.IsSortedFunc(found, func(a, b occurrence) int { return a.at.Compare(b.at) }) {
		t.Fatalf("%d occurrences, or not in order", len(found))
	}
	day, night := 0, 0
	seen := make(map[int]int)
	for _, o := range found {
		f, share := all[o.fault], 1-float64(p.Until.Sub(o.at))/float64(p.span())
		const hour = 1.0 / (28 * 24)
		if share < f.from-hour || share > f.to+hour || f.resolved > 0 && share > f.resolved+hour && share < f.resolved+pause-hour {
			t.Errorf("%s %s shows at %.3f", f.kind, f.value, share)
		}
		if o.at.Before(p.at(0)) || o.at.After(p.Until) {
			t.Errorf("one is at %v", o.at)
		}
		switch h := o.at.Hour(); {
		case h >= 9 && h < 15:
			day++
		case h < 6:
			night++
		}
		seen[o.fault]++
	}
	if day < 2*night {
		t.Errorf("%d by day and %d by night", day, night)
	}
	if len(seen) < len(all)-1 {
		t.Errorf("only %d of %d faults show", len(seen), len(all))
	}
}

func TestPlansThatAreRefused(t *testing.T) {
	for _, p := range []Plan{{Events: -1}, {Events: mostEvents + 1}, {Days: -1}, {Days: mostDays + 1}} {
		if got, err := p.Checked(until); mesher.KindOf(err) != mesher.Invalid {
			t.Errorf("%+v became %+v, %v", p, got, err)
		}
	}
}

// Each fault is an issue of its own, however its numbers differ.
func TestFaultsAreIssues(t *testing.T) {
	p, random := aPlan(t), rand.New(rand.NewPCG(7, 1))
	issues := make(map[[32]byte]string)
	for _, f := range faults() {
		hashes := make(map[[32]byte]bool)
		for range 5 {
			e := p.event(random, f, until, 1)
			e.Normalise(until)
			if len(e.Notes) > 0 {
				t.Errorf("%s: %+v", f.kind, e.Notes)
			}
			hashes[mesher.GroupingOf(e).Hash] = true
		}
		for hash := range hashes {
			if other, taken := issues[hash]; taken || len(hashes) > 1 {
				t.Errorf("%s is %d issues, or the same as %s", f.kind+f.value, len(hashes), other)
			}
			issues[hash] = f.kind + f.value
		}
	}
}
