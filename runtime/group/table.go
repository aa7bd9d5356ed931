package group

import (
	"slices"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// table records who is in which group. It is plain bookkeeping; both maps hold
// the same facts.
type table struct {
	groups map[string]*roster
	joined map[actor.PID][]*roster // never an empty one
}

// roster is one group; its members are in no order.
type roster struct {
	name    string
	members []actor.PID
	place   map[actor.PID]int // index of each in members
	shown   bool              // members was handed out and must not change
}

func newTable() table {
	return table{groups: make(map[string]*roster), joined: make(map[actor.PID][]*roster)}
}

// join puts pid into a group. It reports whether pid was not in it yet, and
// whether this is pid's first group.
func (t *table) join(name string, pid actor.PID) (joined, first bool) {
	r := t.groups[name]
	if r == nil {
		r = &roster{name: name, place: make(map[actor.PID]int)}
		t.groups[name] = r
	}
	if !r.add(pid) {
		return false, false
	}
	rosters := t.joined[pid]
	t.joined[pid] = append(rosters, r)
	return true, len(rosters) == 0
}

// leave removes pid from a group. It reports whether pid was in it, and whether
// it was pid's last group.
func (t *table) leave(name string, pid actor.PID) (left, last bool) {
	r := t.groups[name]
	if r == nil || !r.remove(pid) {
		return false, false
	}
	t.dropIfEmpty(r)
	rosters := t.joined[pid]
	if len(rosters) == 1 {
		delete(t.joined, pid)
		return true, true
	}
	i := slices.Index(rosters, r)
	t.joined[pid] = slices.Delete(rosters, i, i+1)
	return true, false
}

// forget removes pid from all groups and returns these groups.
func (t *table) forget(pid actor.PID) (left []*roster) {
	left = t.joined[pid]
	for _, r := range left {
		r.remove(pid)
		t.dropIfEmpty(r)
	}
	delete(t.joined, pid)
	return left
}

// has reports whether pid is in a group.
func (t *table) has(name string, pid actor.PID) bool {
	r := t.groups[name]
	if r == nil {
		return false
	}
	_, in := r.place[pid]
	return in
}

// size returns the number of members of a group.
func (t *table) size(name string) int {
	if r := t.groups[name]; r != nil {
		return len(r.members)
	}
	return 0
}

func (t *table) dropIfEmpty(r *roster) {
	if len(r.members) == 0 {
		delete(t.groups, r.name)
	}
}

// show returns the members of a group as a snapshot that never changes.
func (t *table) show(name string) []actor.PID {
	r := t.groups[name]
	if r == nil {
		return nil
	}
	r.shown = true
	return r.members
}

// add appends: a reader of an earlier snapshot does not look past its end.
func (r *roster) add(pid actor.PID) bool {
	if _, in := r.place[pid]; in {
		return false
	}
	r.place[pid] = len(r.members)
	r.members = append(r.members, pid)
	return true
}

// remove fills the gap with the last member, in a copy if somebody may be reading
// the original. So members that leave together cost one copy, not one each.
func (r *roster) remove(pid actor.PID) bool {
	i, in := r.place[pid]
	if !in {
		return false
	}
	if r.shown {
		r.members, r.shown = slices.Clone(r.members), false
	}
	last := len(r.members) - 1
	r.members[i] = r.members[last]
	r.place[r.members[i]] = i
	r.members = r.members[:last]
	delete(r.place, pid)
	return true
}
