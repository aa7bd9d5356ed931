package actor

import "testing"

func (t *table) add(p *Process) *Process {
	t.reserve(p)
	t.publish(p)
	return p
}

// A slot is reused, an id never: an old id finds no process.
func TestTableGenerations(t *testing.T) {
	var tab table
	old := tab.add(new(Process))
	if tab.get(old.id) != old {
		t.Fatal("a process is found by its id")
	}
	tab.remove(old)
	if tab.get(old.id) != nil {
		t.Error("one that was removed is not")
	}
	heir := tab.add(new(Process))
	if heir.id&slotMask != old.id&slotMask || heir.id == old.id {
		t.Errorf("ids %x and %x: want the same slot, and another generation", old.id, heir.id)
	}
	if tab.get(old.id) != nil || tab.get(heir.id) != heir {
		t.Error("an old id reaches the new process")
	}
	if heir.born <= old.born {
		t.Error("the younger one was born before the older one")
	}
}

// A slot whose generations are used up is not reused.
func TestTableRetiresSlots(t *testing.T) {
	var tab table
	last := tab.add(new(Process))
	tab.remove(last)
	tab.free[0] = lastGen<<slotBits | last.id&slotMask
	last = tab.add(new(Process))
	if last.id>>slotBits != lastGen {
		t.Fatalf("generation %x, want the last", last.id>>slotBits)
	}
	tab.remove(last)
	if next := tab.add(new(Process)); next.id&slotMask == last.id&slotMask {
		t.Error("a slot was used beyond its last generation")
	}
}

// The table grows by chunks, and finds no process by ids it never gave.
func TestTableGrows(t *testing.T) {
	var tab table
	const many = 2*chunkSlots + 1
	seen := map[uint64]bool{0: true} // the zero PID names nobody
	for range many {
		p := tab.add(new(Process))
		if seen[p.id] {
			t.Fatalf("id %x twice, or zero", p.id)
		}
		seen[p.id] = true
	}
	found := 0
	tab.all(func(p *Process) bool { found++; return seen[p.id] })
	if found != many || tab.live.Load() != many {
		t.Errorf("found %d, counted %d, want %d", found, tab.live.Load(), many)
	}
	for _, id := range []uint64{0, 1, slotMask, 1<<slotBits | many, 2 << slotBits, ^uint64(0)} {
		if tab.get(id) != nil {
			t.Errorf("id %x finds somebody", id)
		}
	}
}

func TestTableCloses(t *testing.T) {
	var tab table
	before := tab.add(new(Process))
	tab.close()
	late := new(Process)
	tab.reserve(late)
	if tab.publish(late) || tab.get(late.id) != nil {
		t.Error("a closed table took a process")
	}
	if tab.get(before.id) != before {
		t.Error("closing forgot who was there")
	}
}
