package app

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/access"
	"github.com/mesh-actors/mesh/mesher/live"
	"github.com/mesh-actors/mesh/runtime/service"
)

// BenchmarkLive has many watch one project, second by second: through one of
// steady events, and then one in which somebody more watches, who takes nothing.
// "p50-ms" and "p99-ms" are how long a message takes from the client that posts
// the event to one that watches, in the median of these seconds; "x-p50" and
// "x-p99", how many times as long beside the one that is stalled; "lost", how many
// of a thousand a watcher missed as it was too slow. Clients share the processor.
// Use -benchtime=20x.
func BenchmarkLive(b *testing.B) {
	for _, c := range []struct{ watchers, perSecond int }{{1000, 20}, {100, 200}} {
		b.Run(fmt.Sprintf("watchers=%d/rate=%d", c.watchers, c.perSecond), func(b *testing.B) {
			g := newGallery(b)
			idle := inUse()
			for range c.watchers {
				g.seats = append(g.seats, g.connect(b))
			}
			each := (inUse() - idle) / c.watchers
			g.watch()
			g.second(b, c.perSecond) // the first is another
			var alone, beside seconds
			used := usedBy(os.Getpid())
			for b.Loop() {
				alone.add(g.second(b, c.perSecond))
				stalled := g.stall(b)
				beside.add(g.second(b, c.perSecond))
				stalled.Close()
			}
			used = usedBy(os.Getpid()) - used
			messages := alone.messages + beside.messages
			b.ReportMetric(1000-1000*float64(messages)/float64(2*b.N*c.perSecond*c.watchers), "lost")
			b.ReportMetric(median(alone.p50), "p50-ms")
			b.ReportMetric(median(alone.p99), "p99-ms")
			b.ReportMetric(median(beside.p50)/median(alone.p50), "x-p50")
			b.ReportMetric(median(beside.p99)/median(alone.p99), "x-p99")
			b.ReportMetric(float64(used.Microseconds())/float64(messages), "cpu-µs/message")
			b.ReportMetric(float64(each), "B/watcher")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// seconds are what was measured in some.
type seconds struct {
	messages int
	p50, p99 []float64 // of each, in milliseconds
}

func (s *seconds) add(took []time.Duration) {
	if len(took) == 0 {
		return
	}
	slices.Sort(took)
	s.messages += len(took)
	s.p50 = append(s.p50, took[len(took)/2].Seconds()*1e3)
	s.p99 = append(s.p99, took[len(took)*99/100].Seconds()*1e3)
}

func median(of []float64) float64 {
	slices.Sort(of)
	return of[len(of)/2]
}

// A gallery is a program that many watch. They know as little of WebSockets as
// they can, so that what is measured is the server's.
type gallery struct {
	*program
	token string
	seats []net.Conn

	arrivals atomic.Int64
	mu       sync.Mutex // guards took
	took     []time.Duration
}

func newGallery(b *testing.B) *gallery {
	p, err := start(b.Context(), Config{DataDir: b.TempDir(), RateLimit: -1, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		b.Fatal(err)
	}
	g := &gallery{program: p}
	b.Cleanup(func() {
		for _, seat := range g.seats {
			seat.Close()
		}
		http.DefaultClient.CloseIdleConnections()
		p.stop()
	})
	in, err := p.gate.SetUpHere(b.Context(), access.Newcomer{Email: "ada@example.com", Password: "correct horse battery"}, "", "", access.Client{})
	if err != nil {
		b.Fatal(err)
	}
	_, secret, err := p.gate.CreateToken(b.Context(), in.Asker, "bench", mesher.MemberRole)
	if err != nil {
		b.Fatal(err)
	}
	g.token = secret.Reveal()
	return g
}

// connect opens a stream, of which nothing is read yet.
func (g *gallery) connect(b *testing.B) net.Conn {
	conn, err := net.Dial("tcp", g.address.local.Host)
	if err != nil {
		b.Fatal(err)
	}
	conn.(*net.TCPConn).SetReadBuffer(16 << 10)
	fmt.Fprintf(conn, "GET /stream/projects/default HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"+
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n", g.token)
	var head []byte
	for one := make([]byte, 1); !bytes.HasSuffix(head, []byte("\r\n\r\n")); head = append(head, one[0]) {
		if _, err := io.ReadFull(conn, one); err != nil {
			b.Fatal(err)
		}
	}
	if !bytes.HasPrefix(head, []byte("HTTP/1.1 101")) {
		b.Fatalf("got %s", head)
	}
	return conn
}

// watch has all read on.
func (g *gallery) watch() {
	for _, seat := range g.seats {
		go func() {
			r := bufio.NewReaderSize(seat, 4<<10)
			for {
				kind, message, err := readFrame(r)
				if err != nil {
					return
				}
				if kind == pingFrame {
					seat.Write(append([]byte{pongFrame, 0x80 | byte(len(message)), 0, 0, 0, 0}, message...))
					continue
				}
				_, after, ok := bytes.Cut(message, []byte(`"message":"sent at `))
				if !ok {
					continue
				}
				at, _, _ := bytes.Cut(after, []byte(`"`))
				if n, err := strconv.ParseInt(string(at), 10, 64); err == nil {
					g.arrived(time.Since(time.Unix(0, n)))
				}
			}
		}()
	}
}

func (g *gallery) arrived(took time.Duration) {
	g.mu.Lock()
	g.took = append(g.took, took)
	g.mu.Unlock()
	g.arrivals.Add(1)
}

// The first bytes of frames: of a message, of a ping and of its answer.
const textFrame, pingFrame, pongFrame = 0x81, 0x89, 0x8a

// readFrame reads one that a server sends.
func readFrame(r *bufio.Reader) (kind byte, message []byte, err error) {
	var head [2]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return 0, nil, err
	}
	length := int(head[1] & 0x7f)
	if length == 126 {
		var more [2]byte
		if _, err := io.ReadFull(r, more[:]); err != nil {
			return 0, nil, err
		}
		length = int(binary.BigEndian.Uint16(more[:]))
	}
	message = make([]byte, length)
	_, err = io.ReadFull(r, message)
	return head[0], message, err
}

// second sends steadily for one, and gives how long each message took to each
// watcher.
func (g *gallery) second(b *testing.B, perSecond int) []time.Duration {
	want := perSecond * len(g.seats)
	g.mu.Lock()
	g.took = make([]time.Duration, 0, want)
	g.mu.Unlock()
	before := g.arrivals.Load()
	var sending sync.WaitGroup
	tick := time.NewTicker(time.Second / time.Duration(perSecond))
	defer tick.Stop()
	for range perSecond {
		<-tick.C
		sending.Go(func() {
			event := fmt.Sprintf(`{"message":"sent at %d"}`, time.Now().UnixNano())
			a, err := tryPost(b.Context(), g.events(), event, g.auth())
			if err != nil || a.status != http.StatusAccepted {
				b.Errorf("%d, %v", a.status, err)
			}
		})
	}
	sending.Wait()
	for deadline := time.Now().Add(3 * time.Second); g.arrivals.Load() < before+int64(want) && time.Now().Before(deadline); {
		time.Sleep(time.Millisecond)
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.took
}

// stall has one more watch that takes nothing, and has the server fill all that
// the system holds for it with long answers, so that it can write no more.
func (g *gallery) stall(b *testing.B) net.Conn {
	conn := g.connect(b)
	say := func(what string) {
		frame := binary.BigEndian.AppendUint16([]byte{textFrame, 0x80 | 126}, uint16(len(what)))
		if _, err := conn.Write(append(append(frame, 0, 0, 0, 0), what...)); err != nil {
			b.Fatal(err)
		}
	}
	for range 1500 {
		say(`{"` + strings.Repeat("x", 4000) + `":1}`) // it is quoted in the answer
	}
	// All events have this level; when it is known, the rest was heard.
	say(`{"type":"subscribe","filters":{"level":"error"}}` + strings.Repeat(" ", 126))
	for heard := false; !heard; time.Sleep(5 * time.Millisecond) {
		all, err := service.Call[[]live.Listener](b.Context(), g.sys, live.Manager, live.GetListeners{})
		if err != nil {
			b.Fatal(err)
		}
		heard = slices.ContainsFunc(all, func(l live.Listener) bool { return l.Filter.Level == "error" && l.Waiting > 50 })
	}
	return conn
}

// inUse is what heap and stacks hold after a collection.
func inUse() int {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int(m.HeapInuse + m.StackInuse)
}
