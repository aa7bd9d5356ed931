package mesher

import (
	"cmp"
	"slices"
)

// maxBreakdown bounds an issue's tags: how many are shown, and values of each.
const (
	maxBreakdownTags   = 50
	maxBreakdownValues = 10
)

// A TagCounter counts the tags of events one by one. The zero value is empty.
type TagCounter struct {
	Events int
	byKey  map[string]map[string]int64
}

// Add counts an event's tags.
func (c *TagCounter) Add(tags map[string]string) {
	c.Events++
	if c.byKey == nil {
		c.byKey = make(map[string]map[string]int64)
	}
	for key, value := range tags {
		if c.byKey[key] == nil {
			c.byKey[key] = make(map[string]int64)
		}
		c.byKey[key][value]++
	}
}

// Breakdown returns the most frequent tags, by name, and the most frequent values
// of each.
func (c *TagCounter) Breakdown() []TagBreakdown {
	totals := make([]ValueCount, 0, len(c.byKey))
	for key, values := range c.byKey {
		total := ValueCount{Value: key}
		for _, events := range values {
			total.Events += events
		}
		totals = append(totals, total)
	}
	shown := []TagBreakdown{}
	for _, tag := range most(totals, maxBreakdownTags) {
		shown = append(shown, TagBreakdown{Key: tag.Value, Values: c.Values(tag.Value, maxBreakdownValues)})
	}
	slices.SortFunc(shown, func(a, b TagBreakdown) int { return cmp.Compare(a.Key, b.Key) })
	return shown
}

// Values returns the most frequent values of a tag.
func (c *TagCounter) Values(key string, limit int) []ValueCount {
	counts := make([]ValueCount, 0, len(c.byKey[key]))
	for value, events := range c.byKey[key] {
		counts = append(counts, ValueCount{value, events})
	}
	return most(counts, limit)
}

// most keeps the greatest counts; equal ones are ordered by value.
func most(counts []ValueCount, limit int) []ValueCount {
	slices.SortFunc(counts, func(a, b ValueCount) int {
		return cmp.Or(cmp.Compare(b.Events, a.Events), cmp.Compare(a.Value, b.Value))
	})
	return counts[:min(len(counts), limit)]
}

// Top returns the twenty most frequent values of a tag, as [Dashboard] shows
// them.
func (c *TagCounter) Top(key string) TagCounts {
	return TagCounts{Values: c.Values(key, 20), Of: c.Events}
}
