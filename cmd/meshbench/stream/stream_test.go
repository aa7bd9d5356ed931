package stream

import (
	"bytes"
	"io"
	"testing"
)

func TestServe(t *testing.T) {
	for name, n := range map[string]network{"tcp": plain{}, "tls": encrypted{}} {
		t.Run(name, func(t *testing.T) {
			address, err := serve(n)
			if err != nil {
				t.Fatal(err)
			}
			t.Run("each is sent back", func(t *testing.T) { echoes(t, n, address) })
			t.Run("all are swallowed", func(t *testing.T) { swallows(t, n, address) })
		})
	}
}

func echoes(t *testing.T, n network, address string) {
	c, err := open(n, address, order{Size: 5})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for _, said := range []string{"hello", "again"} {
		m := []byte(said)
		if err := roundTrip(c, m); err != nil || string(m) != said {
			t.Errorf("got %q back, error %v", m, err)
		}
	}
}

// The answer is the last message's first byte, so it can't have come earlier.
func swallows(t *testing.T, n network, address string) {
	c, err := open(n, address, order{Size: 3, Count: 2})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for _, m := range []string{"one", "two"} {
		if _, err := c.Write([]byte(m)); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := io.ReadAll(c); err != nil || !bytes.Equal(got, []byte("t")) {
		t.Errorf("answer %q, error %v; want the first byte of the last message", got, err)
	}
}
