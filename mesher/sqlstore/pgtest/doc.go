// Package pgtest starts a private PostgreSQL server for tests:
//
//	server := pgtest.Start(t)
//	store, err := sqlstore.Open(ctx, server.NewDatabase(t))
//
// The server is of the newest version on the machine. It runs in a new folder, on
// a socket in that folder, as an unprivileged user, since PostgreSQL refuses to
// run as root. It is stopped and its folder removed when the test ends, however
// that ends: the server's keeper waits at a pipe that closes with the test's
// process. On a machine without PostgreSQL's programs the test is skipped.
package pgtest
