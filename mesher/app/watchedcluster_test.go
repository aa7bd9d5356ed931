package app

import (
	"encoding/binary"
	"fmt"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mesh-actors/mesh/mesher/sqlstore"
)

// A gallery is nodes at which many watch the first project.
type gallery struct {
	*whole
	doors []string // of the nodes
	auth  string
	token string
	seats []*seat
	sent  int // events so far; each has the number of those before it

	watching sync.WaitGroup

	mu         sync.Mutex // guards what follows, and what the seats heard
	heard      []delivery // of this second
	allc       chan struct{}
	missing    int // deliveries, until allc is closed
	disordered int
	wrong      error // with what was heard
}

// A delivery is an event that somebody heard.
type delivery struct {
	took   time.Duration
	across bool // from another node
}

// issues are so many that the events are of, in turns.
const issues = 7

func newGallery(b *testing.B, nodes int) *gallery {
	g := &gallery{whole: newWhole(b)}
	g.pool = 4
	for range nodes {
		g.grow(b)
	}
	if nodes > 1 {
		g.allMeet(b)
	}
	for _, ship := range g.ships {
		door, key := takeApart(b, ship.dsn)
		g.doors, g.auth = append(g.doors, door), "X-Sentry-Auth: "+key
	}
	store, err := sqlstore.Open(b.Context(), g.database)
	if err != nil {
		b.Fatal(err)
	}
	defer store.Close()
	g.token = newToken(b, store)
	b.Cleanup(func() {
		for _, s := range g.seats {
			s.conn.Close()
		}
		g.watching.Wait()
		http.DefaultClient.CloseIdleConnections()
	})
	return g
}

// held is how much memory the nodes take.
func (g *gallery) held() (sum int) {
	for _, ship := range g.ships {
		now, _ := ship.memory()
		sum += now
	}
	return sum
}

// hearWithin is how long an event may take to be heard by all before it is lost.
const hearWithin = 20 * time.Second

// second sends steadily for one, to one node after the other, and gives what was
// heard, which is all of it at each seat.
func (g *gallery) second(b *testing.B, perSecond int) []delivery {
	b.Helper()
	want := perSecond * len(g.seats)
	allc := make(chan struct{})
	g.mu.Lock()
	g.heard, g.missing, g.allc = make([]delivery, 0, want), want, allc
	g.mu.Unlock()
	var sending sync.WaitGroup
	tick := time.NewTicker(time.Second / time.Duration(perSecond))
	defer tick.Stop()
	for range perSecond {
		<-tick.C
		number := g.sent
		g.sent++
		sending.Go(func() {
			event := fmt.Sprintf(`{"message":"sent at %d as number %d","fingerprint":"%d"}`, time.Now().UnixNano(), number, number%issues)
			a, err := tryPost(b.Context(), g.doors[g.nodeOf(number)]+"/api/v1/events", event, g.auth)
			if err != nil || a.status != http.StatusAccepted {
				b.Errorf("%d, %v", a.status, err)
			}
		})
	}
	sending.Wait()
	if want > 0 {
		select {
		case <-allc:
		case <-time.After(hearWithin):
		}
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.wrong != nil || g.missing > 0 {
		b.Fatalf("%d of %d are not heard; %v", g.missing, want, g.wrong)
	}
	return g.heard
}

// nodeOf is the node to which an event is sent.
func (g *gallery) nodeOf(number int) int { return number % len(g.ships) }

// stall has one more watch at a node who takes nothing, and has the node fill all
// that the system holds for him with long answers, so that it can write no more.
func (g *gallery) stall(b *testing.B, node int) net.Conn {
	for range 5 {
		conn := g.connect(b, node)
		if clogged(b, conn) {
			return conn
		}
		conn.Close()
	}
	b.Fatal("nobody could be stalled")
	return nil
}

// clogged asks until what waits for the asker grows no more. It gives up when asking
// takes long: a system whose own side is full may not hear that it was understood,
// and waits longer and longer before it says all again.
func clogged(b *testing.B, conn net.Conn) bool {
	question := fmt.Sprintf(`{"%s":1}`, strings.Repeat("x", 4000)) // it is quoted in the answer
	frame := binary.BigEndian.AppendUint16([]byte{textFrame, 0x80 | 126}, uint16(len(question)))
	frame = append(append(frame, 0, 0, 0, 0), question...)
	conn.SetDeadline(time.Now().Add(10 * time.Second))
	for before, stuck := -1, 0; stuck > before; {
		for range 500 {
			if _, err := conn.Write(frame); err != nil {
				return false
			}
		}
		before = stuck
		unsent, unread := 1, 1
		for patience := time.Now().Add(5 * time.Second); unsent+unread > 0 || stuck == 0; <-time.After(50 * time.Millisecond) {
			if time.Now().After(patience) {
				return false
			}
			unsent, _ = queued(b, conn.LocalAddr(), conn.RemoteAddr())
			stuck, unread = queued(b, conn.RemoteAddr(), conn.LocalAddr())
		}
	}
	return true
}

// queued is how many bytes the system holds of a connection between programs of
// this machine, as one side has it: sent, but not yet with the other side's
// system, and come, but not yet read.
func queued(b *testing.B, local, remote net.Addr) (sent, come int) {
	table, err := os.ReadFile("/proc/net/tcp")
	if err != nil {
		b.Skip("SKIPPED: only Linux tells what waits in a connection: ", err)
	}
	port := func(a net.Addr) string { return fmt.Sprintf(":%04X", a.(*net.TCPAddr).Port) }
	for line := range strings.Lines(string(table)) {
		fields := strings.Fields(line)
		if len(fields) > 4 && strings.HasSuffix(fields[1], port(local)) && strings.HasSuffix(fields[2], port(remote)) {
			fmt.Sscanf(fields[4], "%X:%X", &sent, &come)
		}
	}
	return sent, come
}
