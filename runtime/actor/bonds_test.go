package actor

import (
	"slices"
	"testing"
)

func TestBondsLink(t *testing.T) {
	to := NewPID(Node{Name: "n"}, 7)
	var none *bonds
	if none.linked(to) || none.unlink(to) {
		t.Error("a process without bonds is linked to nobody")
	}
	b := new(bonds)
	b.link(to)
	b.link(to)
	if !b.linked(to) || !b.unlink(to) {
		t.Error("a link is there until it is undone")
	}
	if b.linked(to) || b.unlink(to) {
		t.Error("there is one link between two, however often it was made")
	}
}

func TestBondsWatch(t *testing.T) {
	ref, target := MonitorRef{n: 1}, NewPID(Node{Name: "n"}, 7)
	var none *bonds
	if _, ok := none.unwatch(ref); ok {
		t.Error("a process without bonds watches nobody")
	}
	b := new(bonds)
	b.watch(ref, target)
	if got, ok := b.unwatch(ref); !ok || got != target {
		t.Errorf("got %v, %v", got, ok)
	}
	if _, ok := b.unwatch(ref); ok {
		t.Error("a monitor ends once")
	}
}

func TestBondsNames(t *testing.T) {
	b := &bonds{names: []string{"a", "b", "c"}}
	b.dropName("b")
	b.dropName("nobody's")
	if !slices.Equal(b.names, []string{"a", "c"}) {
		t.Errorf("names are %v", b.names)
	}
}

// Calls are removed from anywhere in the list, and each once.
func TestBondsCalls(t *testing.T) {
	for drop := range 3 {
		b := new(bonds)
		calls := []*call{newCall(), newCall(), newCall()}
		for _, c := range calls {
			c.begin(nil)
			b.addCall(c)
		}
		b.dropCall(calls[drop])
		cut := b.cutCalls()
		if len(cut) != 2 || b.calls != nil {
			t.Fatalf("without %d: %d calls were cut", drop, len(cut))
		}
		for _, r := range cut {
			if r.call == calls[drop] {
				t.Errorf("call %d was dropped, and is on the list", drop)
			}
		}
		for i, c := range calls {
			if c.listed || c.prev != nil || c.next != nil {
				t.Errorf("call %d still hangs on the list", i)
			}
		}
	}
}
