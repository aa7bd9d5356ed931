package global_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/mesh-actors/mesh/dist/global"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// A lab is a few tables whose messages a test delivers by hand. Nodes are named
// by single letters.
type lab struct {
	t      *testing.T
	tables map[string]*global.Table
	pipes  map[string][]global.Message // "ab": from a to b
	events []string                    // "a: ..." what has come out besides, since the last call of out
	calls  uint64
}

func newLab(t *testing.T, nodes string, cfg global.Config) *lab {
	l := &lab{t: t, tables: map[string]*global.Table{}, pipes: map[string][]global.Message{}}
	for _, n := range strings.Split(nodes, "") {
		cfg.Self = at(n)
		cfg.Jitter = func(int64) int64 { return 0 }
		l.tables[n] = global.New(cfg)
	}
	return l
}

func at(n string) actor.Node { return actor.Node{Name: n, Incarnation: 1} }

func proc(n string, id uint64) actor.PID { return actor.NewPID(at(n), id) }

func (l *lab) apply(n string, e global.Event) {
	for _, effect := range l.tables[n].Apply(e) {
		switch effect := effect.(type) {
		case global.Send:
			way := n + effect.To.Name
			l.pipes[way] = append(l.pipes[way], effect.Message)
		case global.Reply:
			if effect.PID.IsZero() {
				l.events = append(l.events, fmt.Sprintf("%s: reply %d: %v", n, effect.ID, effect.Err))
			} else {
				l.events = append(l.events, fmt.Sprintf("%s: reply %d: %v", n, effect.ID, short(effect.PID)))
			}
		case global.Changed:
			l.events = append(l.events, fmt.Sprintf("%s: %s is %s", n, effect.Name, short(effect.PID)))
		case global.Lost:
			l.events = append(l.events, fmt.Sprintf("%s: %s lost %s to %s", n, short(effect.PID), effect.Name, short(effect.Winner)))
		case global.Timer:
			l.events = append(l.events, fmt.Sprintf("%s: timer %d", n, effect.ID))
		case global.Drop:
			l.events = append(l.events, fmt.Sprintf("%s: drop %s", n, effect.Peer.Name))
		}
	}
}

// short prints a PID as a1.
func short(pid actor.PID) string {
	if pid.IsZero() {
		return "nobody"
	}
	return fmt.Sprintf("%s%d", pid.Node().Name, pid.ID())
}

func (l *lab) register(n, name string, id uint64) uint64 {
	l.calls++
	l.apply(n, global.Register{ID: l.calls, Name: name, PID: proc(n, id)})
	return l.calls
}

func (l *lab) unregister(n, name string) {
	l.calls++
	l.apply(n, global.Unregister{ID: l.calls, Name: name})
}

// connect begins a session, whose snapshots are then under way.
func (l *lab) connect(a, b string) {
	l.apply(a, global.Connected{Peer: at(b)})
	l.apply(b, global.Connected{Peer: at(a)})
}

func (l *lab) disconnect(a, b string) {
	delete(l.pipes, a+b)
	delete(l.pipes, b+a)
	l.apply(a, global.Disconnected{Peer: at(b)})
	l.apply(b, global.Disconnected{Peer: at(a)})
}

// carry delivers the next message of each way ("ab": from a to b).
func (l *lab) carry(ways ...string) {
	l.t.Helper()
	for _, way := range ways {
		if len(l.pipes[way]) == 0 {
			l.t.Fatalf("nothing is under way on %s", way)
		}
		m := l.pipes[way][0]
		l.pipes[way] = l.pipes[way][1:]
		l.apply(way[1:], global.Heard{From: at(way[:1]), Message: m})
	}
}

// settle delivers everything that is under way and everything that results from
// it.
func (l *lab) settle() {
	l.t.Helper()
	for {
		var ways []string
		for way, queue := range l.pipes {
			if len(queue) > 0 {
				ways = append(ways, way)
			}
		}
		if len(ways) == 0 {
			return
		}
		l.carry(slices.Min(ways))
	}
}

// out checks what the tables wanted done, besides sending.
func (l *lab) out(want ...string) {
	l.t.Helper()
	if !slices.Equal(l.events, want) {
		l.t.Errorf("got\n\t%s\nwant\n\t%s", strings.Join(l.events, "\n\t"), strings.Join(want, "\n\t"))
	}
	l.events = nil
}

// finds checks the results of look-ups of a name: "a a1", "b nobody".
func (l *lab) finds(name string, want ...string) {
	l.t.Helper()
	var got []string
	for _, w := range want {
		n, _, _ := strings.Cut(w, " ")
		pid, _ := l.tables[n].Whereis(name)
		got = append(got, n+" "+short(pid))
	}
	if !reflect.DeepEqual(got, want) {
		l.t.Errorf("look-ups of %q find %q, want %q", name, got, want)
	}
}

// left checks that a table keeps only so many names of its own node.
func (l *lab) left(n string, names int) {
	l.t.Helper()
	known, loose := l.tables[n].Known(), l.tables[n].Loose()
	if want := 2 * names; known != names || loose > want {
		l.t.Errorf("%s keeps %d names and %d things besides, want %d and %d", n, known, loose, names, want)
	}
}
