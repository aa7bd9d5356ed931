package actor

// A batch is a stretch of a mailbox's queue. Batches are filled under the
// mailbox's lock, taken over by the process all at once, emptied by it alone, and
// given back to be filled again.
type batch struct {
	msgs []any
	next *batch
	done *batch // an empty one to give back together with this one
}

// large tells whether a batch is counted as taken when it is done, not message
// by message: a process that is behind has other things to do.
func (l *batch) large() bool { return len(l.msgs) > smallBatch }

const (
	smallBatch = 8   // of a process that keeps up
	largeBatch = 256 // of one that is behind
)

// push appends to the list. The mailbox is locked.
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

// turn goes to the next batch, and takes over the list if there is none. False:
// nothing is queued.
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

// giveBack forgets the empty batches of a process that was behind and has caught
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

// listed counts the messages of the list. The mailbox is locked.
func (b *mailbox) listed() (n uint64) {
	for l := b.first; l != nil; l = l.next {
		n += uint64(len(l.msgs))
	}
	return n
}
