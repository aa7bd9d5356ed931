package server

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/websocket"
)

// dial connects to a server of its own.
func dial(t *testing.T, c Config, key string) (*websocket.Conn, error) {
	t.Helper()
	s := httptest.NewServer(New(c))
	t.Cleanup(s.Close)
	conn, err := websocket.Dial(t.Context(), s.URL+"/ingest?sentry_key="+key, nil)
	if err == nil {
		t.Cleanup(conn.Abort)
	}
	return conn, err
}

// ING-05: one event per message, each answered in turn.
func TestEventsOverAWebSocket(t *testing.T) {
	w := &world{submit: choosy}
	conn, err := dial(t, w.config(), shopKey.Value)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ send, want string }{
		{`{"n":1}`, `{"status":"accepted","id":"00000000-0000-0000-0000-000000000001","issue_id":"01000000-0000-0000-0000-000000000000"}`},
		{`{"n":2,"answer":"spooled"}`, `{"status":"accepted","id":"00000000-0000-0000-0000-000000000002","issue_id":null}`},
		{`{"answer":"invalid"}`, `{"error":"level is wrong"}`},
		{`no JSON`, `{"error":"no object"}`},
		{`{"answer":"limited"}`, `{"error":"too many events","retry_after":10}`},
		{`{"answer":"secret"}`, `{"error":"something failed on our side; the log of this server says what"}`},
		{`{"n":3}`, `{"status":"accepted","id":"00000000-0000-0000-0000-000000000003","issue_id":"01000000-0000-0000-0000-000000000000"}`},
	} {
		if err := conn.Write(t.Context(), []byte(c.send)); err != nil {
			t.Fatal(err)
		}
		if got, err := conn.Read(t.Context()); err != nil || string(got) != c.want {
			t.Fatalf("%s: got %s, %v; want %s", c.send, got, err, c.want)
		}
	}
	if s := w.submitted[0]; s.Project != shop || s.Key != shopKey || s.ReceivedAt.IsZero() || !s.ClientIP.IsValid() {
		t.Errorf("submitted %+v", s)
	}
}

func TestRefusedWebSockets(t *testing.T) {
	config := new(world).config()
	if _, err := dial(t, config, "mshr_x"); err == nil {
		t.Error("an unknown key was let in")
	}
	got := get(t, New(config), "/ingest?sentry_key="+shopKey.Value)
	if got.Code != http.StatusBadRequest {
		t.Errorf("a plain request is answered %d", got.Code)
	}
}

// Connections are bounded, and one that ends makes room.
func TestWebSocketsAreBounded(t *testing.T) {
	config := new(world).config()
	config.MaxSockets = 1
	s := httptest.NewServer(New(config))
	defer s.Close()
	url := s.URL + "/ingest?sentry_key=" + shopKey.Value
	first, err := websocket.Dial(t.Context(), url, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := websocket.Dial(t.Context(), url, nil); err == nil {
		t.Error("a second connection was let in")
	}
	first.Abort()
	for {
		second, err := websocket.Dial(t.Context(), url, nil)
		if err == nil {
			second.Abort()
			break
		}
		if t.Context().Err() != nil {
			t.Fatal("there is never room again")
		}
	}
}

// However many connections a key opens, there is room for those of other
// projects.
func TestAProjectHasItsShareOfWebSockets(t *testing.T) {
	config := new(world).config()
	config.MaxSockets = 8
	s := httptest.NewServer(New(config))
	defer s.Close()
	open := func(key mesher.Key) error {
		conn, err := websocket.Dial(t.Context(), s.URL+"/ingest?sentry_key="+key.Value, nil)
		if err == nil {
			t.Cleanup(conn.Abort)
		}
		return err
	}
	for range 2 {
		if err := open(shopKey); err != nil {
			t.Fatal(err)
		}
	}
	if open(shopKey) == nil {
		t.Error("a project has more than a quarter of all connections")
	}
	if err := open(tillKey); err != nil {
		t.Errorf("another project finds no room: %v", err)
	}
}

// A message counts against its project while it arrives and until it is answered.
func TestMessagesAreHeldWithinABound(t *testing.T) {
	s := new(world).server()
	s.held = newCommons(4000)
	web := httptest.NewServer(s)
	defer web.Close()
	conn, err := websocket.Dial(t.Context(), web.URL+"/ingest?sentry_key="+shopKey.Value, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Abort()
	exchange(t, conn)
	if err := conn.Write(t.Context(), make([]byte, 1001)); err != nil {
		t.Fatal(err)
	}
	if answer, err := conn.Read(t.Context()); err == nil && !strings.Contains(string(answer), "retry_after") {
		t.Errorf("a message for which there is no room is answered %s", answer)
	}
	if _, err := conn.Read(t.Context()); err == nil {
		t.Error("the connection goes on in the middle of a message")
	}
	for s.held.has() != 0 {
		runtime.Gosched()
	}
}

// A client that never ends a message is given up.
func TestAMessageThatDoesNotEnd(t *testing.T) {
	config := new(world).config()
	config.ReadTimeout = time.Millisecond
	s := New(config)
	web := httptest.NewServer(s)
	defer web.Close()
	slow, err := net.Dial("tcp", web.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer slow.Close()
	fmt.Fprintf(slow, "GET /ingest?sentry_key=%s HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"+
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"+
		"\x81\x85\x00\x00\x00\x00{", shopKey.Value) // one byte of five
	if _, err := io.Copy(io.Discard, slow); err != nil && !errors.Is(err, syscall.ECONNRESET) {
		t.Error(err)
	}
	for s.held.has() != 0 {
		runtime.Gosched()
	}
}

// exchange sends an event and reads the answer.
func exchange(t *testing.T, conn *websocket.Conn) {
	t.Helper()
	if err := conn.Write(t.Context(), []byte(`{}`)); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Read(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// A connection whose process could not start, or whose code panicked, is given
// up, and makes room.
func TestAConnectionThatFails(t *testing.T) {
	for about, connect := range map[string]func(context.Context, func(context.Context) error) error{
		"does not begin": func(context.Context, func(context.Context) error) error { return errors.New("no process") },
		"breaks": func(ctx context.Context, life func(context.Context) error) error {
			return sheltered(func() error { return life(ctx) })
		},
	} {
		config := (&world{submit: func(context.Context, mesher.Submission) (mesher.Receipt, error) { panic("broken") }}).config()
		config.Connect, config.MaxSockets = connect, 1
		s := New(config)
		web := httptest.NewServer(s)
		conn, err := websocket.Dial(t.Context(), web.URL+"/ingest?sentry_key="+shopKey.Value, nil)
		if err == nil {
			conn.Write(t.Context(), []byte(`{}`))
			_, err = conn.Read(t.Context())
			conn.Abort()
		}
		if err == nil {
			t.Errorf("a connection that %s speaks", about)
		}
		for !s.sockets.take("another", 1) { // once there is room
			runtime.Gosched()
		}
		web.Close()
	}
}

// A connection runs in the process that it is given, and ends with it.
func TestAConnectionHasAProcess(t *testing.T) {
	config := new(world).config()
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	config.Connect = func(_ context.Context, life func(context.Context) error) error {
		go func() { ended <- life(ctx) }()
		return nil
	}
	conn, err := dial(t, config, shopKey.Value)
	if err != nil {
		t.Fatal(err)
	}
	exchange(t, conn) // after its request was answered
	stop()
	if err := <-ended; err != nil {
		t.Errorf("the connection failed: %v", err)
	}
	if _, err := conn.Read(t.Context()); err == nil {
		t.Error("the client still reads")
	}
}
