package actor

import "slices"

// A Func is the code of a process. The process exits when it returns: with
// [Normal] if it returns nil, otherwise with the error. A panic becomes a
// [PanicError].
type Func func(p *Process) error

// A Spawner makes processes: a [Process], which becomes their parent, or the
// [System].
type Spawner interface {
	Spawn(f Func, opts ...Option) PID
	SpawnHandler(h Handler, opts ...Option) PID
	System() *System
}

// An Option configures a process to be spawned.
type Option func(*spawning)

// spawning is a process in the making.
type spawning struct {
	names   []string
	link    bool
	monitor *MonitorRef
	report  bool
	asked   *call // answered when the process is up
	bound   *bound
	far     func(*Process) // ties it to a spawner on another node
}

// plain is a process without options; it is never changed.
var plain = new(spawning)

// Named registers the process under a name before it runs. If the name is taken,
// the process exits with the [NameError] instead of running.
func Named(name string) Option {
	return func(s *spawning) { s.names = append(s.names, name) }
}

// Linked links the process to its spawner before it runs. The System has no
// links: if it is the spawner, the option does nothing.
func Linked() Option { return func(s *spawning) { s.link = true } }

// Monitored makes the spawner monitor the process before it runs, and stores the
// monitor in ref. The System receives no messages: if it is the spawner, the
// option does nothing.
func Monitored(ref *MonitorRef) Option { return func(s *spawning) { s.monitor = ref } }

// Reported makes the spawner receive [Started] when the process is up: a handler
// when its Init has returned (but see [ErrNotYet]), a function at once. A process
// that fails before that exits without it.
func Reported() Option { return func(s *spawning) { s.report = true } }

// Started tells the spawner that a process spawned with [Reported] is up.
type Started struct{ PID PID }

// Spawn starts a process that runs f on its own goroutine.
func (s *System) Spawn(f Func, opts ...Option) PID { return s.spawn(nil, f, nil, opts) }

// SpawnHandler starts a process that reacts to messages. It holds no goroutine
// while it has none to handle.
func (s *System) SpawnHandler(h Handler, opts ...Option) PID { return s.spawn(nil, nil, h, opts) }

// Spawn starts a child that runs f on its own goroutine.
func (p *Process) Spawn(f Func, opts ...Option) PID {
	p.checkpoint()
	return p.sys.spawn(p, f, nil, opts)
}

// SpawnHandler starts a child that reacts to messages. It holds no goroutine
// while it has none to handle.
func (p *Process) SpawnHandler(h Handler, opts ...Option) PID {
	p.checkpoint()
	return p.sys.spawn(p, nil, h, opts)
}

// SpawnLink is Spawn with [Linked]: even a child that dies at once can't escape
// the link.
func (p *Process) SpawnLink(f Func, opts ...Option) PID {
	return p.Spawn(f, slices.Concat(opts, []Option{Linked()})...)
}

// SpawnMonitor is Spawn with [Monitored].
func (p *Process) SpawnMonitor(f Func, opts ...Option) (PID, MonitorRef) {
	var ref MonitorRef
	pid := p.Spawn(f, slices.Concat(opts, []Option{Monitored(&ref)})...)
	return pid, ref
}

func (s *System) spawn(parent *Process, f Func, h Handler, opts []Option) PID {
	o := plain
	if len(opts) > 0 {
		o = new(spawning)
		for _, opt := range opts {
			opt(o)
		}
	}
	p := &Process{sys: s, handler: h}
	if h == nil {
		p.seat() // here, where the stack is grown already
	}
	if parent != nil {
		p.parent = parent.Self()
	}
	_, hasInit := h.(Initializer)
	p.inited = !hasInit
	idle := h != nil && !hasInit && !o.report && o.asked == nil
	if o.asked != nil {
		if o.asked.at != nil {
			panic("actor: a Starter made two processes")
		}
		o.asked.at = p
		p.bond().addCall(o.asked)
	}
	if o.bound != nil {
		own := *o.bound // the option may be used again
		own.drop = p.dropped
		p.mailbox.limit(own)
	}
	if idle {
		p.mailbox.park(parkedBit)
	}
	s.table.reserve(p)
	if parent != nil {
		parent.adopt(p, o)
	}
	if o.far != nil {
		o.far(p)
	}
	if !s.table.publish(p) {
		p.mu.Lock()
		p.dead, p.reason = true, Shutdown
		p.mournAndUnlock()
		return p.Self()
	}
	if o.link && parent != nil && parent.killed() {
		p.ask(Killed) // the news of the parent's death may have come before p could be found
	}
	for _, name := range o.names {
		if err := s.Register(name, p.Self()); err != nil {
			p.ask(err)
			break
		}
	}
	switch {
	case h == nil:
		go p.run(f, o)
	case !idle:
		s.pool.start(p, o)
	}
	return p.Self()
}

// adopt ties a child to its parent before anybody can find it.
func (p *Process) adopt(child *Process, o *spawning) {
	if !o.link && o.monitor == nil {
		return
	}
	unlock := lockBoth(p, child)
	defer unlock()
	if p.dead {
		return
	}
	if o.link {
		p.bond().link(child.Self())
		child.bond().link(p.Self())
	}
	if o.monitor != nil {
		*o.monitor = p.newRef()
		p.bond().watch(*o.monitor, child.Self())
		child.bond().watchedBy(*o.monitor, watcher{pid: p.Self()})
	}
}

// run is the goroutine of a process that runs a function.
func (p *Process) run(f Func, o *spawning) {
	reason := errGoexit
	defer func() {
		if v := recover(); v != nil {
			reason = p.panicked(v)
		}
		p.finish(reason)
	}()
	p.checkpoint() // killed already, or its name was taken
	p.started(o)
	if reason = f(p); reason == nil {
		reason = Normal
	}
}

// started tells the spawner that the process is up.
func (p *Process) started(o *spawning) {
	if o.asked != nil {
		o.asked.request().Reply(nil, nil)
	}
	if o.report {
		p.Send(p.parent, Started{p.Self()})
	}
}
