package app

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher/websocket"
	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/supervisor"
)

func (p *program) dial(t *testing.T) *websocket.Conn {
	t.Helper()
	name, value, _ := strings.Cut(p.auth(), ": ")
	conn, err := websocket.Dial(t.Context(), p.address.local.JoinPath("ingest").String(), http.Header{name: {value}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(conn.Abort)
	return conn
}

// exchange sends an event and fails unless it is accepted.
func exchange(t *testing.T, conn *websocket.Conn, id uuid.UUID) {
	t.Helper()
	if err := conn.Write(t.Context(), []byte(eventOf(id))); err != nil {
		t.Fatal(err)
	}
	answer, err := conn.Read(t.Context())
	if want := fmt.Sprintf(`{"status":"accepted","id":%q`, id); err != nil || !strings.HasPrefix(string(answer), want) {
		t.Fatalf("got %s, %v; want %s", answer, err, want)
	}
}

// ING-05: events answered over a WebSocket are stored. A connection whose process
// is killed ends alone, and all end with the program.
func TestEventsOverWebSockets(t *testing.T) {
	dir := t.TempDir()
	p := launch(t, Config{DataDir: dir})
	var sent []uuid.UUID
	one, other := p.dial(t), p.dial(t)
	for range 5 {
		for _, conn := range []*websocket.Conn{one, other} {
			id := uuid.New()
			exchange(t, conn, id)
			sent = append(sent, id)
		}
	}
	if alive, err := supervisor.Children(t.Context(), p.sys, p.whereis(t, connections)); err != nil || len(alive) != 2 {
		t.Errorf("two connections have %d processes, %v", len(alive), err)
	}
	p.sys.Exit(p.whereis(t, connections), actor.Kill) // it takes its children along
	for _, conn := range []*websocket.Conn{one, other} {
		if _, err := conn.Read(t.Context()); err == nil {
			t.Error("the connection of a process that was killed still speaks")
		}
	}
	p.whereis(t, connections) // it is back
	again := p.dial(t)
	id := uuid.New()
	exchange(t, again, id)
	p.settle(t)
	if err := p.stop(); err != nil {
		t.Fatal(err)
	}
	p.door, p.sys = nil, nil // stopped
	if _, err := again.Read(t.Context()); err == nil {
		t.Error("the connection outlived the program")
	}
	mustBeStored(t, dir, append(sent, id))
}
