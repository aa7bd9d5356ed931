package app

import (
	"errors"
	"fmt"
	"os"

	"github.com/mesh-actors/mesh/mesher/lockfile"
)

// takeFolder makes the data folder, for its owner's eyes only, when there is
// none, and takes it for this program alone. Two on one folder would drain one
// spool, and each remove what the other leaves there.
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
