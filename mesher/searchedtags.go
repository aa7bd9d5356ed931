package mesher

import "maps"

// SearchedTags returns the tags that an event is filtered by: its own, and the
// environment and the release as two more. Those names are free: no event keeps
// tags of these names.
func (e *Event) SearchedTags() map[string]string {
	tags := maps.Clone(e.Tags)
	if tags == nil {
		tags = make(map[string]string, 2)
	}
	if e.Environment != "" {
		tags["environment"] = e.Environment
	}
	if e.Release != "" {
		tags["release"] = e.Release
	}
	return tags
}
