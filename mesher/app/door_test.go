package app

import (
	"errors"
	"io"
	"net"
	"testing"
)

// A connection that arrives while no server has the door waits for the next one.
func TestTheDoorOutlivesWhoeverHasIt(t *testing.T) {
	d, err := openDoor("127.0.0.1", 0, httpPort)
	if err != nil {
		t.Fatal(err)
	}
	for range 100 {
		first := d.lend()
		first.Close()
		first.Close()
		if _, err := first.Accept(); !errors.Is(err, net.ErrClosed) {
			t.Fatalf("what was given back accepts: %v", err)
		}
		conn, err := net.Dial("tcp", d.url().Host)
		if err != nil {
			t.Fatal(err)
		}
		second := d.lend()
		accepted, err := second.Accept()
		if err != nil {
			t.Fatal(err)
		}
		accepted.Close()
		if _, err := io.ReadAll(conn); err != nil {
			t.Error(err)
		}
		conn.Close()
		second.Close()
	}
	d.close()
	if conn, err := net.Dial("tcp", d.url().Host); err == nil {
		conn.Close()
		t.Error("a closed door lets in")
	}
}

// A server that has the door when it closes gets no error: it was told to stop,
// or will be.
func TestAClosedDoorIsNoError(t *testing.T) {
	for range 100 {
		d, err := openDoor("127.0.0.1", 0, httpPort)
		if err != nil {
			t.Fatal(err)
		}
		l := d.lend()
		told := make(chan error, 1)
		go func() {
			_, err := l.Accept()
			told <- err
		}()
		d.close()
		select {
		case err := <-told:
			t.Fatalf("told %v", err)
		default:
		}
		l.Close()
		if err := <-told; !errors.Is(err, net.ErrClosed) {
			t.Errorf("given back: %v", err)
		}
	}
}
