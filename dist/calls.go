package dist

import (
	"errors"

	"github.com/mesh-actors/mesh/dist/wire"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// call calls a process of the peer, by PID or name. w is told how the call ends.
func (c *conn) call(by actor.Author, to actor.Address, request any, w actor.Waiter) (hangUp func(), err error) {
	t, from := c.ties, by.PID().ID()
	t.mu.Lock()
	number := t.number()
	t.mu.Unlock()
	var buf *[]byte
	if to.PID.IsZero() {
		buf, err = encode(c, wire.CallTo{Call: number, From: from, Name: to.Name}, request)
	} else {
		buf, err = encode(c, wire.Call{Call: number, From: from, To: to.PID.ID()}, request)
	}
	if err != nil {
		return nil, err
	}

	t.mu.Lock()
	defer t.mu.Unlock()
	if t.cut {
		recycle(buf)
		return nil, actor.NoConnection
	}
	if err := c.out.put(from, buf, usual, by); err != nil {
		return nil, err
	}
	t.calling[number] = w
	return func() { c.hangUp(from, number) }, nil
}

// hangUp ends a call whose caller no longer waits.
func (c *conn) hangUp(from, number uint64) {
	t := c.ties
	t.mu.Lock()
	defer t.mu.Unlock()
	if _, waits := t.calling[number]; waits {
		delete(t.calling, number)
		c.put(from, wire.HangUp{Call: number}, urgent)
	}
}

// gotReply ends a call. A reply that no caller waits for goes nowhere.
func (c *conn) gotReply(m wire.Reply) {
	t := c.ties
	t.mu.Lock()
	w, waits := t.calling[m.Call]
	delete(t.calling, m.Call)
	t.mu.Unlock()
	switch {
	case !waits:
	case m.Failed:
		w.Fail(m.Reason)
	default:
		if v, err := c.table.Decode(m.Body); err != nil {
			w.Fail(err)
		} else {
			w.Reply(v, m.Reason)
		}
	}
}

func (c *conn) gotCall(number, to uint64, name string, body []byte) error {
	t := c.ties
	t.mu.Lock()
	if _, twice := t.answering[number]; twice || t.full() {
		t.mu.Unlock()
		return tooMany(twice)
	}
	t.answering[number] = nil
	t.mu.Unlock()

	request, err := c.table.Decode(body)
	if err != nil {
		c.answer(number, nil, err, false)
		return nil
	}
	hangUp := c.node.in.Call(to, name, request, func(v any, err error, ok bool) { c.answer(number, v, err, ok) })
	t.mu.Lock()
	defer t.mu.Unlock()
	if _, waits := t.answering[number]; waits {
		t.answering[number] = hangUp
	}
	return nil
}

func (c *conn) gotHangUp(m wire.HangUp) {
	t := c.ties
	t.mu.Lock()
	hangUp := t.answering[m.Call]
	delete(t.answering, m.Call)
	t.mu.Unlock()
	if hangUp != nil {
		hangUp()
	}
}

// answer tells the peer how its call ended, unless the peer no longer waits. It runs
// on the goroutine of whoever replied.
func (c *conn) answer(number uint64, v any, why error, ok bool) {
	t := c.ties
	t.mu.Lock()
	_, waits := t.answering[number]
	delete(t.answering, number)
	t.mu.Unlock()
	if !waits {
		return
	}
	if ok {
		err := c.answered(number, v, why)
		if err == nil || errors.Is(err, errClosed) {
			return
		}
		why = err // tells the caller why it gets no reply
	}
	c.put(lastLane-number, wire.Reply{Call: number, Failed: true, Reason: why}, urgent)
}

// lastLane is the last of the numbers that no process has. A reply passes no mailbox,
// so it is in no order with other messages and has a lane of its own.
const lastLane = ^uint64(0)

func (c *conn) answered(number uint64, v any, err error) error {
	buf, failed := encode(c, wire.Reply{Call: number, Reason: err}, v)
	if failed != nil {
		return failed
	}
	return c.out.put(lastLane-number, buf, urgent, actor.Author{})
}
