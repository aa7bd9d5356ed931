package ops

import (
	"bufio"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"
)

// answerWithin is how long an answer is waited for.
const answerWithin = 60 * time.Second

// maxAnswer bounds the answer to one event.
const maxAnswer = 64 << 10

// A line is a connection to a server that is kept, over which one request goes
// after the other. It does little, so that whoever measures with it measures
// the server.
type line struct {
	to   Destination
	head string // of each request, up to its length

	conn   net.Conn // nil: not connected
	reader *bufio.Reader
	out    []byte
}

func newLine(to Destination) *line {
	u := to.Events()
	return &line{to: to, head: "POST " + u.RequestURI() + " HTTP/1.1\r\nHost: " + u.Host +
		"\r\nX-Sentry-Auth: " + to.Key + "\r\nContent-Type: application/json\r\nContent-Length: "}
}

// post sends an event and returns the answer. After an error the line begins
// anew with the next.
func (l *line) post(ctx context.Context, body []byte) (status int, answer []byte, err error) {
	if l.conn == nil {
		if err := l.connect(ctx); err != nil {
			return 0, nil, err
		}
	}
	defer func() {
		if err != nil {
			l.close()
		}
	}()
	l.conn.SetDeadline(time.Now().Add(answerWithin))
	l.out = fmt.Appendf(l.out[:0], "%s%d\r\n\r\n", l.head, len(body))
	l.out = append(l.out, body...)
	if _, err := l.conn.Write(l.out); err != nil {
		return 0, nil, err
	}
	response, err := http.ReadResponse(l.reader, nil)
	if err != nil {
		return 0, nil, err
	}
	answer, err = io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	response.Body.Close()
	if response.Close {
		l.close()
	}
	return response.StatusCode, answer, err
}

func (l *line) connect(ctx context.Context) (err error) {
	host, port := l.to.Base.Hostname(), l.to.Base.Port()
	if l.to.Base.Scheme == "https" {
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
		l.conn = nil // not an interface around nothing
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
