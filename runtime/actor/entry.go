package actor

// An entry is what the runtime itself puts into mailboxes, beside the messages of
// users. All entries have one type, so that a receive tells the two apart with
// one comparison. What an entry becomes is decided when the process receives it.
type entry struct {
	down  *Down  // counts if the monitor still exists
	timer *Timer // counts unless it was cancelled
	call  *call
}

// nothing is a wake-up that carries no message.
var nothing any = new(entry)

// open turns a queued message into what the process receives. It reports false if
// the message has become void: a cancelled timer, a removed monitor.
func (p *Process) open(raw any) (msg any, ok bool) {
	if p.mailbox.bound != nil && raw != nothing {
		p.mailbox.uncount()
	}
	if e, ours := raw.(*entry); ours {
		return p.openEntry(e)
	}
	return raw, true
}

func (p *Process) openEntry(e *entry) (msg any, ok bool) {
	switch {
	case e.call != nil:
		return e.call.request(), true
	case e.timer != nil:
		return e.timer.msg, e.timer.receive()
	case e.down != nil:
		p.mu.Lock()
		defer p.mu.Unlock()
		_, ok = p.bonds.unwatch(e.down.Ref)
		return *e.down, ok
	}
	return nil, false
}

// face returns what open would turn a message into, without side effects.
func face(raw any) any {
	e, ours := raw.(*entry)
	switch {
	case !ours:
		return raw
	case e.call != nil:
		return e.call.request()
	case e.timer != nil:
		return e.timer.msg
	case e.down != nil:
		return *e.down
	}
	return nil
}
