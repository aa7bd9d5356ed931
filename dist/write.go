package dist

import "time"

// write is the connection's writer. It writes whatever was put while its last
// write ran, so that there are few writes when there is much to write, and no
// waiting when there is little. It ends when the outbox has.
func (c *conn) write() {
	var b []byte
	for c.reason() == nil {
		var more bool
		if b, more = c.out.take(b[:0]); !more {
			return
		}
		if len(b) > 0 {
			c.net.SetWriteDeadline(time.Now().Add(c.node.config.WriteTimeout))
			if _, err := c.net.Write(b); err != nil {
				c.fail(err)
				return
			}
		}
		if !c.out.wrote() {
			<-c.out.wakec
		}
		if cap(b) > maxKept {
			b = nil
		}
	}
}

// maxKept bounds the buffer that a writer keeps.
const maxKept = 4 * maxWrite
