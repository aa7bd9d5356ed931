package main

import (
	"strings"
	"testing"

	"github.com/mesh-actors/mesh/mesher/app"
)

// Each demo makes a project of its own, with something to see.
func TestDemo(t *testing.T) {
	t.Setenv("MESHER_DATA_DIR", t.TempDir())
	ask(t, 0, "setup", "--email=ada@example.com", "--password=correct horse battery")
	var first, second app.Demo
	read(t, &first, "demo", "--events=200", "--json")
	if first.Slug != "demo" || first.Filled.Events != 200 || first.Issues < 5 || !strings.HasSuffix(first.URL, "/projects/demo/issues") {
		t.Errorf("it made %+v", first)
	}
	read(t, &second, "demo", "--events=200", "--json")
	if second.Slug != "demo-2" || second.Filled != first.Filled {
		t.Errorf("again, it made %+v", second)
	}
	for _, args := range [][]string{{"--events=0x"}, {"--events=-1"}, {"--days=1000"}, {"--name=日本"}, {"--org=none"}} {
		ask(t, 1, append([]string{"demo"}, args...)...)
	}
}
