package mesher

import "maps"

// SearchedTags is what an event is filtered by: its tags, and as two more the
// environment and the release. Those names are free: no event keeps tags that
// are called so.
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
