// Package lockfile locks a folder to one program at a time.
//
// [Take] locks a file in the folder, which it makes if there is none, and returns
// [ErrTaken] if the folder is in use, by another program or another part of this
// one. The lock is the system's own and ends with its holder, however that ends,
// so a kill leaves nothing to clean up. The file stays; only the lock on it
// counts.
package lockfile
