package app

import (
	"context"
	"log/slog"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/mesh-actors/mesh/mesher/lease"
	"github.com/mesh-actors/mesh/mesher/sqlstore"
	"github.com/mesh-actors/mesh/mesher/sqlstore/pgtest"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// CLU-06: a node whose connections to the database are cut silently stops its
// work under a lease before another begins with it.
func leadersTakeTurns(t *testing.T, databases *pgtest.Server) {
	database := databases.NewDatabase(t)
	line := openLine(t, database)
	sys := actor.NewSystem(actor.Config{Logger: slog.New(slog.DiscardHandler)})
	t.Cleanup(func() { sys.Stop(context.Background()) })
	var working sync.Mutex
	beginsc := make(chan string, 10)
	lead := func(who, database string) {
		store, err := sqlstore.Open(t.Context(), database)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { store.Close() })
		keeper := lease.New(lease.Config{Store: store, Holder: who, Length: 3 * time.Second})
		sys.Spawn(func(p *actor.Process) error {
			keeper.Hold(p, "lead", func(ctx context.Context) {
				if !working.TryLock() {
					t.Errorf("%s begins while another works", who)
					return
				}
				defer working.Unlock()
				beginsc <- who
				<-ctx.Done()
			})
			return nil
		})
	}
	lead("first", line.database)
	if who := <-beginsc; who != "first" {
		t.Fatal(who, "begins")
	}
	lead("second", database)
	line.cut(true)
	for <-beginsc != "second" { // on a machine that stood still the first may have begun again before
	}
	line.cut(false)
	sys.Stop(context.Background())
}

// A line leads to a database server, and can be cut: then nothing gets through,
// and neither end is told.
type line struct {
	database string // at the near end
	passing  sync.WaitGroup

	mu     sync.Mutex // guards the fields below
	whole  *sync.Cond // it is not cut, or torn down for good
	isCut  bool
	closed bool
	conns  []net.Conn
}

func openLine(t *testing.T, database string) *line {
	t.Helper()
	u, err := url.Parse(database)
	if err != nil {
		t.Fatal(err)
	}
	const socket = ".s.PGSQL.5432"
	far := filepath.Join(u.Query().Get("host"), socket)
	folder, err := os.MkdirTemp("", "pg") // a socket's path must be short
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("unix", filepath.Join(folder, socket))
	if err != nil {
		t.Fatal(err)
	}
	u.RawQuery = url.Values{"host": {folder}}.Encode()
	l := &line{database: u.String()}
	l.whole = sync.NewCond(&l.mu)
	l.passing.Go(func() { l.accept(listener, far) })
	t.Cleanup(func() {
		listener.Close()
		l.tear()
		l.passing.Wait()
		os.RemoveAll(folder)
	})
	return l
}

func (l *line) accept(listener net.Listener, far string) {
	for {
		near, err := listener.Accept()
		if err != nil {
			return
		}
		server, err := net.Dial("unix", far)
		if err != nil {
			near.Close()
			continue
		}
		l.mu.Lock()
		l.conns = append(l.conns, near, server)
		l.mu.Unlock()
		l.passing.Go(func() { l.pass(server, near) })
		l.passing.Go(func() { l.pass(near, server) })
	}
}

// pass carries bytes one way while the line is whole.
func (l *line) pass(to, from net.Conn) {
	defer to.Close()
	buffer := make([]byte, 32<<10)
	for {
		n, err := from.Read(buffer)
		l.mu.Lock()
		for l.isCut && !l.closed {
			l.whole.Wait()
		}
		l.mu.Unlock()
		if _, failed := to.Write(buffer[:n]); failed != nil || err != nil {
			return
		}
	}
}

func (l *line) cut(cut bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.isCut = cut
	l.whole.Broadcast()
}

// tear ends the line, with all that uses it.
func (l *line) tear() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
	for _, conn := range l.conns {
		conn.Close()
	}
	l.whole.Broadcast()
}
