package erlang

import (
	"maps"
	"testing"

	"github.com/mesh-actors/mesh/cmd/meshbench/workload"
)

func TestParse(t *testing.T) {
	for _, c := range []struct {
		out  string
		want workload.Figures
	}{
		{"rate 2603443.374955\npeak 40.0\n", workload.Figures{"rate": 2603443.374955, "peak": 40}},
		{"", nil},
		{"escript: exception error: undef\n", nil},
		{"rate fast\n", nil},
	} {
		got, err := parse([]byte(c.out))
		if !maps.Equal(got, c.want) || (err == nil) != (c.want != nil) {
			t.Errorf("%q: got %v and error %v, want %v", c.out, got, err, c.want)
		}
	}
}
