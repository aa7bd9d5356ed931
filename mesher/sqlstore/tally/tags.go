package tally

import (
	"iter"
	"maps"
	"time"

	"github.com/mesh-actors/mesh/mesher"
)

// A TagHour is the key of a count: an hour of a project, and a tag of the events.
type TagHour struct {
	Project    mesher.ProjectID
	Key, Value string
	Start      time.Time
}

// A Minute is a minute of a project.
type Minute struct {
	Project mesher.ProjectID
	Start   time.Time
}

// A Value is an environment or a release in which an issue was seen.
type Value struct {
	Issue      *Issue
	Key, Value string
}

// A Span is how often, and when, a [Value] was seen.
type Span struct {
	Events      int64
	First, Last time.Time
}

// TagHours returns what the batch adds to the hours of tags.
func (t *Tally) TagHours() iter.Seq2[TagHour, int64] { return maps.All(t.ofTag) }

// Minutes returns what it adds to the minutes of projects.
func (t *Tally) Minutes() iter.Seq2[Minute, int64] { return maps.All(t.ofMinute) }

// Values returns what it adds to the environments and releases of issues.
func (t *Tally) Values() iter.Seq2[Value, Span] { return maps.All(t.ofValue) }

func (t *Tally) addTags(i *Issue, e *mesher.Event) {
	hour := e.ReceivedAt.UTC().Truncate(time.Hour)
	for key, value := range e.CountedTags() {
		t.ofTag[TagHour{e.ProjectID, key, value, hour}]++
	}
	t.ofMinute[Minute{e.ProjectID, e.ReceivedAt.UTC().Truncate(time.Minute)}]++
	t.addValue(Value{i, "environment", e.Environment}, e.ReceivedAt)
	t.addValue(Value{i, "release", e.Release}, e.ReceivedAt)
}

func (t *Tally) addValue(v Value, at time.Time) {
	if v.Value == "" {
		return
	}
	s, seen := t.ofValue[v]
	if !seen || at.Before(s.First) {
		s.First = at
	}
	if at.After(s.Last) {
		s.Last = at
	}
	s.Events++
	t.ofValue[v] = s
}
