package live_test

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/live"
	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/group"
)

func Example() {
	ctx := context.Background()
	sys := actor.NewSystem(actor.Config{})
	defer sys.Stop(ctx)
	scope, err := group.Start(ctx, sys)
	if err != nil {
		fmt.Println(err)
		return
	}
	streams := live.New(sys, live.Config{
		Rooms:      func() live.Rooms { return alone{scope} },
		Unresolved: func(context.Context, mesher.ProjectID) (int64, error) { return 0, nil },
	})
	if _, err := actor.Start(ctx, sys, streams.Run()); err != nil {
		fmt.Println(err)
		return
	}

	feed, err := streams.Listen(1, uuid.Max)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer feed.Close()
	streams.Changed(1, mesher.IssueChange(mesher.Resolved), uuid.Max)
	message, err := feed.Next(ctx)
	fmt.Println(string(message), err)
	// Output:
	// {"type":"issue","action":"resolved","issue_id":"ffffffff-ffff-ffff-ffff-ffffffffffff"} <nil>
}
