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

// A watchedCluster is nodes at which many watch the first project.
type watchedCluster struct {
	*growingCluster
	doors       []string // of the nodes
	auth        string
	token       string
	subscribers []*subscriber
	sent        int // events so far; each has the number of those before it

	watching sync.WaitGroup

	mu         sync.Mutex // guards the fields below, and what the subscribers heard
	heard      []delivery // of this second
	allc       chan struct{}
	missing    int // deliveries, until allc is closed
	disordered int
	wrong      error // with what was heard
}

// A delivery is an event that a subscriber heard.
type delivery struct {
	took   time.Duration
	across bool // from another node
}

// issues is how many issues the events are of, in turn.
const issues = 7

func newWatchedCluster(b *testing.B, nodes int) *watchedCluster {
	wc := &watchedCluster{growingCluster: newGrowingCluster(b)}
	wc.pool = 4
	for range nodes {
		wc.grow(b)
	}
	if nodes > 1 {
		wc.allMeet(b)
	}
	for _, node := range wc.nodes {
		door, key := takeApart(b, node.dsn)
		wc.doors, wc.auth = append(wc.doors, door), "X-Sentry-Auth: "+key
	}
	store, err := sqlstore.Open(b.Context(), wc.database)
	if err != nil {
		b.Fatal(err)
	}
	defer store.Close()
	wc.token = newToken(b, store)
	b.Cleanup(func() {
		for _, s := range wc.subscribers {
			s.conn.Close()
		}
		wc.watching.Wait()
		http.DefaultClient.CloseIdleConnections()
	})
	return wc
}

// held returns how much memory the nodes take.
func (wc *watchedCluster) held() (sum int) {
	for _, node := range wc.nodes {
		now, _, _ := node.memory()
		sum += now
	}
	return sum
}

// hearWithin is how long an event may take to be heard by all before it counts as
// lost.
const hearWithin = 20 * time.Second

// second sends at a steady rate for one second, to one node after the other, and
// returns the deliveries: every event at every subscriber.
func (wc *watchedCluster) second(b *testing.B, perSecond int) []delivery {
	b.Helper()
	want := perSecond * len(wc.subscribers)
	allc := make(chan struct{})
	wc.mu.Lock()
	wc.heard, wc.missing, wc.allc = make([]delivery, 0, want), want, allc
	wc.mu.Unlock()
	var sending sync.WaitGroup
	tick := time.NewTicker(time.Second / time.Duration(perSecond))
	defer tick.Stop()
	for range perSecond {
		<-tick.C
		number := wc.sent
		wc.sent++
		sending.Go(func() {
			event := fmt.Sprintf(`{"message":"sent at %d as number %d","fingerprint":"%d"}`, time.Now().UnixNano(), number, number%issues)
			a, err := tryPost(b.Context(), wc.doors[wc.nodeOf(number)]+"/api/v1/events", event, wc.auth)
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
	wc.mu.Lock()
	defer wc.mu.Unlock()
	if wc.wrong != nil || wc.missing > 0 {
		b.Fatalf("%d of %d are not heard; %v", wc.missing, want, wc.wrong)
	}
	return wc.heard
}

// nodeOf returns the node to which an event is sent.
func (wc *watchedCluster) nodeOf(number int) int { return number % len(wc.nodes) }

// stall adds a subscriber at a node that reads nothing, and makes the node fill
// all that the system buffers for it with long answers, so that it can write no
// more.
func (wc *watchedCluster) stall(b *testing.B, node int) net.Conn {
	for range 5 {
		conn := wc.connect(b, node)
		if clogged(b, conn) {
			return conn
		}
		conn.Close()
	}
	b.Fatal("nobody could be stalled")
	return nil
}

// clogged sends requests until the bytes that wait for the client stop growing.
// It gives up if sending takes long: a system whose own side is full may not get
// the acknowledgement, and waits longer and longer before it retransmits.
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

// queued returns how many bytes the system holds of a connection between programs
// of this machine, as one side sees it: sent, but not yet with the other side's
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
