package supervisor

// turnBack makes the walk restart the children from this birth on.
func (t *tree) turnBack(from uint64) {
	if t.walk == stopping {
		t.from = min(t.from, from) // it gets there by itself
		return
	}
	t.walk, t.from = stopping, from
	t.stopNext(t.last)
}

// stops reports whether the walk stops this child, now or later.
func (t *tree) stops(c *child) bool { return t.walk == stopping && c.born >= t.from }

// stopNext continues stopping at c, or finishes if c is nil.
func (t *tree) stopNext(c *child) {
	for ; c != nil && c.born >= t.from; c = c.prev {
		switch {
		case c.alive():
			t.at = c
			t.stop(c)
			return
		case t.ending != nil:
			t.answer(c, nil, &StartError{c.ID, ErrStopping})
			t.turn(c, Terminated)
		default:
			t.turn(c, Restarting)
		}
	}
	t.at = nil
	if t.ending != nil {
		t.do(leave{t.ending})
		return
	}
	t.walk = starting
	if c == nil {
		t.startNext(t.first)
	} else {
		t.startNext(c.next)
	}
}

// startNext continues starting at c, which is nil once all are up.
func (t *tree) startNext(c *child) {
	t.at = c
	if c != nil {
		t.start(c)
		return
	}
	t.walk = resting
	t.settle()
}

// start starts a child's process: at once, or after a pause if the last try did
// not come up.
func (t *tree) start(c *child) {
	if c.failures == 0 {
		t.spawn(c)
		return
	}
	t.pauses++
	c.paused = t.pauses
	t.do(pause{c, c.paused, t.restarts.pause(c.failures)})
}

func (t *tree) spawn(c *child) {
	t.turn(c, Starting)
	t.do(spawn{c})
}

// stop stops a child's process.
func (t *tree) stop(c *child) {
	if c.state != Stopping {
		t.turn(c, Stopping)
		t.dismiss(c)
	}
}

func (t *tree) dismiss(c *child) {
	if c.Shutdown == BrutalKill {
		t.do(kill{c})
	} else {
		t.do(ask{c})
	}
}

// settle handles what waited for the end of a walk.
func (t *tree) settle() {
	if t.walk != resting {
		return
	}
	if !t.up {
		if t.in[Starting]+t.in[Restarting] > 0 {
			return // one that crashed meanwhile
		}
		t.up = true
		t.do(up{})
	}
	queue := t.queue
	t.queue = nil
	for _, r := range queue {
		t.command(r)
	}
}
