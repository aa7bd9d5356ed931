// Package app is the whole program, put together: database, pipeline, HTTP.
//
// [Run] starts them in that order, each needing the one before, says where they
// are to be found, and stops them in reverse when its context ends: first no
// more requests are taken and those under way are finished, then the services
// go, then the database is closed.
//
// All that runs is one supervision tree, the HTTP server included. What comes
// back with a restart is the service, not the state of the outside world: the
// database handle and the listening socket outlive the processes that use them
// and belong to Run.
package app
