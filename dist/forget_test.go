package dist

import (
	"fmt"
	"testing"
	"time"
)

// The last of the lost nodes are remembered, for a while; a node that left is
// not, and one that is connected, or about to be, always is.
func TestForget(t *testing.T) {
	now := time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC)
	n := &Node{peers: map[string]*peer{
		"connected": {conn: new(conn)},
		"accepted":  {reserved: true},
		"dialled":   {dialling: true, lost: now.Add(-48 * time.Hour)},
		"left":      {},
		"long ago":  {lost: now.Add(-24 * time.Hour)},
		"yesterday": {lost: now.Add(-24*time.Hour + time.Second)},
	}}
	want := func(names ...string) {
		t.Helper()
		for _, name := range names {
			if n.peers[name] == nil {
				t.Errorf("%s is forgotten", name)
			}
		}
		if len(n.peers) != len(names) {
			t.Errorf("%d are remembered, want %d", len(n.peers), len(names))
		}
	}
	n.forget(now)
	want("connected", "accepted", "dialled", "yesterday")
	last := []string{"connected", "accepted", "dialled"}
	for i := range maxLost + 500 {
		name := fmt.Sprint("lost ", i)
		n.peers[name] = &peer{lost: now.Add(time.Duration(i-maxLost-500) * time.Second)}
		if i >= 500 {
			last = append(last, name)
		}
	}
	n.forget(now)
	want(last...)
}
