package ops

import (
	"bufio"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// maxAnswer bounds the answer to one event.
const maxAnswer = 64 << 10

// A line is a persistent connection to a server, with one request at a time. It
// does little, so that a measurement with it measures the server.
type line struct {
	server *url.URL

	conn   net.Conn // nil: not connected
	reader *bufio.Reader
	out    []byte
}

// headOf returns the head of each request to a destination, up to its length.
func headOf(to Destination) string {
	u := to.Events()
	return "POST " + u.RequestURI() + " HTTP/1.1\r\nHost: " + u.Host +
		"\r\nX-Sentry-Auth: " + to.Key + "\r\nContent-Type: application/json\r\nContent-Length: "
}

// A reply is a server's answer to an event.
type reply struct {
	status int // 0: no answer
	body   []byte
	after  time.Duration // when to retry, if it says so
}

// post sends an event, and returns the answer if it comes in time. After an error
// the next call makes a new connection.
func (l *line) post(ctx context.Context, head string, body []byte, within time.Duration) (r reply, err error) {
	late := time.Now().Add(within)
	if l.conn == nil {
		if err := l.connect(ctx, late); err != nil {
			return reply{}, err
		}
	}
	defer func() {
		if err != nil {
			l.close()
		}
	}()
	l.conn.SetDeadline(late)
	l.out = fmt.Appendf(l.out[:0], "%s%d\r\n\r\n", head, len(body))
	l.out = append(l.out, body...)
	if _, err := l.conn.Write(l.out); err != nil {
		return reply{}, err
	}
	response, err := http.ReadResponse(l.reader, nil)
	if err != nil {
		return reply{}, err
	}
	answer, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	response.Body.Close()
	if err != nil { // what came of it says nothing
		return reply{}, err
	}
	if response.Close {
		l.close()
	}
	return reply{response.StatusCode, answer, waitOf(response.Header)}, nil
}

// waitOf returns the wait in Retry-After, given in seconds or as a date.
func waitOf(h http.Header) time.Duration {
	said := h.Get("Retry-After")
	if seconds, err := strconv.ParseUint(said, 10, 31); err == nil {
		return time.Duration(seconds) * time.Second
	}
	if date, err := http.ParseTime(said); err == nil {
		return max(time.Until(date), 0)
	}
	return 0
}

func (l *line) connect(ctx context.Context, late time.Time) (err error) {
	ctx, cancel := context.WithDeadline(ctx, late)
	defer cancel()
	host, port := l.server.Hostname(), l.server.Port()
	if l.server.Scheme == "https" {
		if port == "" {
			port = "443"
		}
		l.conn, err = new(tls.Dialer).DialContext(ctx, "tcp", net.JoinHostPort(host, port))
	} else {
		if port == "" {
			port = "80"
		}
		l.conn, err = new(net.Dialer).DialContext(ctx, "tcp", net.JoinHostPort(host, port))
	}
	if err != nil {
		l.conn = nil // not an interface around a nil pointer
		return err
	}
	l.reader = bufio.NewReader(l.conn)
	return nil
}

func (l *line) close() {
	if l.conn != nil {
		l.conn.Close()
		l.conn = nil
	}
}
