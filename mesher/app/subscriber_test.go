package app

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"
)

// A subscriber is a watcher. It knows as little of WebSockets as it can, so that
// the server is measured.
type subscriber struct {
	conn net.Conn
	node int
	// What it heard, guarded by the cluster's mu.
	heard []bool      // by the events' numbers
	last  [issues]int // the latest event's place in each issue
}

// subscribe adds a subscriber, at a node.
func (wc *watchedCluster) subscribe(b *testing.B, node int) {
	s := &subscriber{conn: wc.connect(b, node), node: node}
	wc.subscribers = append(wc.subscribers, s)
	wc.watching.Go(func() {
		if err := wc.watch(s); err != nil {
			wc.fail(err)
		}
	})
}

// connect opens a stream, from which nothing is read yet.
func (wc *watchedCluster) connect(b *testing.B, node int) net.Conn {
	b.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(wc.doors[node], "http://"))
	if err != nil {
		b.Fatal(err)
	}
	conn.(*net.TCPConn).SetReadBuffer(16 << 10)
	fmt.Fprintf(conn, "GET /stream/projects/default HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"+
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n", wc.token)
	var head []byte
	for one := make([]byte, 1); !bytes.HasSuffix(head, []byte("\r\n\r\n")); head = append(head, one[0]) {
		if _, err := io.ReadFull(conn, one); err != nil {
			b.Fatal(err)
		}
	}
	if !bytes.HasPrefix(head, []byte("HTTP/1.1 101")) {
		b.Fatalf("got %s", head)
	}
	return conn
}

// watch reads all messages to a subscriber, until the stream ends.
func (wc *watchedCluster) watch(s *subscriber) error {
	r := bufio.NewReaderSize(s.conn, 4<<10)
	for {
		kind, message, err := readFrame(r)
		switch {
		case errors.Is(err, net.ErrClosed):
			return nil
		case err != nil:
			return err
		case kind == pingFrame:
			s.conn.Write(append([]byte{pongFrame, 0x80 | byte(len(message)), 0, 0, 0, 0}, message...))
		case bytes.HasPrefix(message, []byte(`{"type":"event"`)):
			wc.hear(s, message)
		case bytes.HasPrefix(message, []byte(`{"type":"dropped"`)):
			return fmt.Errorf("somebody was told %s", message)
		}
	}
}

// hear notes an event that came to a subscriber.
func (wc *watchedCluster) hear(s *subscriber, message []byte) {
	now := time.Now().UnixNano()
	sent, number := figure(message, `"message":"sent at `), figure(message, ` as number `)
	place, issue := figure(message, `"event_count":`), number%issues
	wc.mu.Lock()
	defer wc.mu.Unlock()
	switch {
	case number >= len(s.heard):
		s.heard = append(s.heard, make([]bool, number+1-len(s.heard))...)
	case s.heard[number]:
		wc.wrong = fmt.Errorf("event %d was heard twice", number)
		return
	}
	s.heard[number] = true
	if place > 0 && place < s.last[issue] { // 0: it came by the spool
		wc.disordered++
	}
	s.last[issue] = max(place, s.last[issue])
	wc.heard = append(wc.heard, delivery{time.Duration(now - int64(sent)), s.node != wc.nodeOf(number)})
	if wc.missing--; wc.missing == 0 {
		close(wc.allc)
	}
}

// fail records why not everything will be heard.
func (wc *watchedCluster) fail(err error) {
	wc.mu.Lock()
	defer wc.mu.Unlock()
	wc.wrong = err
}

// figure returns the number that follows some words; 0: it is not there.
func figure(message []byte, words string) (n int) {
	_, after, _ := bytes.Cut(message, []byte(words))
	for _, c := range after {
		if c < '0' || c > '9' {
			break
		}
		n = n*10 + int(c-'0')
	}
	return n
}

// The first bytes of frames: of a message, of a ping and of its answer.
const textFrame, pingFrame, pongFrame = 0x81, 0x89, 0x8a

// readFrame reads a frame from a server; the message is valid until the next.
func readFrame(r *bufio.Reader) (kind byte, message []byte, err error) {
	head, err := r.Peek(2)
	if err != nil {
		return 0, nil, err
	}
	kind, length := head[0], int(head[1]&0x7f)
	r.Discard(2)
	if length == 126 {
		if head, err = r.Peek(2); err != nil {
			return 0, nil, err
		}
		length = int(binary.BigEndian.Uint16(head))
		r.Discard(2)
	}
	message, err = r.Peek(length)
	r.Discard(len(message))
	return kind, message, err
}
