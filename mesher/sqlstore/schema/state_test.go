package schema_test

import (
	"fmt"
	"slices"
	"testing"
	"testing/fstest"

	"github.com/mesh-actors/mesh/mesher/sqlstore/schema"
)

var steps = fstest.MapFS{"00001_orgs.sql": {}, "00002_issues.sql": {}, "00010_more.sql": {}, "readme.md": {}}

func TestOf(t *testing.T) {
	for _, c := range []struct {
		version int64
		pending []string
		newer   bool
	}{
		{0, []string{"00001_orgs.sql", "00002_issues.sql", "00010_more.sql"}, false},
		{2, []string{"00010_more.sql"}, false},
		{10, nil, false},
		{11, nil, true},
	} {
		s, err := schema.Of(steps, c.version)
		if err != nil || s.Version != c.version || s.Latest != 10 || !slices.Equal(s.Pending, c.pending) || s.Newer() != c.newer {
			t.Errorf("version %d: %+v, %v", c.version, s, err)
		}
	}
	if s, err := schema.Of(fstest.MapFS{"first.sql": {}}, 0); err == nil {
		t.Errorf("a step without a number: %+v", s)
	}
}

// A program goes on with tables that a newer one made, unless they are only for
// its like.
func TestUsable(t *testing.T) {
	for _, c := range []struct {
		state  schema.State
		usable bool
	}{
		{schema.State{}, true},
		{schema.State{Version: 7, Latest: 9}, true},
		{schema.State{Version: 9, Latest: 9}, true},
		{schema.State{Version: 10, Latest: 9, Oldest: 9}, true},
		{schema.State{Version: 12, Latest: 9, Oldest: 7}, true},
		{schema.State{Version: 10, Latest: 9, Oldest: 10}, false},
		{schema.State{Version: 12, Latest: 9, Oldest: 10}, false},
	} {
		if err := c.state.Usable(); (err == nil) != c.usable {
			t.Errorf("%+v: %v", c.state, err)
		}
	}
}

func Example() {
	s, err := schema.Of(steps, 1)
	fmt.Println(s.Version, s.Latest, s.Pending, err)
	// Output: 1 10 [00002_issues.sql 00010_more.sql] <nil>
}
