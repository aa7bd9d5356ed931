package task_test

import (
	"context"
	"fmt"
	"strings"

	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/task"
)

func ExampleGo() {
	ctx := context.Background()
	sys := actor.NewSystem(actor.Config{})
	defer sys.Stop(ctx)

	sum := task.Go(sys, func(*actor.Process) (n int, err error) {
		for i := range 100 {
			n += i + 1
		}
		return n, nil
	})
	fmt.Println(sum.Await(ctx, sys))
	// Output:
	// 5050 <nil>
}

func ExampleMap() {
	ctx := context.Background()
	sys := actor.NewSystem(actor.Config{})
	defer sys.Stop(ctx)

	words := []string{"one", "idea", "each"}
	loud, err := task.Map(ctx, sys, words, 2, func(_ *actor.Process, word string) (string, error) {
		return strings.ToUpper(word), nil
	})
	fmt.Println(loud, err)
	// Output:
	// [ONE IDEA EACH] <nil>
}
