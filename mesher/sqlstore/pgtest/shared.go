package pgtest

import (
	"errors"
	"sync"
	"testing"
)

// shared is started at its first use. Nothing stops it: it ends with this
// process.
var shared = sync.OnceValues(func() (*Server, error) {
	return start("", []string{"fsync = off", "deadlock_timeout = 10ms", "max_connections = 100"})
})

// Shared returns the server that all tests of a package may share, as most do:
// making a server takes ten times as long as making a database. It is quick
// rather than careful, detects deadlocks at once, and is not for tests that crash
// it or read its log.
func Shared(tb testing.TB) *Server {
	tb.Helper()
	s, err := shared()
	if errors.Is(err, errMissing) {
		tb.Skip(err)
	}
	if err != nil {
		tb.Fatal(err)
	}
	return s
}
