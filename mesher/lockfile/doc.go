// Package lockfile lets one program at a time have a folder.
//
// [Take] locks a file in the folder, which it makes when there is none, and
// refuses with [ErrTaken] when somebody else has it: another program, or another
// part of this one. The lock is the system's own and ends with whoever holds it,
// however that ends, so a kill leaves nothing to clean up. The file stays; what
// counts is the lock on it.
package lockfile
