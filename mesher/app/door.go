package app

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"sync"
	"syscall"
)

// A door is the listening socket. It stays open while the HTTP server behind it
// is restarted: connections that arrive meanwhile wait rather than being refused,
// and no other program can take the port.
//
// One goroutine accepts connections, for whichever run of the server is there to
// take them. It ends with close.
type door struct {
	listener net.Listener
	tls      *tls.Config // nil: plain HTTP
	arrivalc chan arrival
	closedc  chan struct{}
	closing  sync.Once
	standing sync.WaitGroup
}

// An arrival is what the listener's Accept returned.
type arrival struct {
	conn net.Conn
	err  error
}

// The flags and variables that choose ports, for error messages.
const (
	httpPort = "--http-port or MESHER_HTTP_PORT"
	wsPort   = "--ws-port or MESHER_WS_PORT"
)

// openDoor listens on one address of this machine; on all if bind is empty.
func openDoor(bind string, port int, setting string) (*door, error) {
	l, err := net.Listen("tcp", net.JoinHostPort(bind, strconv.Itoa(port)))
	if err != nil {
		return nil, portError(port, setting, err)
	}
	return newDoor(l), nil
}

func newDoor(l net.Listener) *door {
	d := &door{listener: l, arrivalc: make(chan arrival), closedc: make(chan struct{})}
	d.standing.Go(d.stand)
	return d
}

func portError(port int, setting string, err error) error {
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return fmt.Errorf("port %d is taken by another program: stop that, or choose another port with %s: %w", port, setting, err)
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		return fmt.Errorf("that is no address of this machine: choose another with --bind or MESHER_BIND: %w", err)
	case errors.Is(err, syscall.EACCES):
		return fmt.Errorf("port %d is not for this user: choose one above 1023 with %s: %w", port, setting, err)
	}
	return fmt.Errorf("listen on port %d: %w", port, err)
}

// url returns where the door is, for clients on this machine.
func (d *door) url() *url.URL {
	host := d.listener.Addr().String()
	if at, err := netip.ParseAddrPort(host); err == nil && at.Addr().IsUnspecified() {
		host = netip.AddrPortFrom(loopback, at.Port()).String()
	}
	scheme := "http"
	if d.tls != nil {
		scheme = "https"
	}
	return &url.URL{Scheme: scheme, Host: host}
}

// loopback is where a program that listens everywhere is found on its machine.
var loopback = netip.AddrFrom4([4]byte{127, 0, 0, 1})

// stand passes on connections, and errors of the socket: the server knows which
// errors are temporary.
func (d *door) stand() {
	for {
		conn, err := d.listener.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		select {
		case d.arrivalc <- arrival{conn, err}:
		case <-d.closedc:
			if conn != nil {
				conn.Close()
			}
			return
		}
	}
}

// close refuses connections from now on. A second close does nothing.
func (d *door) close() {
	d.closing.Do(func() { close(d.closedc) })
	d.listener.Close()
	d.standing.Wait()
}

// lend gives the door to one run of the server. Closing what was lent gives it
// back, and leaves the door open. Once the door is closed no more connections
// arrive, which is not an error to a server that waits there.
func (d *door) lend() net.Listener {
	l := &lent{door: d, backc: make(chan struct{})}
	if d.tls != nil {
		return tls.NewListener(l, d.tls)
	}
	return l
}

type lent struct {
	door  *door
	backc chan struct{}
	once  sync.Once
}

func (l *lent) Accept() (net.Conn, error) {
	select {
	case a := <-l.door.arrivalc:
		return a.conn, a.err
	case <-l.backc:
		return nil, net.ErrClosed
	}
}

func (l *lent) Close() error {
	l.once.Do(func() { close(l.backc) })
	return nil
}

func (l *lent) Addr() net.Addr { return l.door.listener.Addr() }
