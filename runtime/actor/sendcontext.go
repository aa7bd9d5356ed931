package actor

import (
	"context"
	"fmt"
)

// SendContext is Send, but waits for room until ctx ends if the mailbox is
// bounded with policy [Block]. If the receiver exits it returns nil.
func (p *Process) SendContext(ctx context.Context, to PID, msg any) error {
	if p.leaving() {
		return p.sendLeaving()
	}
	err := p.sys.sendContext(ctx, to, msg, p)
	p.checkpoint()
	return err
}

// SendContext is [Process.SendContext] for code outside processes.
func (s *System) SendContext(ctx context.Context, to PID, msg any) error {
	return s.sendContext(ctx, to, msg, nil)
}

func (s *System) sendContext(ctx context.Context, to PID, msg any, by *Process) error {
	q := s.local(to)
	if q == nil && s.away(to) {
		return s.sendAwayContext(ctx, to, msg, by)
	}
	if q == nil || q == by || !q.mailbox.bounded() {
		return s.deliver(to, q, msg, by)
	}
	turn := newCall()
	turn.begin(nil)
	left, waits := q.mailbox.putOrWait(waiter{msg, by, turn})
	if !waits {
		return q.settle(left, msg, by)
	}
	if by != nil {
		by.ring(turn, ctx.Done())
	} else {
		turn.wait(ctx.Done())
	}
	if turn.stands() == answered || !q.mailbox.withdraw(msg, turn) {
		return nil // it was queued, if only at the last moment
	}
	if by != nil && by.leaving() {
		return ErrExiting
	}
	return fmt.Errorf("send to %v: %w", to, context.Cause(ctx))
}
