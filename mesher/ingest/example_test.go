package ingest_test

import (
	"context"
	"fmt"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/ingest"
	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/supervisor"
)

func Example() {
	ctx := context.Background()
	sys := actor.NewSystem(actor.Config{})
	defer sys.Stop(ctx)

	pipeline, err := ingest.New(sys, ingest.Config{Store: newMemory()})
	if err != nil {
		fmt.Println(err)
		return
	}
	if _, err := supervisor.Start(ctx, sys, pipeline.Spec()); err != nil {
		fmt.Println(err)
		return
	}
	receipt, err := pipeline.Submit(ctx, mesher.Submission{
		Project: mesher.Project{ID: 1},
		Body:    []byte(`{"message": "payment failed", "level": "warning"}`),
	})
	fmt.Println(receipt.Outcome, err)
	_, err = pipeline.Submit(ctx, mesher.Submission{
		Project: mesher.Project{ID: 1},
		Body:    []byte(`{"level": "warning"}`),
	})
	fmt.Println(err)
	// Output:
	// stored <nil>
	// "message", or "exception" with a type_name or a value, is required
}
