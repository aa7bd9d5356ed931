package actor

// A batch is a stretch of a mailbox's queue. Senders fill it under the mailbox's
// lock. The process takes over all batches at once, empties them alone, and gives
// them back to be filled again.
type batch struct {
	msgs []any
	next *batch
	done *batch // an empty one to give back together with this one
}

// large reports whether the batch's messages are counted as taken all at once,
// when the batch is done, rather than one by one: a process that is behind has
// better things to do.
func (l *batch) large() bool { return len(l.msgs) > smallBatch }

const (
	smallBatch = 8   // for a process that keeps up
	largeBatch = 256 // for a process that is behind
)

// push appends a message to the list. The caller holds the lock.
func (b *mailbox) push(msg any) wakeup {
	if l := b.last; l != nil && len(l.msgs) < cap(l.msgs) {
		l.msgs = append(l.msgs, msg)
		return queued
	}
	left := queued
	if b.last != nil && cap(b.last.msgs) == largeBatch {
		left = crowded
	}
	l := b.extend()
	l.msgs = append(l.msgs, msg)
	return left
}

// extend adds an empty batch to the list.
func (b *mailbox) extend() *batch {
	fresh := b.spare
	switch {
	case fresh != nil:
		b.spare, fresh.next = fresh.next, nil
	case b.last == nil:
		fresh = &batch{msgs: make([]any, 0, smallBatch)}
	default:
		fresh = &batch{msgs: make([]any, 0, largeBatch)}
	}
	if b.last == nil {
		b.first = fresh
	} else {
		b.last.next = fresh
	}
	b.last = fresh
	return fresh
}

// turn moves to the next batch, and takes over the list if there is none. It
// reports false if nothing is queued.
func (b *mailbox) turn() bool {
	done, behind := b.out, false
	if done != nil {
		if behind = done.large(); behind {
			b.taken.Store(b.taken.Load() + uint64(b.pos))
		}
		done.msgs, b.pos = done.msgs[:0], 0
		if next := done.next; next != nil {
			done.next, done.done = nil, nil
			next.done = done
			b.out = next
			return true
		}
	}
	if b.word.Load()&filledBit == 0 {
		if behind {
			b.giveBack()
		}
		return false
	}
	if behind {
		linger()
	}
	w := b.lock()
	b.turned += b.listed()
	b.out = b.first
	b.first, b.last = nil, nil
	if done != nil {
		done.next, done.done = done.done, nil
		b.spare = done
	}
	b.word.Store(w &^ filledBit)
	return true
}

// giveBack drops the empty batches of a process that was behind and has caught
// up, so that an idle process is small again.
func (b *mailbox) giveBack() {
	b.out = nil
	w := b.lock()
	b.spare = nil
	b.word.Store(w)
}

// linger lets senders go on for about half a microsecond. A process that has just
// emptied a large batch and finds more is being flooded. If it came back at once
// for the first few messages, it and its senders would fight over each: on two
// cores that halves what gets through.
func linger() {
	for range 2000 {
	}
}

// listed counts the messages in the list. The caller holds the lock.
func (b *mailbox) listed() (n uint64) {
	for l := b.first; l != nil; l = l.next {
		n += uint64(len(l.msgs))
	}
	return n
}
