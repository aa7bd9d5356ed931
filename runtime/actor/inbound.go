package actor

import "context"

// Inbound delivers signals from other nodes. Signals for one process take effect
// in the order of the calls. No method waits.
type Inbound struct{ sys *System }

// Send delivers a message to the process with this id. There is nobody to report
// a failure to, so a refused message becomes a dead letter.
func (in *Inbound) Send(to uint64, msg any) {
	pid := in.pid(to)
	if in.sys.deliver(pid, in.sys.table.get(to), msg, nil) != nil {
		in.sys.deadLetter(pid, msg)
	}
}

// SendName delivers a message to the local process with this name, if any.
func (in *Inbound) SendName(name string, msg any) {
	if q := in.sys.names.find(name); q != nil {
		in.Send(q.id, msg)
	} else {
		in.sys.deadLetter(PID{}, msg)
	}
}

// Exit delivers an exit signal; from is zero if no process sent it.
func (in *Inbound) Exit(from PID, to uint64, reason error) {
	if q := in.sys.table.get(to); q != nil {
		q.exitSignal(nil, from, reason, false)
	}
}

// Link links a process to a remote one. It reports false if the process is gone.
func (in *Inbound) Link(from PID, to uint64) bool {
	return in.bind(to, func(b *bonds) { b.link(from) })
}

// Unlink removes the link to a remote process.
func (in *Inbound) Unlink(from PID, to uint64) {
	if q := in.sys.table.get(to); q != nil {
		q.mu.Lock()
		defer q.mu.Unlock()
		q.bonds.unlink(from)
	}
}

// LinkExit delivers the exit signal of a link, if the link still exists.
func (in *Inbound) LinkExit(from PID, to uint64, reason error) {
	if q := in.sys.table.get(to); q != nil {
		q.exitSignal(nil, from, reason, true)
	}
}

// Monitor makes a remote process watch a local one, given by id, or by name if
// the id is 0. ref is the watcher's number for the monitor. It reports false if
// there is no such process; the watcher must then be told.
func (in *Inbound) Monitor(from PID, ref, to uint64, name string) (PID, bool) {
	q := in.sys.table.get(to)
	if to == 0 {
		q = in.sys.names.find(name)
	}
	if q == nil || !q.addWatcher(MonitorRef{from, ref}, watcher{pid: from}) {
		return in.pid(to), false
	}
	return q.Self(), true
}

// Demonitor removes a monitor that Monitor made.
func (in *Inbound) Demonitor(from PID, ref uint64, to PID) {
	if q := in.sys.local(to); q != nil {
		q.dropWatcher(MonitorRef{from, ref})
	}
}

// Down tells the process that made a monitor, unless it was told before.
func (in *Inbound) Down(d Down) {
	if q := in.sys.local(d.Ref.owner); q != nil {
		q.put(&entry{down: &d}, nil)
	}
}

// Call calls the process with this id, or with this name if the id is 0. done is
// called once: with the reply, or with the reason why there is none. It may be
// called before Call returns, and on any goroutine.
func (in *Inbound) Call(to uint64, name string, request any, done func(v any, err error, ok bool)) (hangUp func()) {
	q := in.sys.table.get(to)
	if to == 0 {
		q = in.sys.names.find(name)
	}
	c := newCall()
	c.body, c.done = request, done
	if q != nil && c.listAt(q) {
		c.dial()
	} else {
		done(nil, NoProc, false)
	}
	return func() {
		c.fail(context.Canceled)
		if q != nil && q.mailbox.bounded() {
			q.mailbox.withdraw(&c.entry, nil)
		}
	}
}

// unlist takes a call that has ended off its receiver's list.
func (c *call) unlist() {
	if c.at == nil {
		return
	}
	c.at.mu.Lock()
	defer c.at.mu.Unlock()
	if c.listed {
		c.at.bonds.dropCall(c)
	}
}

// Spawn starts a process for a remote one and ties the two before it runs: linked
// if link, monitored if ref is not 0. ended is called when the process's code has
// ended, even if that code never ran.
func (in *Inbound) Spawn(by PID, f Func, link bool, ref uint64, ended func()) PID {
	far := Option(func(s *spawning) {
		s.far = func(p *Process) {
			p.parent = by
			p.OnExit(func(error) { ended() })
			if link {
				p.bond().link(by)
			}
			if ref != 0 {
				p.bond().watchedBy(MonitorRef{by, ref}, watcher{pid: by})
			}
		}
	})
	return in.sys.Spawn(f, far)
}

// Tie is the spawner's side of Spawn, once the process is known: it links the
// spawner, whose id is to, with pid if link is set, and makes it monitor pid as
// ref unless ref is zero. It reports false if the spawner is gone.
func (in *Inbound) Tie(to uint64, pid PID, link bool, ref MonitorRef) bool {
	return in.bind(to, func(b *bonds) {
		if link {
			b.link(pid)
		}
		if ref != (MonitorRef{}) {
			b.watch(ref, pid)
		}
	})
}

// bind changes a process's bonds; it reports false if the process is gone.
func (in *Inbound) bind(to uint64, change func(*bonds)) bool {
	q := in.sys.table.get(to)
	if q == nil {
		return false
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.dead {
		return false
	}
	change(q.bond())
	return true
}

// NewRef returns a fresh reference for a monitor that p makes on another node;
// see [Inbound.Tie]. Only p may call it.
func (in *Inbound) NewRef(p *Process) MonitorRef { return p.newRef() }

func (in *Inbound) pid(id uint64) PID {
	if id == 0 {
		return PID{}
	}
	return PID{in.sys.node, id}
}
