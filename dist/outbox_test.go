package dist

import (
	"errors"
	"slices"
	"testing"

	"github.com/mesh-actors/mesh/dist/wire"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// window is how much of fragmented messages the peer of these tests takes at a
// time.
const window = 700 << 10

// message returns a message of size bytes from a sender, with a number in it.
func message(from uint64, number, size int) []byte {
	b := wire.Send{From: from, To: uint64(number), Body: make([]byte, size)}.Append(wire.Begin(nil, wire.KindSend))
	wire.End(b, 0)
	return b
}

// drained returns what comes out of an outbox, in order: sender and number of
// each message, and how many writes it took.
func drained(t *testing.T, o *outbox) (got [][2]uint64, writes int) {
	t.Helper()
	parts := wire.NewReassembler(wire.Limits{Message: window, Reassembly: window})
	for more := true; more; {
		batch, _ := o.take(nil)
		var b []byte
		for _, buf := range batch {
			b = append(b, *buf...)
			recycle(buf)
		}
		if len(b) > maxWrite+wire.MaxFrame+maxBeats {
			t.Errorf("a write of %d bytes", len(b))
		}
		for len(b) > 0 {
			f, rest, ok, err := wire.Split(b, wire.MaxFrame)
			if !ok || err != nil {
				t.Fatalf("a write does not end with a frame: %v", err)
			}
			b = rest
			if f.Kind == wire.KindOpen || f.Kind == wire.KindMore {
				var done bool
				if f, done, err = parts.Add(f); err != nil {
					t.Fatal(err)
				} else if !done {
					continue
				}
			}
			switch m, err := wire.Decode(f); m := m.(type) {
			case wire.Send:
				got = append(got, [2]uint64{m.From, m.To})
			case wire.Ping:
				got = append(got, [2]uint64{0, m.Number})
			default:
				t.Fatal(m, err)
			}
		}
		writes++
		more = o.wrote()
	}
	return got, writes
}

func put(t *testing.T, o *outbox, frames ...[]byte) {
	t.Helper()
	for _, f := range frames {
		if err := o.put(sender(f), inBuffer(f), usual, actor.Author{}); err != nil {
			t.Fatal(err)
		}
	}
}

// inBuffer returns a frame as the outbox takes it.
func inBuffer(frame []byte) *[]byte {
	buf := newFrame()
	*buf = append(*buf, frame...)
	return buf
}

func sender(frame []byte) uint64 {
	var m wire.Send
	m.Decode(frame[wire.HeaderSize:])
	return m.From
}

// One sender's messages stay in order, whatever their size; others' pass a long
// one, and heartbeats pass all.
func TestOutboxOrder(t *testing.T) {
	const small, large = 10, 300 << 10
	o := newOutbox(64<<20, 0, window)
	put(t, o,
		message(1, 1, small), message(1, 2, large), message(1, 3, small), message(1, 4, large), message(1, 5, small),
		message(2, 1, small), message(3, 1, large), message(2, 2, small),
		message(4, 1, large), message(5, 1, large), message(6, 1, 2*large)) // more than fits the window
	o.beat(wire.Ping{Number: 9})
	got, _ := drained(t, o)
	at := make(map[[2]uint64]int)
	for i, m := range got {
		at[m] = i + 1
	}
	before := func(a, b [2]uint64) {
		t.Helper()
		if at[a] == 0 || at[b] == 0 || at[a] > at[b] {
			t.Errorf("want %v before %v, got %v", a, b, got)
		}
	}
	for n := range uint64(4) {
		before([2]uint64{1, n + 1}, [2]uint64{1, n + 2})
	}
	before([2]uint64{2, 1}, [2]uint64{2, 2})
	before([2]uint64{2, 2}, [2]uint64{1, 2})
	before([2]uint64{3, 1}, [2]uint64{1, 4})
	before([2]uint64{0, 9}, [2]uint64{1, 1})
	before([2]uint64{5, 1}, [2]uint64{6, 1})
	if used := o.used(); used != 0 {
		t.Errorf("%d bytes are left", used)
	}
}

// Messages that are ready go before the first fragment of a long message behind
// them, even if they take many writes.
func TestOutboxLongBehindMany(t *testing.T) {
	o := newOutbox(64<<20, 0, window)
	var want [][2]uint64
	for n := range 100 {
		put(t, o, message(1, n, 20<<10))
		want = append(want, [2]uint64{1, uint64(n)})
	}
	put(t, o, message(1, 100, wire.MaxFrame))
	got, writes := drained(t, o)
	if len(got) != 101 || got[100] != [2]uint64{1, 100} {
		t.Errorf("got %v", got)
	}
	if writes < 10 {
		t.Errorf("two megabytes went in %d writes: nothing could pass them", writes)
	}
	for i, m := range want {
		if got[i] != m {
			t.Fatalf("message %d is %v", i, got[i])
		}
	}
}

// The bound holds, for each urgency its own; a single message may exceed it.
func TestOutboxBound(t *testing.T) {
	o := newOutbox(1000, 500, window)
	f := message(1, 1, 400)
	put(t, o, f, f)
	if err := o.put(1, inBuffer(f), usual, actor.Author{}); err != ErrBusy {
		t.Errorf("over the limit: got %v", err)
	}
	if err := o.put(1, inBuffer(f), urgent, actor.Author{}); err != nil {
		t.Errorf("on the reserve: got %v", err)
	}
	if err := o.put(1, inBuffer(f), urgent, actor.Author{}); err != ErrBusy {
		t.Errorf("over the reserve: got %v", err)
	}
	room := o.room(len(f))
	select {
	case <-room:
		t.Error("there is no room yet")
	default:
	}
	drained(t, o)
	<-room
	put(t, o, message(1, 1, 100<<10)) // alone
	o.end(nil)
	if err := o.put(1, inBuffer(f), urgent, actor.Author{}); !errors.Is(err, errClosed) {
		t.Errorf("after the end: got %v", err)
	}
}

// Fragmented messages leave half of the room to others, however large they are.
// Messages that must get through find room beside them.
func TestOutboxShares(t *testing.T) {
	const limit, reserve = 1 << 20, 1 << 20
	const short, large = 50 << 10, 300 << 10
	for name, c := range map[string]struct {
		waiting []int // sizes
		put     int
		u       urgency
		want    error
	}{
		"larger than the queue":         {nil, 4 * limit, usual, nil},
		"beside one":                    {[]int{4 * limit}, short, usual, nil},
		"urgent, beside one":            {[]int{4 * limit}, short, urgent, nil},
		"a second one":                  {[]int{4 * limit}, large, usual, ErrBusy},
		"within half":                   {[]int{large / 2}, large, usual, nil},
		"beyond half":                   {[]int{large}, large, usual, ErrBusy},
		"beyond half, on the reserve":   {[]int{large}, large, urgent, nil},
		"beyond that":                   {[]int{4 * limit}, large, urgent, ErrBusy},
		"behind short ones":             {[]int{short, short}, 4 * limit, usual, nil},
		"behind too many":               {slices.Repeat([]int{short}, 11), 4 * limit, usual, ErrBusy},
		"short ones, as many as may be": {slices.Repeat([]int{short}, 19), short, usual, nil},
		"and one more":                  {slices.Repeat([]int{short}, 20), short, usual, ErrBusy},
		"half of that, beside one":      {append(slices.Repeat([]int{short}, 9), 4*limit), short, usual, nil},
		"and one more there":            {append(slices.Repeat([]int{short}, 10), 4*limit), short, usual, ErrBusy},
	} {
		o := newOutbox(limit, reserve, window)
		var err error
		for i, size := range c.waiting {
			err = errors.Join(err, o.put(uint64(i), inBuffer(message(1, 1, size)), usual, actor.Author{}))
		}
		if err != nil {
			t.Fatalf("%s: can't be tried: %v", name, err)
		}
		if err := o.put(99, inBuffer(message(1, 1, c.put)), c.u, actor.Author{}); err != c.want {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
	}
}

// A sender that waits for room with a long message is not woken in vain.
func TestOutboxRoomForLong(t *testing.T) {
	const limit, large = 1 << 20, 400 << 10
	o := newOutbox(limit, 0, window)
	put(t, o, message(1, 1, large))
	room := o.room(large)
	for more := true; more; more = o.wrote() {
		select {
		case <-room:
			t.Fatal("woken too early")
		default:
		}
		o.take(nil)
	}
	<-room
	put(t, o, message(1, 2, large))
}
