package disttest_test

import (
	"context"
	"errors"
	"net"
	"reflect"
	"slices"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mesh-actors/mesh/dist/disttest"
)

func TestDelayAndBandwidth(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := disttest.New(1, disttest.Line{Delay: 50 * ms})
		var a, b net.Conn
		took(t, 100*ms, func() { a, b = pair(t, n) })
		took(t, 50*ms, func() { send(t, a, "hello"); expect(t, b, "hello") })

		n.SetLine("a", "b", disttest.Line{Delay: 50 * ms, Bandwidth: 1000, Buffer: 1 << 20})
		took(t, 0, func() { send(t, a, string(make([]byte, 10_000))) })
		took(t, 10*time.Second+50*ms, func() { expect(t, b, string(make([]byte, 10_000))) })
		took(t, 50*ms, func() { send(t, b, "back"); expect(t, a, "back") })
	})
}

// A connection keeps its order whatever the line does; of two connections, the
// later one may be faster.
func TestOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := disttest.New(1, disttest.Line{Jitter: 100 * ms, Loss: 0.2})
		var want []byte
		a, b := pair(t, n)
		for i := range 500 {
			want = append(want, byte(i))
			send(t, a, string(want[i:]))
		}
		expect(t, b, string(want))

		overtaken := 0
		for range 50 {
			a1, b1 := pair(t, n)
			a2, b2 := pair(t, n)
			send(t, a1, "1")
			send(t, a2, "2")
			arrivals := make(chan string, 2)
			for _, c := range []net.Conn{b1, b2} {
				go func() {
					one := make([]byte, 1)
					c.Read(one)
					arrivals <- string(one)
				}()
			}
			if <-arrivals == "2" {
				overtaken++
			}
			<-arrivals
		}
		if overtaken == 0 || overtaken == 50 {
			t.Errorf("%d of 50 were overtaken", overtaken)
		}
	})
}

// The same seed gives the same delays; but different ones for each connection.
func TestSeed(t *testing.T) {
	arrivals := func(seed uint64) (at [2][]time.Duration) {
		synctest.Test(t, func(t *testing.T) {
			n := disttest.New(seed, disttest.Line{Jitter: time.Second, Loss: 0.5})
			for i := range at {
				a, b := pair(t, n)
				for range 20 {
					began := time.Now()
					send(t, a, "x")
					expect(t, b, "x")
					at[i] = append(at[i], time.Since(began))
				}
			}
		})
		return at
	}
	seven, eight := arrivals(7), arrivals(8)
	if again := arrivals(7); !reflect.DeepEqual(seven, again) {
		t.Errorf("seed 7 gives %v and then %v", seven, again)
	}
	for _, other := range [][]time.Duration{seven[1], eight[0], eight[1]} {
		if slices.Equal(seven[0], other) {
			t.Errorf("the first connection of seed 7 and another one both give %v", other)
		}
	}
}

// A cut line holds back data sent in that direction, and nothing else.
func TestCut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := disttest.New(1, disttest.Line{Delay: 10 * ms})
		a, b := pair(t, n)
		send(t, a, "arrived, ")
		time.Sleep(10 * ms)
		send(t, a, "under way, ")
		n.Cut("a", "b")
		send(t, a, "cut")
		expect(t, b, "arrived, ")
		silent(t, b, time.Hour)
		send(t, b, "other way")
		expect(t, a, "other way")
		n.Mend("a", "b")
		took(t, 10*ms, func() { expect(t, b, "under way, cut") })
	})
}

func TestPartition(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := disttest.New(1, disttest.Line{})
		ab1, ab2 := pair(t, n)
		n.Host("c")
		listener, err := n.Host("d").Listen(t.Context(), ":7000")
		if err != nil {
			t.Fatal(err)
		}
		n.Partition([]string{"a"}, []string{"d"}) // and b with c

		send(t, ab1, "x")
		silent(t, ab2, time.Minute)
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		took(t, time.Minute, func() {
			if _, err := n.Host("a").Dial(ctx, "d:7000"); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("dialled across: %v", err)
			}
		})
		if _, err := n.Host("b").Dial(t.Context(), "c:1"); !errors.Is(err, syscall.ECONNREFUSED) {
			t.Errorf("within a group: %v", err)
		}
		time.AfterFunc(time.Hour, n.Heal)
		took(t, time.Hour, func() {
			if _, err := n.Host("c").Dial(t.Context(), "d:7000"); err != nil {
				t.Errorf("dialled when it was healed: %v", err)
			}
		})
		expect(t, ab2, "x")
		listener.Close()
	})
}

func TestReset(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := disttest.New(1, disttest.Line{})
		a, b := pair(t, n)
		other, _ := pair(t, disttest.New(1, disttest.Line{}))
		time.AfterFunc(time.Second, func() { n.Reset("b", "a") })
		for _, c := range []net.Conn{a, b} {
			if _, err := c.Read(make([]byte, 1)); !errors.Is(err, syscall.ECONNRESET) {
				t.Errorf("read: %v", err)
			}
			if _, err := c.Write(make([]byte, 1)); !errors.Is(err, syscall.ECONNRESET) {
				t.Errorf("write: %v", err)
			}
		}
		send(t, other, "x")
	})
}
