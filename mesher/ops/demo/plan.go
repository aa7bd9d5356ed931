package demo

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/mesh-actors/mesh/mesher"
)

// A Plan says how much data to make up. The zero Plan is 20,000 events in the
// four weeks before now.
type Plan struct {
	Seed   uint64
	Events int       // default 20,000
	Days   int       // default 28
	Until  time.Time // default now
}

// Bounds of a plan: more would take hours, or be removed at once as too old.
const (
	mostEvents = 5_000_000
	mostDays   = 90
)

// Checked returns the plan with its defaults filled in, or says what is wrong
// with it.
func (p Plan) Checked(now time.Time) (Plan, error) {
	p.Events, p.Days = cmp.Or(p.Events, 20_000), cmp.Or(p.Days, 28)
	if p.Until.IsZero() {
		p.Until = now
	}
	p.Until = p.Until.UTC().Truncate(time.Microsecond)
	if p.Events < 1 || p.Events > mostEvents {
		return p, mesher.Errorf(mesher.Invalid, "a demo has 1 to %d events, not %d", mostEvents, p.Events)
	}
	if p.Days < 1 || p.Days > mostDays {
		return p, mesher.Errorf(mesher.Invalid, "a demo has 1 to %d days, not %d", mostDays, p.Days)
	}
	return p, nil
}

// span returns the whole time.
func (p Plan) span() time.Duration { return time.Duration(p.Days) * 24 * time.Hour }

// at returns the moment at a share of the time.
func (p Plan) at(share float64) time.Time {
	return p.Until.Add(-p.span()).Add(time.Duration(share * float64(p.span()))).Truncate(time.Microsecond)
}

// An occurrence is one event of a fault, and its time.
type occurrence struct {
	fault int
	at    time.Time
}

// occurrences returns all occurrences, oldest first. Each falls into an hour of a
// fault, with a probability proportional to its intensity then.
func (p Plan) occurrences(random *rand.Rand, all []fault) (found []occurrence) {
	hours := p.Days * 24
	grown := make([]float64, 0, len(all)*hours) // running totals, hour by hour, fault by fault
	sum := 0.0
	for _, f := range all {
		for h := range hours {
			sum += f.intensity((float64(h)+0.5)/float64(hours), p.at(float64(h)/float64(hours)), p.span())
			grown = append(grown, sum)
		}
	}
	for range p.Events {
		cell, _ := slices.BinarySearch(grown, random.Float64()*sum)
		cell = min(cell, len(grown)-1)
		begin := p.at(float64(cell%hours) / float64(hours))
		at := begin.Add(time.Duration(random.Int64N(int64(time.Hour)))).Truncate(time.Microsecond)
		found = append(found, occurrence{cell / hours, at})
	}
	slices.SortFunc(found, func(a, b occurrence) int { return cmp.Or(a.at.Compare(b.at), a.fault-b.fault) })
	return found
}

// pause is the share of the time during which a resolved fault does not occur,
// until the release that brings it back.
const pause = 0.12

// intensity returns how often a fault occurs in an hour, at a share of the time.
func (f fault) intensity(share float64, at time.Time, span time.Duration) float64 {
	if share < f.from || share > f.to || f.resolved > 0 && share > f.resolved && share < f.resolved+pause {
		return 0
	}
	rate := f.weight * rhythm(at)
	if f.burst > 0 && math.Abs(share-f.burst)*float64(span) < float64(2*time.Hour) {
		rate *= 20
	}
	return rate
}

// rhythm returns how busy programs are: little at night and at weekends.
func rhythm(at time.Time) float64 {
	busy := 0.15 + 0.85*math.Pow(math.Sin(math.Pi*(float64(at.Hour())+0.5)/24), 2)
	if day := at.Weekday(); day == time.Saturday || day == time.Sunday {
		busy *= 0.45
	}
	return busy
}

// releaseEvery is how many days a release is the newest.
const releaseEvery = 4

// release returns the release that runs at a share of the time.
func (p Plan) release(program string, share float64) string {
	return fmt.Sprintf("%s@2.%d.0", program, 14+int(share*float64(p.Days))/releaseEvery)
}
