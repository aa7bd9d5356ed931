package draw_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/mesh-actors/mesh/dist/observe"
	"github.com/mesh-actors/mesh/dist/observe/draw"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// compare compares what was drawn, line by line.
func compare(t *testing.T, got *strings.Builder, err error, want string) {
	t.Helper()
	want = strings.TrimPrefix(want, "\n")
	if err != nil || got.String() != want {
		t.Errorf("%v, got\n%swant\n%s", err, got, want)
	}
}

func TestNodes(t *testing.T) {
	var b strings.Builder
	figures := func(n float64, text string) []observe.Figure {
		return []observe.Figure{{Name: "events_per_s", Number: n}, {Name: "doing", Text: text}}
	}
	err := draw.Nodes(&b, []observe.Report{
		{Node: observe.Node{Name: "a@10.0.0.1:4370", Version: "1.4.2", Uptime: 26 * time.Hour, Processes: 87, Memory: 64 << 20, Figures: figures(12.5, "alerts")}},
		{Node: observe.Node{Name: "bb@10.0.0.2:4370", Version: "1.4.2\x1b[2J", Uptime: 90 * time.Second, Processes: 1234567, Waiting: 3, Memory: 3 << 30, Figures: figures(0, "")[:1]}},
		{Node: observe.Node{Name: "c@10.0.0.3:4370"}, Err: errors.New("no answer in time")},
		{Node: observe.Node{Name: "d@10.0.0.4:4370"}, Err: observe.ErrLost},
	})
	compare(t, &b, err, `
NODE              STATUS  VERSION    UPTIME  PROCESSES  WAITING  MEMORY  EVENTS/S  DOING
a@10.0.0.1:4370   up      1.4.2       1d 2h         87        0   64 MB      12.5  alerts
bb@10.0.0.2:4370  up      1.4.2 [2J  1m 30s    1234567        3  3.0 GB         0  -
c@10.0.0.3:4370   silent
d@10.0.0.4:4370   down
c@10.0.0.3:4370: no answer in time
d@10.0.0.4:4370: it was lost
`)
}

func TestLinks(t *testing.T) {
	links := []observe.Link{
		{Peer: "b@b:1", Up: true, Connections: 3, Sent: 5 << 20, Received: 1536, SentMessages: 1000, ReceivedMessages: 20, Queued: 12, RoundTrip: 1234 * time.Microsecond, Ties: 4, Spawned: 2},
		{Peer: "c@c:1", Refused: 7},
		{Peer: "observer-1@x:0", Up: true, Hidden: true, Connections: 1},
	}
	var b strings.Builder
	err := draw.Links(&b, links)
	compare(t, &b, err, `
PEER            STATUS    ROUND TRIP    SENT  RECEIVED  MESSAGES OUT  IN  QUEUED  REFUSED  RECONNECTS  TIES  SPAWNED
b@b:1           up           1.23 ms  5.0 MB    1.5 KB          1000  20    12 B        0           2     4        2
c@c:1           down               -     0 B       0 B             0   0     0 B        7           0     0        0
observer-1@x:0  observer           -     0 B       0 B             0   0     0 B        0           0     0        0
`)
	before := []observe.Link{{Peer: "b@b:1", Sent: 1 << 20, Received: 2000, SentMessages: 995, ReceivedMessages: 20}}
	b.Reset()
	err = draw.Traffic(&b, links[:2], before, 2*time.Second)
	compare(t, &b, err, `
PEER   STATUS  ROUND TRIP  SENT/S  RECEIVED/S  MESSAGES/S OUT  IN  QUEUED  REFUSED
b@b:1  up         1.23 ms  2.0 MB           -             2.5   0    12 B        0
c@c:1  down             -       -           -               -   -     0 B        7
`)
}

func TestProcesses(t *testing.T) {
	node := actor.Node{Name: "a@a:1", Incarnation: 5}
	var b strings.Builder
	err := draw.Processes(&b, observe.List[observe.Process]{Total: 3, Items: []observe.Process{
		{PID: actor.NewPID(node, 0x4000001), Names: []string{"till", "desk"}, Kind: "*shop.till", State: actor.Waiting, Mailbox: 12, Messages: 1e6, Links: 1, Watching: 2, Watchers: 3},
		{PID: actor.NewPID(node, 0x4000002), Kind: "func", State: actor.Running},
	}})
	compare(t, &b, err, `
PROCESS    NAME        KIND        STATE    MAILBOX  MESSAGES  LINKS  WATCHES  WATCHED
<4000001>  till, desk  *shop.till  waiting       12   1000000      1        2        3
<4000002>              func        running        0         0      0        0        0
2 of 3 processes
`)
	b.Reset()
	err = draw.Names(&b, observe.List[observe.Name]{Total: 1, Items: []observe.Name{{Name: "till", PID: actor.NewPID(node, 1)}}})
	compare(t, &b, err, `
NAME  PROCESS
till  <a@a:1#5/1>
`)
}

func TestTree(t *testing.T) {
	now := time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC)
	row := func(depth int, id string) observe.Row { return observe.Row{Depth: depth, ID: id, State: "running"} }
	frail := row(2, "printer")
	frail.Restarts, frail.Reason, frail.CrashedAt, frail.Mailbox = 2, "out of ink", now.Add(-200*time.Second), 4
	pool := row(1, "pool")
	pool.Children, pool.Untold = 150, 148
	pool.Limit = &observe.Limit{Most: 3, Window: 5 * time.Second, Used: 2}
	var b strings.Builder
	err := draw.Tree(&b, observe.Tree{Cut: true, Rows: []observe.Row{
		row(0, "shop"), row(1, "till"), row(2, "drawer"), frail, pool, row(2, "#1"), row(3, "deep"), row(2, "#2"), row(0, "other"), row(1, "child"),
	}}, now)
	compare(t, &b, err, `
CHILD                                        STATE    MAILBOX  RESTARTS  LIMIT         LAST CRASH
shop                                         running        0         0
├─ till                                      running        0         0
│  ├─ drawer                                 running        0         0
│  └─ printer                                running        4         2                3m 20s ago: out of ink
└─ pool (148 of 150 children are not shown)  running        0         0  2 of 3 in 5s
   ├─ #1                                     running        0         0
   │  └─ deep                                running        0         0
   └─ #2                                     running        0         0
other                                        running        0         0
└─ child                                     running        0         0
This is not the whole tree.
`)
}
