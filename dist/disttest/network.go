package disttest

import (
	"hash/fnv"
	"math/rand/v2"
	"sync"
	"time"
)

// A Network is a set of hosts and the lines between them. Any number of goroutines
// may use it.
type Network struct {
	seed uint64
	line Line // the line between hosts that were given no other

	mu     sync.Mutex // guards the fields below, and everything that belongs to the network
	hosts  map[string]*Host
	ways   map[[2]string]*way
	mended chan struct{} // closed and replaced when a way is mended
}

// A Line is how bytes get from one host to another. The zero Line is perfect.
type Line struct {
	// Delay is the minimum time for bytes to arrive, and Jitter the most that chance
	// adds.
	Delay, Jitter time.Duration
	// Bandwidth is in bytes per second, for all connections together; 0: unlimited.
	Bandwidth int
	// Loss is the chance, from 0 to 1, that a packet must be sent again, which takes
	// 200 ms.
	Loss float64
	// Buffer is how many bytes of a connection may be under way or wait to be read (0:
	// 64 KiB).
	Buffer int
}

const (
	defaultBuffer = 64 << 10
	packet        = 16 << 10 // the largest
	resend        = 200 * time.Millisecond
)

// A way is a line in use, in one direction.
type way struct {
	line  Line
	cut   bool
	free  time.Time // when everything sent has left
	met   uint64    // connections so far
	pipes map[*pipe]bool
}

// New makes a network with randomness from seed, whose hosts are all connected by
// such lines.
func New(seed uint64, line Line) *Network {
	return &Network{
		seed:   seed,
		line:   line,
		hosts:  make(map[string]*Host),
		ways:   make(map[[2]string]*way),
		mended: make(chan struct{}),
	}
}

// Host returns the host of that name: always the same one.
func (n *Network) Host(name string) *Host {
	n.mu.Lock()
	defer n.mu.Unlock()
	h := n.hosts[name]
	if h == nil {
		h = &Host{network: n, name: name, listeners: make(map[string]*listener), port: firstPort}
		n.hosts[name] = h
	}
	return h
}

// SetLine changes the line in one direction, for everything sent from now on.
func (n *Network) SetLine(from, to string, line Line) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.way(from, to).line = line
}

// Cut stops everything from one host to another. It does not stop the other
// direction.
func (n *Network) Cut(from, to string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.way(from, to).sever(time.Now())
}

// Mend lets through again what Cut stopped.
func (n *Network) Mend(from, to string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.way(from, to).mend(time.Now())
	n.hasMended()
}

// Partition cuts all lines between hosts of different groups, both ways. Hosts in
// no group form one of their own. Lines within a group, and those of hosts that
// nobody has asked for yet, stay as they are.
func (n *Network) Partition(groups ...[]string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	group := make(map[string]int)
	for i, hosts := range groups {
		for _, h := range hosts {
			group[h] = i + 1
		}
	}
	for from := range n.hosts {
		for to := range n.hosts {
			if group[from] != group[to] {
				n.way(from, to).sever(time.Now())
			}
		}
	}
}

// Heal mends all lines.
func (n *Network) Heal() {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, w := range n.ways {
		w.mend(time.Now())
	}
	n.hasMended()
}

// Reset breaks all connections between two hosts: both ends are told at once, and
// everything under way is lost.
func (n *Network) Reset(a, b string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, w := range []*way{n.way(a, b), n.way(b, a)} {
		for p := range w.pipes {
			p.abort()
		}
	}
}

// way returns the way from one host to another. The caller holds the lock.
func (n *Network) way(from, to string) *way {
	key := [2]string{from, to}
	w := n.ways[key]
	if w == nil {
		w = &way{line: n.line, pipes: make(map[*pipe]bool)}
		n.ways[key] = w
	}
	return w
}

// hasMended wakes those that wait for a way to be mended.
func (n *Network) hasMended() {
	close(n.mended)
	n.mended = make(chan struct{})
}

// chance returns the randomness of one direction of the next connection of two
// hosts.
func (n *Network) chance(from, to string) *rand.Rand {
	w := n.way(from, to)
	w.met++
	h := fnv.New64a()
	h.Write([]byte(from + "\x00" + to))
	return rand.New(rand.NewPCG(n.seed, h.Sum64()+w.met))
}

// takes returns how long the next packet takes once it has left.
func (w *way) takes(chance *rand.Rand) time.Duration {
	d := w.line.Delay
	if w.line.Jitter > 0 {
		d += time.Duration(chance.Int64N(int64(w.line.Jitter)))
	}
	if w.line.Loss > 0 && chance.Float64() < w.line.Loss {
		d += resend
	}
	return d
}

// leaves returns when this many more bytes have left, if sent at that time.
func (w *way) leaves(from time.Time, bytes int) time.Time {
	if bytes == 0 || w.line.Bandwidth == 0 {
		return from
	}
	if w.free.Before(from) {
		w.free = from
	}
	w.free = w.free.Add(time.Duration(bytes) * time.Second / time.Duration(w.line.Bandwidth))
	return w.free
}

// buffer returns how many bytes of a connection may be under way.
func (w *way) buffer() int {
	if w.line.Buffer == 0 {
		return defaultBuffer
	}
	return w.line.Buffer
}

func (w *way) sever(now time.Time) {
	if w.cut {
		return
	}
	w.cut = true
	for p := range w.pipes {
		p.stop(now)
	}
}

func (w *way) mend(now time.Time) {
	if !w.cut {
		return
	}
	w.cut = false
	for p := range w.pipes {
		p.resume(now)
	}
}
