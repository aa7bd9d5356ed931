package mesher

import (
	"context"
	"time"
)

// DefaultRetention is for how many days a project's events are kept that does
// not say.
const DefaultRetention = 90

// Retention is for how many days events are kept, after the day on which they
// were received.
func (s Settings) Retention() int {
	if s.RetentionDays <= 0 {
		return DefaultRetention
	}
	return s.RetentionDays
}

// Kept is the first day of which events are kept at a time.
func (s Settings) Kept(now time.Time) Day { return DayOf(now) - Day(s.Retention()) }

// Expired is what a run of [Expirer] removed.
type Expired struct {
	Events int64 // one by one; those of whole days are not counted
	Days   int   // that went whole
}

// Expirer removes what is too old.
type Expirer interface {
	// Expire removes the events that are past their projects' retention, in small
	// steps, and takes them off the counts by hours, tags and minutes. What is
	// known of their issues stays: counts, users, where they were seen. It ages
	// the quarantine and the outcomes by the longest retention of all. When ctx
	// ends, the next call goes on.
	Expire(ctx context.Context, now time.Time) (Expired, error)
}
