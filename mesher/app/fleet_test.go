package app

import (
	"context"
	"net/http"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/google/uuid"
)

// A fleet is three programs that are one Mesher, and clients that go to another
// when one takes nothing, as behind a load balancer.
type fleet struct {
	*scene // its folder is a pattern, of all
	each   []settings
	ships  []child
}

// newFleet starts them, each changed as it should be.
func newFleet(t *testing.T, c settings, change ...func(i int, s *settings)) *fleet {
	const size = 3
	dir := t.TempDir()
	c.dataDir, c.pool = filepath.Join(dir, "*"), 4
	f := &fleet{scene: newScene(t, c)}
	peers := ""
	for i := range size {
		s := *f.settings
		s.dataDir, s.port, s.node, s.peers = filepath.Join(dir, strconv.Itoa(i)), freePort(t), newNode(t), peers
		for _, change := range change {
			change(i, &s)
		}
		peers = s.node
		f.each = append(f.each, s)
		f.ships = append(f.ships, startServer(t, s))
	}
	return f
}

// again starts one that ended.
func (f *fleet) again(t *testing.T, i int) { f.ships[i] = startServer(t, f.each[i]) }

// begin starts clients that go around.
func (f *fleet) begin(t *testing.T, clients int) {
	var urls []string
	auth := ""
	for _, ship := range f.ships {
		base, key := takeApart(t, ship.dsn)
		urls, auth = append(urls, base+"/api/v1/events"), "X-Sentry-Auth: "+key
	}
	f.load = underWay(t, clients, func(l *load, ctx context.Context, client int) { l.sendAround(ctx, client, urls, auth) })
	f.load.await(100)
}

// goAround is for how long a client tries to get rid of an event.
const goAround = 10 * time.Second

// sendAround sends an event to one after the other until somebody takes it.
func (l *load) sendAround(ctx context.Context, first int, urls []string, auth string) {
	id := uuid.New()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), goAround)
	defer cancel()
	for try := 0; ; try++ {
		a, err := tryPost(ctx, urls[(first+try)%len(urls)], eventOf(id), auth)
		if err == nil && a.status == http.StatusAccepted || ctx.Err() != nil {
			l.note(id, a, err)
			return
		}
		select {
		case <-time.After(time.Duration(try) * time.Millisecond):
		case <-ctx.Done():
		}
	}
}

// CLU-05: one of three is killed, again and again. Nobody's event is refused by
// all, and what was answered is stored once.
func TestANodeIsKilled(t *testing.T) {
	f := newFleet(t, settings{})
	f.begin(t, 9)
	for round := range scaled(2, 50) {
		f.ships[round%3].kill(t)
		f.load.await(100)
		f.again(t, round%3)
		f.load.await(100)
	}
	f.end(t, ledgerMayErr)
}

func (f *fleet) end(t *testing.T, expect ledger) {
	f.load.stop()
	for _, a := range f.load.refused {
		t.Errorf("refused with %d: %s", a.status, a.body)
	}
	if f.load.lost > 0 {
		t.Errorf("%d events found nobody in %v", f.load.lost, goAround)
	}
	f.check(t, expect)
}
