package global_test

import (
	"strings"
	"testing"

	"github.com/mesh-actors/mesh/dist/global"
)

// A peer that says something no table says is cut off.
func TestBreach(t *testing.T) {
	good := global.Claim{Name: "x", PID: proc("b", 1), Seq: 10, Time: 1, View: 1}
	with := func(change func(*global.Claim)) global.Claim {
		c := good
		change(&c)
		return c
	}
	for _, c := range []struct {
		name string
		said []global.Message
		ok   bool
	}{
		{"a claim", []global.Message{global.Snapshot{}, good}, true},
		{"a claim in a snapshot", []global.Message{global.Snapshot{Claims: []global.Claim{good}}}, true},
		{"no snapshot", []global.Message{good}, false},
		{"two snapshots", []global.Message{global.Snapshot{}, global.Snapshot{}}, false},
		{"a clock at its end", []global.Message{global.Snapshot{Clock: 1<<62 + 1}}, false},
		{"a time at its end", []global.Message{global.Snapshot{}, with(func(c *global.Claim) { c.Time = 1<<62 + 1 })}, false},
		{"another's process", []global.Message{global.Snapshot{}, with(func(c *global.Claim) { c.PID = proc("a", 1) })}, false},
		{"no name", []global.Message{global.Snapshot{}, with(func(c *global.Claim) { c.Name = "" })}, false},
		{"a long name", []global.Message{global.Snapshot{}, with(func(c *global.Claim) { c.Name = strings.Repeat("x", 256) })}, false},
		{"a view below nothing", []global.Message{global.Snapshot{}, with(func(c *global.Claim) { c.View = -1 })}, false},
		{"the same number twice", []global.Message{global.Snapshot{}, good, with(func(c *global.Claim) { c.Name = "y" })}, false},
		{"an old withdrawal", []global.Message{global.Snapshot{}, good, global.Withdrawal{Name: "x", Seq: 10}}, false},
		{"too many names", []global.Message{global.Snapshot{}, good,
			with(func(c *global.Claim) { c.Name, c.Seq = "y", 11 }),
			with(func(c *global.Claim) { c.Name, c.Seq = "z", 12 })}, false},
		{"the same name again", []global.Message{global.Snapshot{}, good,
			with(func(c *global.Claim) { c.Name, c.Seq = "y", 11 }),
			with(func(c *global.Claim) { c.Seq = 12 })}, true},
		{"an answer to nothing", []global.Message{global.Snapshot{}, global.Answer{Name: "x", Seq: 1}}, true},
		{"a withdrawal of nothing", []global.Message{global.Snapshot{}, global.Withdrawal{Name: "x", Seq: 1}}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := newLab(t, "a", global.Config{MaxNames: 2})
			l.apply("a", global.Connected{Peer: at("b")})
			for _, m := range c.said {
				l.apply("a", global.Heard{From: at("b"), Message: m})
			}
			dropped := false
			for _, e := range l.events {
				dropped = dropped || e == "a: drop b"
			}
			if dropped == c.ok {
				t.Errorf("dropped: %v; %q", dropped, l.events)
			}
		})
	}
}

// Whatever peers say, and in whatever order things happen, there is no panic, and
// when all have left only the names of this node's own processes remain.
func FuzzTable(f *testing.F) {
	f.Add([]byte("\x04\x00\x05\x08\x06\x00\x07\x11\x00\x21\x01\x31\x02\x09"))
	f.Fuzz(func(t *testing.T, script []byte) {
		l := newLab(t, "a", global.Config{MaxNames: 3})
		names, peers := []string{"", "x", "y", "z", "w"}, []string{"b", "c"}
		seq := uint64(0)
		for len(script) > 1 && seq < 500 {
			op, arg := script[0], script[1]
			script = script[2:]
			seq++
			name, from := names[int(arg)%len(names)], peers[int(arg>>7)]
			said := global.Claim{Name: name, PID: proc(from, uint64(arg>>5&1)+1), Seq: seq - uint64(op>>7), Time: uint64(op), View: int(op >> 5 & 3)}
			hear := func(m global.Message) { l.apply("a", global.Heard{From: at(from), Message: m}) }
			switch op % 11 {
			case 0:
				l.apply("a", global.Connected{Peer: at(from)})
			case 1:
				l.apply("a", global.Disconnected{Peer: at(from)})
			case 2:
				hear(global.Snapshot{Clock: uint64(arg), Claims: []global.Claim{said}})
			case 3:
				hear(said)
			case 4:
				hear(global.Withdrawal{Name: name, Seq: seq})
			case 5:
				hear(global.Answer{Name: name, Seq: uint64(op >> 4)})
			case 6:
				hear(global.Answer{Name: name, Seq: uint64(op >> 4), Rival: said})
			case 7:
				l.register("a", name, uint64(arg>>5))
			case 8:
				l.apply("a", global.Ticked{ID: uint64(arg)})
			case 9:
				l.apply("a", global.Exited{PID: proc("a", uint64(arg>>5))})
			case 10:
				l.unregister("a", name)
			}
		}
		l.apply("a", global.Disconnected{Peer: at("b")})
		l.apply("a", global.Disconnected{Peer: at("c")})
		for id := range uint64(8) {
			l.apply("a", global.Exited{PID: proc("a", id)})
		}
		l.left("a", 0)
	})
}
