package dist

import "testing"

func TestIsLocal(t *testing.T) {
	for address, want := range map[string]bool{
		"127.0.0.1:4369": true, "127.1.2.3:4369": true, "[::1]:4369": true, "localhost:4369": true,
		":4369": false, "0.0.0.0:4369": false, "[::]:4369": false, "10.0.0.1:4369": false, "localhost.example.com:4369": false, "127.0.0.1": false,
	} {
		if got := isLocal(address); got != want {
			t.Errorf("%q: %v, want %v", address, got, want)
		}
	}
}
