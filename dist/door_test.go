package dist

import (
	"net"
	"testing"
)

// visitor is a connection with a given remote address, which records whether it
// was closed.
type visitor struct {
	net.Conn
	from   string
	closed bool
}

type from string

func (f from) Network() string { return "test" }
func (f from) String() string  { return string(f) }

func (v *visitor) RemoteAddr() net.Addr { return from(v.from) }
func (v *visitor) Close() error {
	v.closed = true
	return nil
}

func TestDoor(t *testing.T) {
	d := door{places: 4, perHost: 2}
	enter := func(from string, want bool) (*visitor, *stranger) {
		t.Helper()
		v := &visitor{from: from}
		s, ok := d.enter(v)
		if ok != want {
			t.Errorf("from %s: let in %v, want %v", from, ok, want)
		}
		return v, s
	}
	_, first := enter("10.0.0.1:1", true)
	silent, _ := enter("10.0.0.1:2", true)
	enter("10.0.0.1:3", false)          // too many from one host
	enter("[::ffff:10.0.0.1]:4", false) // the same host
	d.spoke(first)
	_, local := enter("127.0.0.1:1", true)
	d.spoke(local)
	enter("127.0.0.1:2", true)
	enter("127.0.0.1:3", true) // those of this machine are not counted; the oldest silent one goes
	if !silent.closed {
		t.Error("the oldest silent stranger is still there")
	}
	for range 2 {
		_, s := enter("10.0.0.2:1", true) // in place of the silent ones
		d.spoke(s)
	}
	enter("10.0.0.3:1", false) // all are in the middle of it
	d.leave(first)
	enter("10.0.0.3:1", true)
}
