package task

import (
	"context"
	"fmt"
	"runtime"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// Map runs f on each item, each in its own process and at most limit of them at a
// time, and returns the results in the order of the items. A limit of zero means
// the number of processors, a negative one no limit.
//
// The first error ends it: no more items are begun, running ones are asked to
// exit, and when they have, Map returns that error with the item's index. An f
// whose errors should not stop the others returns them as part of its result.
//
// When ctx ends first, running items are asked to exit and Map returns at once.
func Map[In, Out any](ctx context.Context, by Owner, items []In, limit int,
	f func(p *actor.Process, item In) (Out, error)) ([]Out, error) {

	switch {
	case limit == 0:
		limit = runtime.GOMAXPROCS(0)
	case limit < 0:
		limit = len(items)
	}
	all := Go(by, func(p *actor.Process) ([]Out, error) {
		m := mapping[In, Out]{p: p, f: f, items: items, results: make([]Out, len(items))}
		return m.run(limit)
	})
	defer all.Cancel() // and with it all tasks, if it is still running
	return all.Await(ctx, by)
}

// An Owner runs tasks and awaits them: a process, or the System.
type Owner interface {
	actor.Spawner
	actor.Sender
}

// mapping is a Map under way. It is run by a process that the tasks are tied to,
// and that is told when they exit.
type mapping[In, Out any] struct {
	p       *actor.Process
	f       func(p *actor.Process, item In) (Out, error)
	items   []In
	results []Out

	begun    int // items
	underway map[actor.MonitorRef]piece[Out]
	err      error // the first
}

// piece is the work on one item.
type piece[Out any] struct {
	index int // of the item
	task  *Task[Out]
}

func (m *mapping[In, Out]) run(limit int) ([]Out, error) {
	m.underway = make(map[actor.MonitorRef]piece[Out], min(limit, len(m.items)))
	for {
		for m.err == nil && m.begun < len(m.items) && len(m.underway) < limit {
			m.begin()
		}
		switch {
		case len(m.underway) > 0:
		case m.err != nil:
			return nil, m.err
		default:
			return m.results, nil
		}
		down, _ := actor.ReceiveFor[actor.Down](m.p, actor.Forever)
		m.ended(down.Ref)
	}
}

func (m *mapping[In, Out]) begin() {
	item := m.items[m.begun]
	t := Go(m.p, func(p *actor.Process) (Out, error) { return m.f(p, item) })
	m.underway[m.p.Monitor(t.PID())] = piece[Out]{m.begun, t}
	m.begun++
}

func (m *mapping[In, Out]) ended(ref actor.MonitorRef) {
	done := m.underway[ref]
	delete(m.underway, ref)
	v, err := done.task.result()
	if err == nil {
		m.results[done.index] = v
		return
	}
	if m.err != nil {
		return // it was asked to exit, or failed beside the first
	}
	m.err = fmt.Errorf("item %d: %w", done.index, err)
	for _, other := range m.underway {
		other.task.Cancel()
	}
}
