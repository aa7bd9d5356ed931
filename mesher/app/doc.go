// Package app is the whole program, put together: database, pipeline, HTTP.
//
// [Run] starts them in that order, each needing the one before, says where they
// can be reached, and stops them in reverse when its context ends: first it takes
// no more requests and finishes those under way, then it stops the services, then
// it closes the database.
//
// Everything that runs is one supervision tree, the HTTP server included. A
// restart brings back the service, but not the state of the outside world: the
// database handle and the listening socket outlive the processes that use them
// and belong to Run.
package app
