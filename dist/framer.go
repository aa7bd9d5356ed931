package dist

import (
	"errors"
	"net"

	"github.com/mesh-actors/mesh/dist/wire"
)

// A framer reads frames from a connection, through one buffer, and writes them.
type framer struct {
	net.Conn
	below *gatherer // what Conn writes to
	buf   []byte
	rest  []byte // the part of buf that is read but not yet split
}

// buffered is how much is read at a time: two frames of maximum size.
const buffered = 2 * wire.MaxFrame

func newFramer(c net.Conn, below *gatherer) *framer { return &framer{Conn: c, below: below} }

// next returns the next frame, of at most max bytes. Its payload is valid until the
// next call. After a timeout error it may be called again.
func (f *framer) next(max int) (wire.Frame, error) {
	for {
		frame, rest, ok, err := wire.Split(f.rest, max)
		if err != nil {
			return frame, err
		}
		if ok {
			f.rest = rest
			return frame, nil
		}
		if err := f.fill(max); err != nil {
			return frame, err
		}
	}
}

// fill reads more. A stranger gets a small buffer.
func (f *framer) fill(max int) error {
	size := buffered
	if max < wire.MaxFrame {
		size = max
	}
	if len(f.buf) < size {
		f.buf = make([]byte, size)
	}
	n := copy(f.buf, f.rest)
	f.rest = f.buf[:n]
	got, err := f.Read(f.buf[n:])
	f.rest = f.buf[:n+got]
	if got > 0 {
		return nil // what was read counts before the error, which comes again
	}
	return err
}

// oneRecord is the most that TLS writes at once anyway.
const oneRecord = 16 << 10

// write writes a batch of buffers, and recycles them.
func (f *framer) write(batch []*[]byte) (err error) {
	if len(batch) > 1 || len(*batch[0]) > oneRecord {
		f.below.hold()
		defer func() { err = errors.Join(err, f.below.flush()) }()
	}
	for _, buf := range batch {
		if _, err := f.Write(*buf); err != nil {
			return err
		}
		recycle(buf)
	}
	return nil
}
