package mesher

import (
	"context"
	"time"

	"github.com/google/uuid"
)

// A Bucket is a stretch of time in which events are counted: the hour or day, in
// UTC, that begins at Start.
type Bucket struct {
	Start  time.Time
	Events int64
}

// A Step is the length of a [Bucket].
type Step time.Duration

const (
	Hourly = Step(time.Hour)
	Daily  = Step(24 * time.Hour)
)

// MaxBuckets bounds the buckets of one answer: more than a year of days or two
// weeks of hours is no chart.
const MaxBuckets = 400

// Buckets returns the buckets that a window touches, all empty: the first holds
// Since and the last the moment before Until, both of which must be set. It fails
// with Invalid if there are too many.
func (w Window) Buckets(step Step) ([]Bucket, error) {
	d := time.Duration(step)
	start := w.Since.UTC().Truncate(d)
	if !w.Until.After(w.Since) {
		return nil, Errorf(Invalid, "until must be after since")
	}
	if w.Until.Sub(start) > MaxBuckets*d {
		return nil, Errorf(Invalid, "the time from since to until holds more than %d buckets", MaxBuckets)
	}
	buckets := []Bucket{}
	for ; start.Before(w.Until); start = start.Add(d) {
		buckets = append(buckets, Bucket{Start: start})
	}
	return buckets, nil
}

// Fill adds hourly counts to the buckets they fall into.
func Fill(buckets []Bucket, step Step, hours []Bucket) {
	for _, h := range hours {
		if n := h.Start.Sub(buckets[0].Start) / time.Duration(step); n >= 0 && int(n) < len(buckets) {
			buckets[n].Events += h.Events
		}
	}
}

// WholeHours widens a window to whole hours. Open ends become the beginning and
// the end of time, as far as databases go.
func (w Window) WholeHours() Window {
	if w.Since.IsZero() {
		w.Since = time.Unix(0, 0)
	}
	if w.Until.IsZero() {
		w.Until = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return Window{Since: w.Since.UTC().Truncate(time.Hour), Until: w.Until.UTC().Add(time.Hour - 1).Truncate(time.Hour)}
}

// A LevelCount is the number of events with a level.
type LevelCount struct {
	Level  Level
	Events int64
}

// An IssueCount is the number of an issue's events in a window.
type IssueCount struct {
	Issue
	Events int64
}

// TagCounts are the most frequent values of a tag.
type TagCounts struct {
	Values []ValueCount // the most frequent first, at most twenty
	// Of is the number of events examined, the newest, if no count of the tag is
	// kept; 0 if one is, and Values covers all events.
	Of int
}

// Health sums up the state of a project.
type Health struct {
	Unresolved int64 // issues
	Events24h  int64 // in the current hour and the 23 before
	NewToday   int64 // issues first seen since midnight UTC
}

// Storage is the space that a project's events take.
type Storage struct {
	Events int64
	Bytes  int64 // including indexes; see [Dashboard]
}

// Dashboard reads counts that were kept while events came in, so that it costs
// the same however many there are. Windows are whole hours: every hour that a
// window touches counts in full.
type Dashboard interface {
	// Volume counts a project's events, by hour or by day, and IssueVolumes those of
	// each of at most MaxPage issues. A bucket without events is 0. A window's ends
	// must be set.
	Volume(ctx context.Context, project ProjectID, w Window, step Step) ([]Bucket, error)
	IssueVolumes(ctx context.Context, project ProjectID, issues []uuid.UUID, w Window, step Step) ([][]Bucket, error)
	// Levels counts a project's events by level, the most frequent first.
	Levels(ctx context.Context, project ProjectID, w Window) ([]LevelCount, error)
	// TopIssues lists the unresolved issues with the most events in a window. Of the
	// issues seen since it began it examines at most the thousand with the most
	// events ever, and no more than it takes to be sure.
	TopIssues(ctx context.Context, project ProjectID, w Window, limit int) ([]IssueCount, error)
	// TopValues counts the values of a tag. For a tag without hourly counts it
	// counts the newest MaxCounted events.
	TopValues(ctx context.Context, project ProjectID, key string, w Window) (TagCounts, error)
	// Health returns a summary of the project.
	Health(ctx context.Context, project ProjectID, now time.Time) (Health, error)
	// Storage estimates the space that a project's events take: the part of the
	// table's size on disk that corresponds to the project's part of the events.
	Storage(ctx context.Context, project ProjectID) (Storage, error)
}
