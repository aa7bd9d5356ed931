package global_test

import (
	"fmt"

	"github.com/mesh-actors/mesh/dist/global"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// Two nodes, and a loop that carries their messages.
func Example() {
	red, blue := actor.Node{Name: "red"}, actor.Node{Name: "blue"}
	tables := map[actor.Node]*global.Table{
		red:  global.New(global.Config{Self: red}),
		blue: global.New(global.Config{Self: blue}),
	}
	type letter struct {
		from actor.Node
		global.Send
	}
	var post []letter
	apply := func(node actor.Node, e global.Event) {
		for _, effect := range tables[node].Apply(e) {
			switch effect := effect.(type) {
			case global.Send:
				post = append(post, letter{node, effect})
			case global.Changed:
				fmt.Printf("%s finds %s: %v\n", node.Name, effect.Name, effect.PID)
			case global.Reply:
				fmt.Printf("%s, call %d: %v\n", node.Name, effect.ID, effect.Err)
			}
		}
	}
	deliver := func() {
		for len(post) > 0 {
			l := post[0]
			post = post[1:]
			apply(l.To, global.Heard{From: l.from, Message: l.Message})
		}
	}

	apply(red, global.Connected{Peer: blue})
	apply(blue, global.Connected{Peer: red})
	deliver()
	apply(red, global.Register{ID: 1, Name: "printer", PID: actor.NewPID(red, 1)})
	deliver()
	apply(blue, global.Register{ID: 2, Name: "printer", PID: actor.NewPID(blue, 1)})

	// Output:
	// red finds printer: <red#0/1>
	// blue finds printer: <red#0/1>
	// red, call 1: <nil>
	// blue, call 2: name "printer" is taken by <red#0/1>
}
