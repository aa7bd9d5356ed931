package app

import (
	"errors"
	"fmt"
	"os"

	"github.com/mesh-actors/mesh/mesher/lockfile"
)

// takeFolder makes the data folder if there is none, readable by its owner only,
// and locks it for this program. Two programs on one folder would drain one
// spool, and remove each other's files.
func takeFolder(dir string) (*lockfile.Lock, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the data folder: %w", err)
	}
	l, err := lockfile.Take(dir)
	if errors.Is(err, lockfile.ErrTaken) {
		return nil, fmt.Errorf("the data folder %s is in use by another Mesher: stop that, or choose another folder with --data-dir or MESHER_DATA_DIR", dir)
	}
	return l, err
}
