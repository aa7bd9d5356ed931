package global

import (
	"fmt"
	"maps"
	"slices"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// cancel ends an attempt or a wait whose caller has given up.
func (t *Table) cancel(c Cancel) {
	if a := t.attempts[c.ID]; a != nil {
		t.abandon(a, c.Err)
	}
	if e := t.waits[c.ID]; e != nil {
		delete(t.waits, c.ID)
		e.waiters = slices.DeleteFunc(e.waiters, func(id uint64) bool { return id == c.ID })
		t.do(Reply{ID: c.ID, Err: c.Err})
		t.settle(e)
	}
}

// abandon ends an attempt, and its claim.
func (t *Table) abandon(a *attempt, err error) {
	e := a.entry
	if e.own != nil && e.own.by == a {
		t.withdraw(e)
	}
	t.reply(a, err)
	t.settle(e)
}

// unregister removes a name from a process of this node. A name whose Register has
// not returned yet is not registered.
func (t *Table) unregister(u Unregister) {
	e := t.names[u.Name]
	switch {
	case e != nil && e.own != nil && e.own.Held() && e.own.by == nil:
		t.withdraw(e)
		t.do(Reply{ID: u.ID})
		t.settle(e)
	case e != nil && e.own == nil && e.best.Held():
		t.do(Reply{ID: u.ID, Err: &actor.NameError{Name: u.Name, Holder: e.best.PID}})
	default:
		t.do(Reply{ID: u.ID, Err: fmt.Errorf("unregister %q: %w", u.Name, actor.ErrNotRegistered)})
	}
}

// exited removes all names of a process that is gone.
func (t *Table) exited(pid actor.PID) {
	for _, id := range slices.Sorted(maps.Keys(t.attempts)) {
		if a := t.attempts[id]; a != nil && a.PID == pid {
			t.abandon(a, fmt.Errorf("register %q: %w", a.Name, actor.NoProc))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(t.owned[pid])) {
		e := t.names[name]
		t.withdraw(e)
		t.settle(e)
	}
}

// wait replies once some process has the name.
func (t *Table) wait(w Wait) {
	e := t.entry(w.Name)
	t.waits[w.ID] = e
	e.waiters = append(e.waiters, w.ID)
	t.settle(e)
}
