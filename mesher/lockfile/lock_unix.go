//go:build unix

package lockfile

import (
	"errors"
	"os"
	"syscall"
)

// open opens the file with a lock that belongs to this opening of it: a second
// one within this program is refused too.
func open(path string) (*os.File, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	for {
		err = syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if !errors.Is(err, syscall.EINTR) {
			break
		}
	}
	if errors.Is(err, syscall.EWOULDBLOCK) {
		err = ErrTaken
	}
	if err != nil {
		file.Close()
		return nil, err
	}
	return file, nil
}

// unlock ends the lock for all who have the file open by that opening. Closing it is
// not enough: a program that is just being started has a copy of every open file,
// until it begins to run.
func unlock(file *os.File) { syscall.Flock(int(file.Fd()), syscall.LOCK_UN) } // fails where that was done
