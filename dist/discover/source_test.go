package discover_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"testing"

	"github.com/mesh-actors/mesh/dist/discover"
)

// zone is a Resolver for tests.
type zone map[string][]string

func (z zone) LookupHost(_ context.Context, host string) ([]string, error) {
	if z[host] == nil {
		return nil, errors.New("no such host")
	}
	return z[host], nil
}

func TestNodes(t *testing.T) {
	z := zone{"mesh.test": {"10.0.0.1", "10.0.0.2", "fd00::1"}, "many.test": make([]string, 2000)}
	dns := func(address string) discover.Source { return discover.DNS{Address: address, Resolver: z} }
	list := discover.List{"ada@10.0.0.9:1", "10.0.0.1:7"}
	for _, c := range []struct {
		name   string
		source discover.Source
		want   []string
		fails  bool
	}{
		{"a list", list, list, false},
		{"a name", dns("mesh.test:7"), []string{"10.0.0.1:7", "10.0.0.2:7", "[fd00::1]:7"}, false},
		{"a name nobody has", dns("none.test:7"), nil, true},
		{"a name of too many", dns("many.test:7"), nil, true},
		{"no port", dns("mesh.test"), nil, true},
		{"all, each once", discover.All{list, dns("mesh.test:7")}, []string{"ada@10.0.0.9:1", "10.0.0.1:7", "10.0.0.2:7", "[fd00::1]:7"}, false},
		{"one of them fails", discover.All{dns("none.test:7"), list}, list, true},
	} {
		got, err := c.source.Nodes(t.Context())
		if !slices.Equal(got, c.want) || (err != nil) != c.fails {
			t.Errorf("%s: got %v, %v", c.name, got, err)
		}
	}
}

func TestParse(t *testing.T) {
	for s, want := range map[string]string{
		"":                          "[]",
		"ada@a:1, b:2,":             "[[ada@a:1] [b:2]]",
		"dns:mesh.test:7,ada@a:1":   "[{mesh.test:7 <nil>} [ada@a:1]]",
		"ada":                       "",
		"ada@a":                     "",
		"dns:mesh.test":             "",
		"dns::7":                    "",
		"ada@[fd00::1]:1,[fd00::2]": "",
	} {
		got, err := discover.Parse(s)
		if (err != nil) != (want == "") || err == nil && fmt.Sprint(got) != want {
			t.Errorf("%q: got %v, %v", s, got, err)
		}
	}
}

// Whatever Parse accepts are nodes that can be dialled.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"ada@a:1, b:2,", "dns:mesh.test:7", "dns::7", "a@[fd00::1]:1", "@:1", "a@b@c:1", "\x00:1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		all, err := discover.Parse(s)
		if err != nil {
			return
		}
		for _, source := range all {
			if _, isDNS := source.(discover.DNS); isDNS {
				continue
			}
			nodes, err := source.Nodes(t.Context())
			for _, n := range nodes {
				_, at, named := strings.Cut(n, "@")
				if !named {
					at = n
				}
				if host, port, err := net.SplitHostPort(at); err != nil || host == "" || port == "" {
					t.Errorf("%q has the node %q", s, n)
				}
			}
			if err != nil {
				t.Error(err)
			}
		}
	})
}

func Example() {
	seeds, err := discover.Parse("ada@10.0.0.1:4369, 10.0.0.2:4369")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(seeds.Nodes(context.Background()))
	// Output: [ada@10.0.0.1:4369 10.0.0.2:4369] <nil>
}
