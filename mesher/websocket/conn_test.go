package websocket

//lint:file-ignore SA1019 see conn.go; these tests do what no client of ours does

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
	"nhooyr.io/websocket"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// wrapped is a writer as a server's middleware makes them.
type wrapped struct{ http.ResponseWriter }

func (w wrapped) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// pair returns both sides of a connection; serve runs at the server's.
func pair(t *testing.T, serve func(ctx context.Context, c *Conn) error) (client *Conn, served <-chan error) {
	t.Helper()
	servedc := make(chan error, 1)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, err := Accept(wrapped{w}, r, 100)
		if err != nil {
			servedc <- err
			return
		}
		defer c.Abort()
		servedc <- serve(t.Context(), c)
	}))
	t.Cleanup(s.Close)
	client, err := Dial(t.Context(), s.URL, http.Header{"Origin": {"http://elsewhere.example"}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Abort)
	return client, servedc
}

func echo(ctx context.Context, c *Conn) error {
	for {
		message, err := c.Read(ctx)
		if err != nil {
			return err
		}
		if err := c.Write(ctx, message); err != nil {
			return err
		}
	}
}

func TestMessagesTravelBothWays(t *testing.T) {
	client, served := pair(t, echo)
	for _, want := range []string{"hello", "", strings.Repeat("x", 100)} {
		if err := client.Write(t.Context(), []byte(want)); err != nil {
			t.Fatal(err)
		}
		if got, err := client.Read(t.Context()); err != nil || string(got) != want {
			t.Errorf("got %q, %v; want %q", got, err, want)
		}
	}
	if err := client.Close(); err != nil {
		t.Errorf("close: %v", err)
	}
	if err := <-served; err != io.EOF {
		t.Errorf("the server read %v, want that it is the end", err)
	}
}

// A violation of the protocol ends the connection, and the sender is told why.
func TestBrokenRules(t *testing.T) {
	for _, c := range []struct {
		about string
		send  func(ctx context.Context, c *websocket.Conn) error
		want  websocket.StatusCode
	}{
		{"a large message", func(ctx context.Context, c *websocket.Conn) error {
			return c.Write(ctx, websocket.MessageText, make([]byte, 101))
		}, websocket.StatusMessageTooBig},
		{"no text", func(ctx context.Context, c *websocket.Conn) error {
			return c.Write(ctx, websocket.MessageBinary, []byte("x"))
		}, websocket.StatusUnsupportedData},
	} {
		t.Run(c.about, func(t *testing.T) {
			client, served := pair(t, echo)
			if err := c.send(t.Context(), client.conn); err != nil {
				t.Fatal(err)
			}
			_, err := client.Read(t.Context())
			if got := websocket.CloseStatus(err); got != c.want {
				t.Errorf("the client reads %v, want status %v", err, c.want)
			}
			if err := <-served; err == nil || err == io.EOF {
				t.Errorf("the server read %v, want what was wrong", err)
			}
		})
	}
}

// A client that does not answer is given up; one that is only idle is not.
func TestKeepAlive(t *testing.T) {
	keep := func(ctx context.Context, c *Conn) error {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		go c.KeepAlive(ctx, time.Millisecond, 50*time.Millisecond)
		_, err := c.Read(ctx)
		return err
	}
	_, served := pair(t, keep) // nobody reads there, so nobody answers
	if err := <-served; err == nil || err == io.EOF {
		t.Errorf("the server read %v, want that the client is gone", err)
	}

	pinged := 0
	client, served := pair(t, func(ctx context.Context, c *Conn) error {
		reading, stop := context.WithCancel(ctx)
		defer stop()
		go c.Read(reading)
		for ; pinged < 20; pinged++ {
			if err := c.conn.Ping(ctx); err != nil {
				return err
			}
		}
		return nil
	})
	go client.Read(t.Context())
	if err := <-served; err != nil || pinged != 20 {
		t.Errorf("after %d pings: %v", pinged, err)
	}
}

func TestNoConnection(t *testing.T) {
	w := httptest.NewRecorder()
	r := httptest.NewRequest("GET", "/", nil)
	if Requested(r) {
		t.Error("a plain request is taken for one of a connection")
	}
	if _, err := Accept(w, r, 100); err == nil || w.Code < 400 {
		t.Errorf("a plain request is answered %d, %v", w.Code, err)
	}
	s := httptest.NewServer(http.NotFoundHandler())
	defer s.Close()
	if _, err := Dial(t.Context(), s.URL, nil); err == nil {
		t.Error("a server that knows no WebSockets was dialled")
	}
}
