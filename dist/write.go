package dist

import "time"

// write is the connection's writer. It writes everything that was put during its last
// write, so that there are few writes under load, and no waiting without it. It ends
// when the outbox has ended.
func (c *conn) write() {
	var batch []*[]byte
	for c.reason() == nil {
		var more bool
		if batch, more = c.out.take(batch[:0]); !more {
			return
		}
		if len(batch) > 0 {
			c.net.SetWriteDeadline(time.Now().Add(c.node.config.WriteTimeout))
			if err := c.net.write(batch); err != nil {
				c.fail(err)
				return
			}
		}
		if !c.out.wrote() {
			<-c.out.wakec
		}
	}
}
