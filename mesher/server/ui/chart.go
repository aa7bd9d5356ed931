package ui

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/mesh-actors/mesh/mesher"
)

// A Volume is how many events there were in each step of a stretch of time, as a
// chart of bars. Charts are drawn here, so that they need no script, weigh little
// and are there with the page.
type Volume struct {
	Buckets []mesher.Bucket
	Step    mesher.Step
}

// Size of the plane on which a chart is drawn. The page stretches it.
const (
	barWidth  = 4 // of which one is the gap to the next
	barHeight = 100
)

// A bar is one step of a chart.
type bar struct {
	X, Height int
	Name      string // what it stands for, and how many
}

// Bars draws the chart.
func (v Volume) Bars() []bar {
	bars := make([]bar, len(v.Buckets))
	most := v.Most()
	for i, b := range v.Buckets {
		bars[i] = bar{X: i * barWidth, Height: barOf(b.Events, most, barHeight),
			Name: v.nameOf(b.Start) + ": " + count(b.Events) + " " + plural(b.Events, "event", "events")}
	}
	return bars
}

// Width is how wide the plane is.
func (v Volume) Width() int { return len(v.Buckets) * barWidth }

// Outline draws all bars as one shape, of which a list can show many: 24 high.
func (v Volume) Outline() string {
	const height = 24
	var b strings.Builder
	most := v.Most()
	for i, bucket := range v.Buckets {
		if h := barOf(bucket.Events, most, height); h > 0 {
			fmt.Fprintf(&b, "M%d %dv-%dh%dv%dz", i*barWidth, height, h, barWidth-1, h)
		}
	}
	return b.String()
}

// barOf is how high a bar is beside the highest. What there is, is seen.
func barOf(events, most int64, height int) int {
	if events <= 0 || most <= 0 {
		return 0
	}
	return max(1, int(float64(events)/float64(most)*float64(height)))
}

// Most is the greatest count.
func (v Volume) Most() (most int64) {
	for _, b := range v.Buckets {
		most = max(most, b.Events)
	}
	return most
}

// Total is how many events there were in all.
func (v Volume) Total() (total int64) {
	for _, b := range v.Buckets {
		total += b.Events
	}
	return total
}

// Said is the chart for who does not see it.
func (v Volume) Said() string {
	total := v.Total()
	said := count(total) + " " + plural(total, "event", "events") + " in " + v.Span()
	for _, b := range v.Buckets {
		if total > 0 && b.Events == v.Most() {
			return said + ", at most " + count(b.Events) + " (" + v.nameOf(b.Start) + ")"
		}
	}
	return said
}

// Span is how long a time the chart covers.
func (v Volume) Span() string {
	if v.Step == mesher.Hourly {
		return strconv.Itoa(len(v.Buckets)) + " hours"
	}
	return strconv.Itoa(len(v.Buckets)) + " days"
}

// Marks are the times at the beginning, the middle and the end.
func (v Volume) Marks() []string {
	if len(v.Buckets) < 3 {
		return nil
	}
	var marks []string
	for _, i := range []int{0, len(v.Buckets) / 2, len(v.Buckets) - 1} {
		marks = append(marks, v.nameOf(v.Buckets[i].Start))
	}
	return marks
}

func (v Volume) nameOf(start time.Time) string {
	if v.Step == mesher.Hourly {
		return start.UTC().Format("2 Jan 15:04")
	}
	return start.UTC().Format("2 Jan")
}
