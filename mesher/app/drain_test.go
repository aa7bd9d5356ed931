package app

import (
	"net/http"
	"testing"
	"time"
)

// A draining program says that it is not ready, and takes events all the same.
func TestDrain(t *testing.T) {
	p := launch(t, Config{Drain: time.Hour})
	readyz := p.address.local.JoinPath("readyz").String()
	ready := func() int {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, readyz, nil)
		if err != nil {
			t.Fatal(err)
		}
		a, err := do(r)
		if err != nil {
			t.Fatal(err)
		}
		return a.status
	}
	if status := ready(); status != http.StatusOK {
		t.Fatalf("before, it answers %d", status)
	}
	drainedc := make(chan struct{})
	go func() {
		defer close(drainedc)
		p.drain()
	}()
	until(t, "it is not ready", func() bool { return ready() == http.StatusServiceUnavailable })
	p.send(t, `{"message":"late"}`)
	select {
	case <-drainedc:
		t.Error("it did not drain for its time")
	default:
	}
	p.sys.Exit(p.root, errLeaving) // with nothing left to serve it need not go on
	<-drainedc
}
