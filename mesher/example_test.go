package mesher_test

import (
	"fmt"
	"time"

	"github.com/mesh-actors/mesh/mesher"
)

// The way of an event up to the database.
func Example() {
	event, err := mesher.DecodeEvent([]byte(`{
		"exception": {"type_name": "LookupError", "value": "no user 17 at 10.0.0.7"},
		"tags": {"browser": "Firefox", "release": "taken"}
	}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	event.Normalise(time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC))
	grouping := mesher.GroupingOf(event)

	fmt.Println(grouping.Title)
	fmt.Println(grouping.Explanation.Variant, grouping.Explanation.Parts)
	fmt.Println(event.Notes)
	// Output:
	// LookupError: no user 17 at 10.0.0.7
	// exception [LookupError no user <int> at <ip>]
	// [{tags.release not a name for a tag, or one that is taken; dropped}]
}
