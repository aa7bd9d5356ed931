// Package pgtest starts private PostgreSQL servers for tests:
//
//	store, err := sqlstore.Open(ctx, pgtest.Shared(t).NewDatabase(t))
//
// The tests of a package share a server, on which each has databases of its own. A
// test that crashes the server, or wants other settings, starts its own by [Start].
//
// A server is of the newest version on the machine. It runs in a new folder, on
// a socket in that folder, as an unprivileged user, since PostgreSQL refuses to
// run as root. It is stopped and its folder removed when the test ends, or the
// test's process if it is shared, however that ends: the server's keeper waits at
// a pipe that closes with the process. On a machine without PostgreSQL's programs
// the test is skipped.
package pgtest
