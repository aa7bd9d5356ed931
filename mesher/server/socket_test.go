package server

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"

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

// ING-05: one event a message, each answered for in its turn.
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

// A connection whose process could not start, or whose code broke, is given up,
// and makes room.
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
		s.sockets <- struct{}{} // once there is room
		web.Close()
	}
}

// A connection runs where it is told to, and ends when that does.
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
