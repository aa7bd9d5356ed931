package dist

import (
	"testing"
	"time"
)

func TestBackoff(t *testing.T) {
	b := backoff{most: time.Second}
	for i, want := range []time.Duration{100, 200, 400, 800, 1000, 1000} {
		want *= time.Millisecond
		random := float64(i%3) / 3
		if got := b.next(random); got < want/2 || got > want {
			t.Errorf("pause %d is %v, want %v to %v", i, got, want/2, want)
		}
	}
	b.parted(time.Millisecond)
	if got := b.next(0); got != 500*time.Millisecond {
		t.Errorf("after a connection that was none it waits %v", got)
	}
	b.parted(time.Second)
	if got := b.next(0); got != 50*time.Millisecond {
		t.Errorf("starts over with %v", got)
	}
	if a, b := (&backoff{most: time.Second}).next(0), (&backoff{most: time.Second}).next(0.9); a == b {
		t.Error("all wait as long")
	}
}
