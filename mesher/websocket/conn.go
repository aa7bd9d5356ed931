package websocket

//lint:file-ignore SA1019 the library is deprecated for its successor, which is one edit of this package away

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"nhooyr.io/websocket"
)

// A Conn is one side of a connection.
type Conn struct{ conn *websocket.Conn }

// Requested tells whether a request wants to become a connection.
func Requested(r *http.Request) bool {
	return strings.EqualFold(r.Header.Get("Upgrade"), "websocket")
}

// Accept makes a connection of a request, whichever site it comes from: whoever
// asks was to show a key that no browser adds by itself. A message may have so
// many bytes. On an error the request has been answered.
func Accept(w http.ResponseWriter, r *http.Request, maxMessage int64) (*Conn, error) {
	conn, err := websocket.Accept(hijackable{w}, r, &websocket.AcceptOptions{InsecureSkipVerify: true})
	if err != nil {
		return nil, err
	}
	conn.SetReadLimit(maxMessage)
	return &Conn{conn}, nil
}

// Dial connects to a server, of a ws or http address, with a header.
func Dial(ctx context.Context, url string, header http.Header) (*Conn, error) {
	conn, response, err := websocket.Dial(ctx, url, &websocket.DialOptions{HTTPHeader: header})
	if err != nil {
		if response != nil && response.Body != nil {
			response.Body.Close()
		}
		return nil, err
	}
	return &Conn{conn}, nil
}

// Read waits for the next message; io.EOF when the other side has closed the
// connection in order.
func (c *Conn) Read(ctx context.Context) ([]byte, error) {
	message, err := c.Reader(ctx)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(message)
}

// Reader is [Conn.Read] for who wants to see a message arrive. It has to be read to
// its end before the next, and within ctx.
func (c *Conn) Reader(ctx context.Context) (io.Reader, error) {
	kind, message, err := c.conn.Reader(ctx)
	if err != nil {
		switch websocket.CloseStatus(err) {
		case websocket.StatusNormalClosure, websocket.StatusGoingAway, websocket.StatusNoStatusRcvd:
			return nil, io.EOF
		}
		return nil, err
	}
	if kind != websocket.MessageText {
		c.conn.Close(websocket.StatusUnsupportedData, "a message must be text")
		return nil, errors.New("a message is no text")
	}
	return message, nil
}

// Write sends a message.
func (c *Conn) Write(ctx context.Context, message []byte) error {
	return c.conn.Write(ctx, websocket.MessageText, message)
}

// KeepAlive asks the other side now and then whether it is there, and ends the
// connection when no answer comes within a time. It returns when ctx ends or the
// connection does. Answers are heard by Read, which must not pause for as long.
func (c *Conn) KeepAlive(ctx context.Context, every, within time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if c.Ping(ctx, within) != nil {
			return
		}
	}
}

// Ping asks the other side whether it is there, and ends the connection when no
// answer comes within a time. The answer is heard by Read.
func (c *Conn) Ping(ctx context.Context, within time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	err := c.conn.Ping(ctx)
	if err != nil {
		c.Abort() // Read learns of it, if it does not know yet
	}
	return err
}

// Close says farewell, and waits a few seconds for the other side to do so.
func (c *Conn) Close() error { return c.conn.Close(websocket.StatusNormalClosure, "") }

// Abort ends the connection at once. After its end it does nothing.
func (c *Conn) Abort() { c.conn.CloseNow() }

// hijackable reaches the connection below writers that are wrapped.
type hijackable struct{ http.ResponseWriter }

func (h hijackable) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	return http.NewResponseController(h.ResponseWriter).Hijack()
}
