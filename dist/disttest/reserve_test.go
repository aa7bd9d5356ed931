package disttest_test

import (
	"net"
	"testing"

	"github.com/mesh-actors/mesh/dist/disttest"
)

// Nothing listens on a reserved address, and any program that knows it may, again
// and again.
func TestReserve(t *testing.T) {
	at := disttest.Reserve(t)
	for range 3 {
		if c, err := net.Dial("tcp", at); err == nil {
			t.Error("somebody listens there")
			c.Close()
		}
		l, err := net.Listen("tcp", at)
		if err != nil {
			t.Fatal(err)
		}
		near, err := net.Dial("tcp", at)
		if err != nil {
			t.Fatal(err)
		}
		far, err := l.Accept()
		if err != nil {
			t.Fatal(err)
		}
		l.Close()
		far.Close()
		near.Close()
	}
}
