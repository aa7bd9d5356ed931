package supervisor

import (
	"fmt"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// The requests to a supervisor. The first four are commands; the others are
// answered at once, whatever goes on.
type (
	startChild     struct{ child Child }
	terminateChild struct{ which any } // a child's ID or its PID
	restartChild   struct{ id string }
	deleteChild    struct{ id string }

	listChildren  struct{ most int }
	countChildren struct{}
	countRestarts struct{}
)

// command carries out a command, or queues it while children are being stopped
// and started together. Once begun, a command does not hold up the next one.
func (t *tree) command(r actor.Request) {
	if t.ending != nil {
		t.do(reply{to: r, err: ErrStopping})
		return
	}
	if !t.up || t.walk != resting {
		t.queue = append(t.queue, r)
		return
	}
	var err error
	switch m := r.Body.(type) {
	case startChild:
		err = t.startChild(r, m.child)
	case terminateChild:
		err = t.terminateChild(r, m.which)
	case restartChild:
		err = t.restartChild(r, m.id)
	case deleteChild:
		if err = t.deleteChild(m.id); err == nil {
			t.do(reply{to: r})
		}
	}
	if err != nil {
		t.do(reply{to: r, err: err})
	}
}

func (t *tree) startChild(r actor.Request, spec Child) error {
	if err := t.spec.check(spec); err != nil {
		return err
	}
	if t.byID[spec.ID] != nil {
		return fmt.Errorf("start child %q: %w", spec.ID, ErrExists)
	}
	c := t.add(spec)
	c.starter = &r
	t.start(c)
	return nil
}

func (t *tree) terminateChild(r actor.Request, which any) error {
	c := t.find(which)
	switch {
	case c == nil:
		return fmt.Errorf("terminate child %v: %w", which, ErrNotFound)
	case c.alive():
		c.stoppers = append(c.stoppers, r)
		t.stop(c)
	default:
		t.turn(c, Terminated)
		c.failures = 0
		if t.forgets(c) {
			t.remove(c)
		}
		t.do(reply{to: r})
	}
	return nil
}

func (t *tree) restartChild(r actor.Request, id string) error {
	c, err := t.dormant(id)
	if err != nil {
		return fmt.Errorf("restart child %q: %w", id, err)
	}
	c.starter = &r
	t.start(c)
	return nil
}

func (t *tree) deleteChild(id string) error {
	c, err := t.dormant(id)
	if err != nil {
		return fmt.Errorf("delete child %q: %w", id, err)
	}
	t.remove(c)
	return nil
}

// dormant finds a child that was terminated or has ended.
func (t *tree) dormant(id string) (*child, error) {
	switch c := t.byID[id]; {
	case c == nil:
		return nil, ErrNotFound
	case c.state != Terminated:
		return nil, ErrRunning
	default:
		return c, nil
	}
}

func (t *tree) find(which any) *child {
	switch which := which.(type) {
	case string:
		return t.byID[which]
	case actor.PID:
		return t.byPID[which]
	}
	return nil
}
