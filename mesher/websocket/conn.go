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

// Requested reports whether a request asks to become a connection.
func Requested(r *http.Request) bool {
	return strings.EqualFold(r.Header.Get("Upgrade"), "websocket")
}

// Accept makes a connection of a request, from a page of any site: the caller
// must have seen a key that no browser adds by itself. maxMessage bounds a
// message in bytes. On an error the request has been answered.
func Accept(w http.ResponseWriter, r *http.Request, maxMessage int64) (*Conn, error) {
	conn, err := websocket.Accept(hijackable{w}, r, &websocket.AcceptOptions{InsecureSkipVerify: true})
	if err != nil {
		return nil, err
	}
	conn.SetReadLimit(maxMessage)
	return &Conn{conn}, nil
}

// Dial connects to a server at a ws or http address, with a header.
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

// Read waits for the next message; io.EOF if the other side has closed the
// connection properly.
func (c *Conn) Read(ctx context.Context) ([]byte, error) {
	message, err := c.Reader(ctx)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(message)
}

// Reader is [Conn.Read] for callers that read a message as it arrives. The
// message has to be read to its end before the next, and within ctx.
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

// KeepAlive pings the other side at intervals, and ends the connection if no
// answer comes within a time. It returns when ctx or the connection ends. Read
// takes the answers, so it must not pause for as long.
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

// Ping asks the other side whether it is there, and ends the connection if no
// answer comes within a time. Read takes the answer.
func (c *Conn) Ping(ctx context.Context, within time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	err := c.conn.Ping(ctx)
	if err != nil {
		c.Abort() // lets Read know, if it does not yet
	}
	return err
}

// Close says that this side is done, and waits a few seconds for the other to do
// so too.
func (c *Conn) Close() error { return c.conn.Close(websocket.StatusNormalClosure, "") }

// Abort ends the connection at once. It does nothing once the connection has
// ended.
func (c *Conn) Abort() { c.conn.CloseNow() }

// hijackable reaches the connection below writers that are wrapped.
type hijackable struct{ http.ResponseWriter }

func (h hijackable) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	return http.NewResponseController(h.ResponseWriter).Hijack()
}
