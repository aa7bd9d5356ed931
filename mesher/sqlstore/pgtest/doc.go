// Package pgtest starts a private PostgreSQL server for tests:
//
//	server := pgtest.Start(t)
//	store, err := sqlstore.Open(ctx, server.NewDatabase(t))
//
// The server is its own, of the machine's newest version: in a new folder, on a
// socket in that folder, owned by an unprivileged user, as PostgreSQL refuses
// to run as root. It is stopped and its folder removed when the test ends,
// however that ends: the server's keeper waits at a pipe that closes with the
// test's process. A machine without PostgreSQL's programs skips the test.
package pgtest
