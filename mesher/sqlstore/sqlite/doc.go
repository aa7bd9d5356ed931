// Package sqlite keeps everything the tracker knows in one file, by the
// embedded database SQLite: [Open] makes the file and its tables, and there is
// nothing to set up.
//
// One connection writes; having it is the turn to write, for which writers wait
// as long as their contexts last. Readers have their own connections, which
// cannot write, and see whole transactions.
//
// A commit that was answered has been fsynced. Errors that blame the database
// (full disk, damaged file, closed) are of the kind Unavailable.
package sqlite
