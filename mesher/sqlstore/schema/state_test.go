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

func Example() {
	s, err := schema.Of(steps, 1)
	fmt.Println(s.Version, s.Latest, s.Pending, err)
	// Output: 1 10 [00002_issues.sql 00010_more.sql] <nil>
}
