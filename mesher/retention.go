package mesher

import (
	"context"
	"time"
)

// DefaultRetention is for how many days events are kept if the project does not
// say.
const DefaultRetention = 90

// Retention returns for how many days events are kept, after the day on which
// they were received.
func (s Settings) Retention() int {
	if s.RetentionDays <= 0 {
		return DefaultRetention
	}
	return s.RetentionDays
}

// Kept returns the first day whose events are kept at a time.
func (s Settings) Kept(now time.Time) Day { return DayOf(now) - Day(s.Retention()) }

// Expired counts what a run of [Expirer] removed.
type Expired struct {
	Events int64 // removed one by one, without those of whole days
	Days   int   // removed as a whole
}

// Expirer removes what is too old.
type Expirer interface {
	// Expire removes the events that are past their projects' retention, in small
	// steps, and subtracts them from the hourly, tag and minute counts. The facts of
	// their issues stay: counts, users, where they occurred. The quarantine and the
	// outcomes expire by the longest retention of all. If ctx ends, the next call
	// goes on.
	Expire(ctx context.Context, now time.Time) (Expired, error)
}
