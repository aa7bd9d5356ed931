package disttest

import (
	"net"
	"testing"
)

// Reserve returns an address of this machine that belongs to the test until it ends:
// nothing listens on it, and a program that is given the address can listen there, one
// run after the other.
//
// A port that was merely found to be free may be taken before it is used: the system
// gives it to anyone who asks for any port, and to outgoing connections. While a
// connection uses a port, the system gives it only to a listener that asks for it by
// number; so Reserve keeps such a connection open. Code that accepts an open listener,
// as the Config of a node does, needs none of this.
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
		if far.RemoteAddr().String() == near.LocalAddr().String() { // not a stranger, who may close it
			return l.Addr().String()
		}
	}
}
