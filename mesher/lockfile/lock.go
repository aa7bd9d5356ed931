package lockfile

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// ErrTaken is returned when the folder is in use.
var ErrTaken = errors.New("it is in use by another program")

// name is the file's name within the folder.
const name = "in-use"

// A Lock is the lock on one folder.
type Lock struct{ file *os.File }

// Take locks a folder, which must exist. It does not wait: if the folder is in
// use the error is [ErrTaken].
func Take(folder string) (*Lock, error) {
	file, err := open(filepath.Join(folder, name))
	if err != nil {
		return nil, fmt.Errorf("take folder %s: %w", folder, err)
	}
	return &Lock{file}, nil
}

// Release unlocks the folder. A second call does nothing.
func (l *Lock) Release() error {
	unlock(l.file)
	if err := l.file.Close(); !errors.Is(err, os.ErrClosed) {
		return err
	}
	return nil
}
