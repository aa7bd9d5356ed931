package notify_test

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/notify"
)

// A fickle is a name that resolves to another address each time, and to the last
// one from then on.
type fickle struct {
	addresses []netip.Addr
	asked     atomic.Int64
}

// resolver queries it as a name server, over a connection in memory.
func (f *fickle) resolver() *net.Resolver {
	return &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		ours, theirs := net.Pipe()
		go f.serve(theirs) // until the resolver closes its end
		return ours, nil
	}}
}

// serve answers queries as DNS over TCP does: each message is preceded by its
// length.
func (f *fickle) serve(c net.Conn) {
	defer c.Close()
	for {
		var size [2]byte
		if _, err := io.ReadFull(c, size[:]); err != nil {
			return
		}
		question := make([]byte, binary.BigEndian.Uint16(size[:]))
		if _, err := io.ReadFull(c, question); err != nil {
			return
		}
		answer := f.answer(question)
		if _, err := c.Write(append(binary.BigEndian.AppendUint16(nil, uint16(len(answer))), answer...)); err != nil {
			return
		}
	}
}

func (f *fickle) answer(question []byte) []byte {
	end := 12 // of the name, after the header
	for question[end] != 0 {
		end += int(question[end]) + 1
	}
	end += 5 // the root, the type and the class
	answer := append([]byte(nil), question[:end]...)
	answer[2], answer[3] = 0x81, 0x80   // an answer, without an error
	copy(answer[6:12], make([]byte, 6)) // no records, unless
	if kind := binary.BigEndian.Uint16(question[end-4:]); kind == 1 {
		n := min(int(f.asked.Add(1)), len(f.addresses))
		answer[7] = 1
		answer = append(answer, 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4) // that name has an address for 0 seconds
		ip := f.addresses[n-1].As4()
		answer = append(answer, ip[:]...)
	}
	return answer
}

// A name that resolves to a good address when the rule is made, or at the first
// attempt, and to this machine at the next, gains nothing.
func TestANameThatChangesItsMind(t *testing.T) {
	good, bad := netip.MustParseAddr("127.0.0.2"), netip.MustParseAddr("127.0.0.1")
	var reached [2]atomic.Int64
	serve := func(address string, count *atomic.Int64) *httptest.Server {
		l, err := net.Listen("tcp", address)
		if err != nil {
			t.Skipf("this machine has no such address: %v", err)
		}
		s := &httptest.Server{Listener: l, Config: &http.Server{Handler: http.HandlerFunc(func(http.ResponseWriter, *http.Request) { count.Add(1) })}}
		s.Start()
		t.Cleanup(s.Close)
		return s
	}
	first := serve(good.String()+":0", &reached[0])
	_, port, _ := net.SplitHostPort(first.Listener.Addr().String())
	serve(bad.String()+":"+port, &reached[1])

	name := &fickle{addresses: []netip.Addr{good, bad}}
	n := newNotifier(t, notify.Config{AllowNetworks: []netip.Prefix{netip.PrefixFrom(good, 32)}, Resolver: name.resolver()})
	hook := webhook("http://hook.example.com:" + port)
	if err := n.Send(t.Context(), hook, aNotice()); err != nil {
		t.Fatalf("the first attempt: %v", err)
	}
	err := n.Send(t.Context(), hook, aNotice())
	if err == nil || !strings.Contains(err.Error(), "private network") {
		t.Errorf("the second attempt: got %v, want it refused", err)
	}
	if reached[0].Load() != 1 || reached[1].Load() != 0 || name.asked.Load() < 2 {
		t.Errorf("the good address was reached %d times, the other %d; the name was asked for %d times",
			reached[0].Load(), reached[1].Load(), name.asked.Load())
	}
}

// The error of a failed look-up does not name the server that was asked.
func TestLookUpsKeepToThemselvesWhoWasAsked(t *testing.T) {
	n := newNotifier(t, notify.Config{Resolver: &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		return nil, errors.New("dial udp 10.0.0.53:53: refused")
	}}})
	err := n.Send(t.Context(), mesher.Action{Type: mesher.Webhook, URL: "http://hooks.example.com/secret"}, mesher.Notice{})
	if err == nil || err.Error() != "the host hooks.example.com can't be looked up" {
		t.Errorf("the error is %v", err)
	}
}
