package disttest

import (
	"net"
	"testing"
)

// Reserve is an address of this machine that belongs to the test until it ends: nobody
// listens there, and a program that is told the address can, one run after the other.
//
// A port that was only found to be free may be gone by then: the system gives it to
// whoever asks for any, and to the near ends of connections. One that a connection has
// it gives to nobody but who asks for it by its number and listens; so there is one.
// What can be handed an open listener, as the Config of a node, needs none of this.
func Reserve(t testing.TB) (address string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	near, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { near.Close() })
	for {
		far, err := l.Accept()
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { far.Close() })
		if far.RemoteAddr().String() == near.LocalAddr().String() { // no stranger, who may go
			return l.Addr().String()
		}
	}
}
