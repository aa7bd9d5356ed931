package lending_test

import (
	"context"
	"fmt"

	"github.com/mesh-actors/mesh/mesher/ingest"
	"github.com/mesh-actors/mesh/mesher/lending"
	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/supervisor"
)

// alone is a cluster of one.
type alone struct{ lending.Nodes }

func (alone) Peers() []string                    { return nil }
func (alone) Watch(actor.PID)                    {}
func (alone) News(any) (n lending.News, ok bool) { return n, false }

func Example() {
	ctx := context.Background()
	sys := actor.NewSystem(actor.Config{})
	defer sys.Stop(ctx)
	pipeline, err := ingest.New(sys, ingest.Config{Store: struct{ ingest.Store }{}})
	if err != nil {
		fmt.Println(err)
		return
	}
	l, err := lending.New(lending.Config{Pipeline: pipeline, Nodes: alone{}})
	if err != nil {
		fmt.Println(err)
		return
	}
	// Where there is a node of dist, others get processors by
	// dist.Offer(node, lending.Function, l.Work).
	_, err = supervisor.Start(ctx, sys, supervisor.Spec{Children: []supervisor.Child{
		{ID: lending.Monitor, Start: l.Start()},
	}})
	fmt.Println(l.Figures().Borrowed, err)
	// Output: 0 <nil>
}
