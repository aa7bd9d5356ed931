package server

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"testing"
)

// behind returns a server behind proxies in two networks.
func behind(w *world) *Server {
	c := w.config()
	c.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("2001:db8:1::/48")}
	return New(c)
}

func TestForwarded(t *testing.T) {
	for _, c := range []struct {
		about, from string
		forwarded   []string
		want        string
	}{
		{"by nobody", "203.0.113.9:1", nil, "203.0.113.9"},
		{"by who is no proxy", "203.0.113.9:1", []string{"198.51.100.7"}, "203.0.113.9"},
		{"by a proxy", "10.0.0.1:1", []string{"198.51.100.7"}, "198.51.100.7"},
		{"by a proxy over IPv4 in IPv6", "[::ffff:10.0.0.1]:1", []string{"198.51.100.7"}, "198.51.100.7"},
		{"by a proxy over IPv6", "[2001:db8:1::1]:1", []string{"2001:db8:2::7"}, "2001:db8:2::7"},
		{"by two", "10.0.0.1:1", []string{"198.51.100.7, 10.0.0.2"}, "198.51.100.7"},
		{"by two, in a field each", "10.0.0.1:1", []string{"198.51.100.7", "10.0.0.2"}, "198.51.100.7"},
		{"with what the client made up", "10.0.0.1:1", []string{"192.0.2.1, 10.0.0.3, 198.51.100.7"}, "198.51.100.7"},
		{"with a port", "10.0.0.1:1", []string{"198.51.100.7:4711"}, "198.51.100.7"},
		{"with brackets", "10.0.0.1:1", []string{"[2001:db8:2::7]"}, "2001:db8:2::7"},
		{"from inside", "10.0.0.1:1", []string{"10.0.0.9, 10.0.0.2"}, "10.0.0.9"},
		{"without the field", "10.0.0.1:1", nil, "10.0.0.1"},
		{"with what is no address", "10.0.0.1:1", []string{"198.51.100.7, unknown"}, "10.0.0.1"},
		{"through a proxy that does not know", "10.0.0.1:1", []string{"198.51.100.7, unknown, 10.0.0.2"}, "10.0.0.2"},
	} {
		t.Run(c.about, func(t *testing.T) {
			r := httptest.NewRequest(http.MethodGet, "/", nil)
			r.RemoteAddr = c.from
			r.Header["X-Forwarded-For"] = c.forwarded
			if got := clientIP(behind(new(world)).forwarded(r)); got != netip.MustParseAddr(c.want) {
				t.Errorf("the client is %v, want %v", got, c.want)
			}
			if r.RemoteAddr != c.from {
				t.Error("the request itself was changed")
			}
		})
	}
}

// An event has the address of the client, not that of the proxy.
func TestAnEventComesFromTheClient(t *testing.T) {
	w := new(world)
	r := httptest.NewRequest(http.MethodPost, "/api/v1/events", nil)
	r.RemoteAddr = "10.0.0.1:4711"
	r.Header.Set("X-Forwarded-For", "198.51.100.7")
	r.Header.Set("X-Sentry-Auth", shopKey.Value)
	if answer := ask(t, behind(w), r); answer.Code != http.StatusAccepted {
		t.Fatalf("got %d %s", answer.Code, answer.Body)
	}
	if got := w.submitted[0].ClientIP; got != netip.MustParseAddr("198.51.100.7") {
		t.Errorf("it came from %v", got)
	}
}

// Whatever a client writes, its request comes from the address that the proxy
// saw.
func FuzzForwarded(f *testing.F) {
	f.Add("192.0.2.1, 10.0.0.3")
	f.Add("unknown,[::1]:1,::ffff:10.0.0.1%eth0,")
	s := behind(new(world))
	f.Fuzz(func(t *testing.T, written string) {
		for _, fields := range [][]string{{written + ", 198.51.100.7"}, {written, "198.51.100.7, 10.0.0.2"}} {
			r := httptest.NewRequest(http.MethodGet, "/", nil)
			r.RemoteAddr = "10.0.0.1:1"
			r.Header["X-Forwarded-For"] = slices.Clone(fields)
			if got := clientIP(s.forwarded(r)); got != netip.MustParseAddr("198.51.100.7") {
				t.Errorf("by %q the client is %v", fields, got)
			}
		}
	})
}
