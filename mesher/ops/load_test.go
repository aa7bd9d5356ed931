package ops_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"go.uber.org/goleak"

	"github.com/mesh-actors/mesh/mesher/ops"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// A keeper is a server that stores ids, and may be told to cheat.
type keeper struct {
	loses, doubles, refuses int  // every so manieth event
	once                    bool // it does not store an id twice

	mu   sync.Mutex
	came int
	kept []uuid.UUID
}

var issue = uuid.UUID{1}

func (k *keeper) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if r.Method == http.MethodGet {
		k.list(w, r)
		return
	}
	every := func(n int) bool { return n > 0 && k.came%n == 0 }
	var event struct {
		ID uuid.UUID `json:"event_id"`
	}
	if err := json.NewDecoder(r.Body).Decode(&event); err != nil || r.Header.Get("X-Sentry-Auth") != "good" {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	k.came++
	if every(k.refuses) {
		w.WriteHeader(http.StatusTooManyRequests)
		return
	}
	if !every(k.loses) && !(k.once && slices.Contains(k.kept, event.ID)) {
		k.kept = append(k.kept, event.ID)
	}
	if every(k.doubles) {
		k.kept = append(k.kept, event.ID)
	}
	w.WriteHeader(http.StatusAccepted)
	fmt.Fprintf(w, `{"status":"accepted","id":%q,"issue_id":%q}`, event.ID, issue)
}

// list pages through the stored ids, by number.
func (k *keeper) list(w http.ResponseWriter, r *http.Request) {
	if !strings.HasPrefix(r.URL.Path, "/api/v1/issues/"+issue.String()) {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	var from int
	fmt.Sscan(r.URL.Query().Get("cursor"), &from)
	to := min(from+100, len(k.kept))
	data := []map[string]any{}
	for _, id := range k.kept[from:to] {
		data = append(data, map[string]any{"id": id, "received_at": time.Now()})
	}
	json.NewEncoder(w).Encode(map[string]any{"data": data, "has_more": to < len(k.kept), "next_cursor": fmt.Sprint(to), "next_cursor_id": "x"})
}

// Events that a server lost or stored twice are found.
func TestCheck(t *testing.T) {
	for _, c := range []struct {
		about                   string
		loses, doubles, refuses int
	}{
		{about: "honest"}, {about: "forgetful", loses: 10}, {about: "doubling", doubles: 10}, {about: "refusing", refuses: 10},
	} {
		t.Run(c.about, func(t *testing.T) {
			var k *keeper
			report := enough(t, 200*time.Millisecond, func(lasts time.Duration) ops.Load {
				k = &keeper{loses: c.loses, doubles: c.doubles, refuses: c.refuses}
				return ops.Load{To: nodes(t, k, well), Rate: 5000, Duration: lasts, Concurrency: 4, Check: true, Patience: 100 * time.Millisecond}
			}, sent(20))
			if report.Answered+report.Refused != report.Sent || report.Sent != int64(k.came) || report.Answered == 0 || report.P99 < report.P50 {
				t.Errorf("%d came; reported %+v", k.came, report)
			}
			if (report.Missing > 0) != (k.loses > 0) || (report.Duplicates > 0) != (k.doubles > 0) || (report.Refused > 0) != (k.refuses > 0) ||
				report.Stored+report.Missing != report.Answered {
				t.Errorf("reported %+v", report)
			}
		})
	}
}

func TestNobodyAnswers(t *testing.T) {
	to, err := ops.ParseDSN("http://good@127.0.0.1:1/1")
	if err != nil {
		t.Fatal(err)
	}
	report := enough(t, 20*time.Millisecond, func(lasts time.Duration) ops.Load {
		return ops.Load{To: []ops.Destination{to}, Duration: lasts, Concurrency: 2}
	}, sent(1))
	if report.Errors == 0 || report.Errors != report.Sent {
		t.Errorf("got %+v", report)
	}
}
