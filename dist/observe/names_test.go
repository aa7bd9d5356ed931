package observe_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/mesh-actors/mesh/dist/observe"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// Names of a node and of the cluster, whatever they contain, page by page.
func TestNames(t *testing.T) {
	inCluster(t, []string{"a", "b"}, func(t *testing.T, w *testCluster) {
		w.observed()
		a, b := w.nodes[0], w.nodes[1]
		names := []string{"\xfe", "\xff", "\xff\xff", "", "ä", "zoo"}
		for i := range 20 {
			names = append(names, fmt.Sprint("till ", i))
		}
		for _, name := range names[4:] {
			pid := b.sys.Spawn(waits)
			if err := b.Global().Register(w.Context(), name, pid); err != nil {
				t.Fatal(err)
			}
		}
		for _, name := range names {
			if name != "" {
				b.sys.Spawn(waits, actor.Named(name))
			}
		}
		b.sys.Spawn(waits, actor.Named(strings.Repeat("long", 1000)))
		time.Sleep(time.Second)
		ask := observe.Of(a.sys)
		count := func(get func(observe.Page) (observe.List[observe.Name], error)) (n, total int) {
			for page := (observe.Page{Limit: 3}); ; {
				got, err := get(page)
				if err != nil || len(got.Items) > 3 || n > 100 {
					t.Fatalf("%+v, %v", got, err)
				}
				n, total = n+len(got.Items), got.Total
				if page.After = got.Next; page.After == "" {
					return n, total
				}
			}
		}
		local := func(p observe.Page) (observe.List[observe.Name], error) { return ask.Names(w.Context(), "node@b:1", p) }
		if n, total := count(local); n != len(names) || total != len(names)+1 { // "" is none, but there is the observer; one is too long
			t.Errorf("%d local names of %d, want %d", n, total, len(names))
		}
		global := func(p observe.Page) (observe.List[observe.Name], error) { return ask.GlobalNames(w.Context(), "", p) }
		if n, _ := count(global); n != len(names)-4 {
			t.Errorf("%d global names, want %d", n, len(names)-4)
		}
		first, err := global(observe.Page{})
		if want, ok := a.Global().Whereis("till 0"); err != nil || !ok || first.Items[0] != (observe.Name{Name: "till 0", PID: want}) {
			t.Errorf("%+v, %v", first, err)
		}
	})
}
