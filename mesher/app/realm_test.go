package app

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/access"
	"github.com/mesh-actors/mesh/mesher/sqlstore"
)

// A realm is a fleet with each program on an island, and people on the mainland:
// clients who send to each, one who watches at each, and one who sees what each
// knows. The database is reached by a socket in the file system, which no cut of
// the network touches, so that all have it all the time: what cuts that off is a
// line, as in lease_test.go.
type realm struct {
	*fleet
	*telescope
	isles   *islands
	r       *rand.Rand
	store   mesher.Store
	project mesher.ProjectID
	token   string
	doors   []string // of the nodes
	key     string
	ears    []*ears
	loads   []*load // of each node; the fleet's is what the test sends itself
	parted  []parting

	mu      sync.Mutex // guards parcels
	parcels []parcel
}

// newRealm starts it, each client with a pause after each event. MESH_SEED chooses
// other moments.
func newRealm(t *testing.T, pause time.Duration, change func(i int, s *settings)) *realm {
	t.Helper()
	seed, _ := strconv.ParseUint(os.Getenv("MESH_SEED"), 10, 64)
	r := &realm{isles: newIslands(t, 3), r: rand.New(rand.NewPCG(seed, 7))}
	// Nothing is lent: an event that is out when a line breaks is told by who stored
	// it, and that is not where it came in.
	r.fleet = newFleet(t, settings{beat: time.Second, threshold: -1}, func(i int, s *settings) {
		r.isles.place(i, s)
		if change != nil {
			change(i, s)
		}
		s.database = signed(t, s.database, s.node)
		s.log = logOf(t, s.node)
	})
	var err error
	if r.store, err = sqlstore.Open(t.Context(), r.database); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.store.Close() })
	project, _, err := r.store.Bootstrap(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	r.project = project.ID
	r.scene.run(t, trail)
	r.makeRules(t)
	r.telescope = newTelescope(t, r.isles.address(-1), r.names())
	r.token = r.newToken(t)
	for _, ship := range r.ships {
		base, key := takeApart(t, ship.dsn)
		door, err := url.Parse(base)
		if err != nil {
			t.Fatal(err)
		}
		r.doors, r.key = append(r.doors, base), key
		r.ears = append(r.ears, listenWith(t, watch(t, door, r.token)))
	}
	r.load = underWay(t, 0, nil)
	until(t, "the nodes are at one", func() bool { return r.discord(t) == "" })
	for i := range r.ships {
		until(t, "all hear each other", func() bool { return r.allHear(t, i) })
	}
	r.parcels = nil // those were to find out
	for i := range r.ships {
		r.loads = append(r.loads, underWay(t, 1, func(l *load, ctx context.Context, _ int) {
			r.send(ctx, l, i, "")
			time.Sleep(pause)
		}))
	}
	return r
}

// names are those of the nodes.
func (r *realm) names() (names []string) {
	for _, s := range r.each {
		names = append(names, s.node)
	}
	return names
}

func (r *realm) newToken(t *testing.T) string {
	t.Helper()
	gate := access.New(access.Config{Store: r.store, Log: slog.New(slog.DiscardHandler)})
	in, err := gate.SetUpHere(t.Context(), access.Newcomer{Email: "ada@example.com", Password: "correct horse battery"}, "", "", access.Client{})
	if err != nil {
		t.Fatal(err)
	}
	_, secret, err := gate.CreateToken(t.Context(), in.Asker, "test", mesher.OwnerRole)
	if err != nil {
		t.Fatal(err)
	}
	return secret.Reveal()
}

// send sends an event to a node, of an issue of its own if it has a fingerprint.
func (r *realm) send(ctx context.Context, l *load, node int, fingerprint string) uuid.UUID {
	p := parcel{id: uuid.New(), node: node, began: time.Now()}
	event := fmt.Sprintf(`{"message":"it broke","event_id":%q,"fingerprint":%q}`, p.id, fingerprint)
	a, err := tryPost(context.WithoutCancel(ctx), r.doors[node]+"/api/v1/events", event, "X-Sentry-Auth: "+r.key)
	p.answered, p.stored = time.Now(), !strings.Contains(a.body, `"issue_id":null`)
	l.note(p.id, a, err)
	if err == nil && a.status == http.StatusAccepted {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.parcels = append(r.parcels, p)
	}
	return p.id
}

// newIssues sends one to each node.
func (r *realm) newIssues(t *testing.T) {
	for i := range r.ships {
		r.send(t.Context(), r.load, i, uuid.NewString())
	}
}

// allHear tells whether an event that a node takes is heard at all of them.
func (r *realm) allHear(t *testing.T, node int) bool {
	id := r.send(t.Context(), r.load, node, "")
	deaf := func(e *ears) bool { return e.heard(id) == 0 }
	for end := time.Now().Add(time.Second); slices.ContainsFunc(r.ears, deaf); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			return false
		}
	}
	return true
}

// await waits until each node has taken so many more events.
func (r *realm) await(more int) {
	for _, l := range r.loads {
		l.await(more)
	}
}

// end checks what everybody was told, when all clients have stopped.
func (r *realm) end(t *testing.T) {
	t.Helper()
	for _, l := range r.loads {
		l.stop()
		r.load.answered = append(r.load.answered, l.answered...)
		r.load.refused = append(r.load.refused, l.refused...)
		r.load.lost += l.lost
	}
	h := hear(r.ears, r.parcels, r.parted)
	for end := time.Now().Add(drainsWithin); len(h.wrong) > 0 && time.Now().Before(end); h = hear(r.ears, r.parcels, r.parted) {
		time.Sleep(20 * time.Millisecond)
	}
	for _, wrong := range h.wrong[:min(len(h.wrong), 10)] {
		t.Error(wrong)
	}
	if h.late > meetWithin {
		t.Errorf("an event that was sent %v after the network was mended is not heard everywhere", h.late)
	}
	t.Logf("live: %d events at %d nodes; %d times one was taken while all knew of the cut, and not heard beyond it; %d times one before they knew, or before they met, the last of these sent %v after the mending",
		len(r.parcels), len(r.ears), h.apart, h.excused, h.late)
	r.fleet.end(t, ledgerIsWhole)
	r.mustRunOnce(t)
}

// logOf is told if the test fails.
func logOf(t *testing.T, node string) *journal {
	log := new(journal)
	t.Cleanup(func() {
		if t.Failed() {
			lines := strings.Split(log.String(), "\n")
			t.Logf("the end of the log of %s:\n%s", node, strings.Join(lines[max(0, len(lines)-40):], "\n"))
		}
	})
	return log
}
