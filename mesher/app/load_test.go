package app

import (
	"context"
	"database/sql"
	"net/http"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
)

// A load is clients that send events one after the other, and remember what
// they were told.
type load struct {
	clients sync.WaitGroup
	cancel  context.CancelFunc

	mu       sync.Mutex
	answered []uuid.UUID // with 202
	refused  []answer    // with anything else
	lost     int         // no answer came
	changed  *sync.Cond
}

// under starts clients that send to the program until the load is stopped.
func under(t *testing.T, clients int, url, auth string) *load {
	return underWay(t, clients, func(l *load, ctx context.Context, _ int) {
		id := uuid.New()
		a, err := tryPost(context.WithoutCancel(ctx), url, eventOf(id), auth)
		l.note(id, a, err)
	})
}

// underWay starts clients that send one event after the other.
func underWay(t *testing.T, clients int, send func(l *load, ctx context.Context, client int)) *load {
	ctx, cancel := context.WithCancel(t.Context())
	l := &load{cancel: cancel}
	l.changed = sync.NewCond(&l.mu)
	for client := range clients {
		l.clients.Go(func() {
			for ctx.Err() == nil {
				send(l, ctx, client)
			}
		})
	}
	t.Cleanup(l.stop)
	return l
}

// note records what a client was told about an event.
func (l *load) note(id uuid.UUID, a answer, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case err != nil:
		l.lost++
	case a.status == http.StatusAccepted:
		l.answered = append(l.answered, id)
	default:
		l.refused = append(l.refused, a)
	}
	l.changed.Broadcast()
}

// await waits until so many more events were answered.
func (l *load) await(more int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for want := len(l.answered) + more; len(l.answered) < want; {
		l.changed.Wait()
	}
}

// awaitRefused waits until so many were refused.
func (l *load) awaitRefused(n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for len(l.refused) < n {
		l.changed.Wait()
	}
}

// lasts lets the load go on for a while.
func (l *load) lasts(d time.Duration) { <-time.After(d) }

// stop ends the load, once each client has its last answer.
func (l *load) stop() {
	l.cancel()
	l.clients.Wait()
}

// mustBeStored compares a database with what clients were told: each answered
// event is there, none twice, and the issues count exactly the events there are.
func mustBeStored(t *testing.T, dataDir string, answered []uuid.UUID) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(dataDir, "mesher.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var rows, ids, counted int
	if err := db.QueryRow(`SELECT count(*), count(DISTINCT event_id), (SELECT sum(event_count) FROM issues) FROM events`).
		Scan(&rows, &ids, &counted); err != nil {
		t.Fatal(err)
	}
	if rows != ids || rows != counted {
		t.Errorf("%d rows with %d ids are counted as %d", rows, ids, counted)
	}
	for _, id := range answered {
		var found int
		if err := db.QueryRow(`SELECT count(*) FROM events WHERE event_id = ?`, id[:]).Scan(&found); err != nil {
			t.Fatal(err)
		}
		if found != 1 {
			t.Fatalf("event %s was answered and is there %d times", id, found)
		}
	}
	t.Logf("%d answered, %d stored", len(answered), rows)
}
