package lockfile

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// ErrTaken says that somebody else has the folder.
var ErrTaken = errors.New("it is in use by another program")

// name is that of the file, within the folder.
const name = "in-use"

// A Lock is one folder, taken.
type Lock struct{ file *os.File }

// Take takes a folder, which must be there. It does not wait: the error is
// [ErrTaken] when somebody else has it.
func Take(folder string) (*Lock, error) {
	file, err := open(filepath.Join(folder, name))
	if err != nil {
		return nil, fmt.Errorf("take folder %s: %w", folder, err)
	}
	return &Lock{file}, nil
}

// Release gives the folder back. Again, it does nothing.
func (l *Lock) Release() error {
	unlock(l.file)
	if err := l.file.Close(); !errors.Is(err, os.ErrClosed) {
		return err
	}
	return nil
}
