package group

import (
	"context"
	"fmt"
	"iter"
	"maps"
	"slices"
	"sync"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// A Scope is a set of groups, separate from those of any other Scope. Any process
// and any goroutine may use it.
type Scope struct {
	sys *actor.System

	mu        sync.Mutex // guards the fields below; held for bookkeeping only
	table     table
	watcher   actor.PID              // the process that watches the members now; zero: there never was one
	followers map[*follower]struct{} // see Follow
}

// NewScope makes a scope without groups. Members that exit stay until its process
// runs: see [Run].
func NewScope(sys *actor.System) *Scope { return &Scope{sys: sys, table: newTable()} }

// Start makes a scope and starts its process.
func Start(ctx context.Context, by actor.Spawner, opts ...actor.Option) (*Scope, error) {
	s := NewScope(by.System())
	if _, err := actor.Start(ctx, by, Run(s), opts...); err != nil {
		return nil, fmt.Errorf("start groups: %w", err)
	}
	return s, nil
}

// Join puts a process into a group, if it is not there already.
func (s *Scope) Join(group string, pid actor.PID) {
	s.mu.Lock()
	joined, first := s.table.join(group, pid)
	if joined {
		s.tell(group, pid, false)
	}
	watcher := s.watcher
	s.mu.Unlock()
	if first && !watcher.IsZero() {
		s.sys.Send(watcher, look{pid})
	}
}

// Leave takes a process out of a group, if it is there.
func (s *Scope) Leave(group string, pid actor.PID) {
	s.mu.Lock()
	left, last := s.table.leave(group, pid)
	if left {
		s.tell(group, pid, true)
	}
	watcher := s.watcher
	s.mu.Unlock()
	if last && !watcher.IsZero() {
		s.sys.Send(watcher, look{pid})
	}
}

// Has reports whether a process is in a group.
func (s *Scope) Has(group string, pid actor.PID) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.table.has(group, pid)
}

// Size returns the number of processes in a group.
func (s *Scope) Size(group string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.table.size(group)
}

// Members yields the processes that are in a group when it is called, in no
// particular order.
func (s *Scope) Members(group string) iter.Seq[actor.PID] { return slices.Values(s.members(group)) }

// Groups yields the names of the groups that have members when it is called, in
// no particular order.
func (s *Scope) Groups() iter.Seq[string] {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Values(slices.Collect(maps.Keys(s.table.groups)))
}

func (s *Scope) members(group string) []actor.PID {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.table.show(group)
}

// Broadcast sends msg to every member of a group. The error says how many sends
// failed, and why the first one did.
func (s *Scope) Broadcast(from actor.Sender, group string, msg any) error {
	return s.BroadcastExcept(from, group, actor.PID{}, msg)
}

// BroadcastExcept is Broadcast to all but one member, often the sender.
func (s *Scope) BroadcastExcept(from actor.Sender, group string, except actor.PID, msg any) error {
	var first error
	failed := 0
	for _, pid := range s.members(group) {
		if pid == except {
			continue
		}
		if err := from.Send(pid, msg); err != nil {
			if failed++; failed == 1 {
				first = err
			}
		}
	}
	if failed > 0 {
		return fmt.Errorf("broadcast to %q: %d not sent: %w", group, failed, first)
	}
	return nil
}
