package app

import (
	"context"
	"fmt"
	"io/fs"
	"net/url"
	"path/filepath"

	"github.com/mesh-actors/mesh/mesher/sqlstore/sqlite"
)

// A BackedUp is the outcome of a backup.
type BackedUp struct {
	File string `json:"file,omitempty"`
	// Waiting is how many bytes of events wait in the spool; the copy does not
	// contain them.
	Waiting int64 `json:"waiting_bytes"`
	// Command makes a copy of a database on a server, which this program does not
	// copy itself.
	Command []string `json:"command,omitempty"`
}

// Backup copies the embedded database into a file, whether the program runs or
// not. report is told the progress.
func Backup(ctx context.Context, c Config, path string, report func(done, all int)) (BackedUp, error) {
	c, err := c.withDefaults()
	if err != nil {
		return BackedUp{}, err
	}
	db, err := c.database()
	if err != nil {
		return BackedUp{}, err
	}
	made := BackedUp{Waiting: sizeOf(c.spool())}
	if db.remote {
		made.Command = dumpCommand(c.DatabaseURL.Reveal(), path)
		return made, nil
	}
	if err := sqlite.Backup(ctx, db.address, path, report); err != nil {
		return BackedUp{}, err
	}
	made.File = path
	return made, nil
}

// dumpCommand returns the command with which a server's own tool copies a
// database. It has no password: the tool asks for it, or finds it where it
// usually looks.
func dumpCommand(address, path string) []string {
	u, err := url.Parse(address)
	if err != nil {
		return nil // it was parsed before
	}
	if u.User != nil {
		u.User = url.User(u.User.Username())
	}
	query := u.Query()
	for _, ours := range []string{"pool_max_conns", "pool_min_conns", "password"} {
		query.Del(ours)
	}
	u.RawQuery = query.Encode()
	return []string{"pg_dump", "--format=custom", fmt.Sprintf("--file=%s", path), u.String()}
}

// sizeOf adds up the files of a folder; a folder that can't be read has none.
func sizeOf(folder string) (bytes int64) {
	filepath.WalkDir(folder, func(_ string, entry fs.DirEntry, err error) error {
		if err != nil {
			return nil
		}
		if info, err := entry.Info(); err == nil && info.Mode().IsRegular() {
			bytes += info.Size()
		}
		return nil
	})
	return bytes
}
