package draw_test

import (
	"os"
	"time"

	"github.com/mesh-actors/mesh/dist/observe"
	"github.com/mesh-actors/mesh/dist/observe/draw"
)

func Example() {
	draw.Nodes(os.Stdout, []observe.Report{
		{Node: observe.Node{Name: "a@10.0.0.1:4370", Version: "1.4.2", Uptime: 26 * time.Hour, Processes: 87, Memory: 64 << 20}},
		{Node: observe.Node{Name: "b@10.0.0.2:4370"}, Err: observe.ErrLost},
	})
	// Output:
	// NODE             STATUS  VERSION  UPTIME  PROCESSES  WAITING  MEMORY
	// a@10.0.0.1:4370  up      1.4.2     1d 2h         87        0   64 MB
	// b@10.0.0.2:4370  down
	// b@10.0.0.2:4370: it was lost
}
