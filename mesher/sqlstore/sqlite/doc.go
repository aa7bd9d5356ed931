// Package sqlite stores everything the tracker knows in one file, with the
// embedded database SQLite: [Open] creates the file and its tables, and there is
// nothing to set up.
//
// One connection writes; writers wait for their turn to have it until their
// contexts end. Readers have their own connections, which cannot write, and see
// only whole transactions.
//
// A commit that was answered has been fsynced. Errors that blame the database
// (full disk, damaged file, closed) are of the kind Unavailable.
package sqlite
