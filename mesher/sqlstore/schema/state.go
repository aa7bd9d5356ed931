package schema

import (
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"
)

// A State is the version that the tables of a database have. The zero State is that
// of an empty database.
type State struct {
	Version int64    // the last step that was applied; 0: none
	Latest  int64    // the last step that this program knows
	Oldest  int64    // of a newer program's tables: the last step that a program has to know to use them
	Pending []string // steps to be applied, in order, by their files' names
}

// Newer reports whether a newer program made the tables.
func (s State) Newer() bool { return s.Version > s.Latest }

// Usable returns an error if this program can't use the tables: a newer one made
// them, and they lack what this one needs, or may.
func (s State) Usable() error {
	if s.Newer() && s.Oldest > s.Latest {
		return fmt.Errorf("its schema is version %d, for programs that know %d at least, and this program knows %d: a newer program made it, use that one",
			s.Version, s.Oldest, s.Latest)
	}
	return nil
}

// Of returns the state of a database with the steps up to a version applied.
func Of(steps fs.FS, version int64) (State, error) {
	s := State{Version: version}
	files, err := fs.Glob(steps, "*.sql") // in order: numbers have leading zeros
	if err != nil {
		return s, err
	}
	for _, file := range files {
		number, _, _ := strings.Cut(path.Base(file), "_")
		if s.Latest, err = strconv.ParseInt(number, 10, 64); err != nil {
			return s, fmt.Errorf("the step %s has no number", file)
		}
		if s.Latest > version {
			s.Pending = append(s.Pending, file)
		}
	}
	return s, nil
}

// LastStep queries a database with any steps applied for the last one.
const LastStep = `SELECT coalesce(max(version_id), 0) FROM goose_db_version WHERE is_applied`

// OldestProgram queries a database that a newer program made for the last step
// that a program has to know.
const OldestProgram = `
SELECT coalesce(max(coalesce(c.since, s.version_id)), 0)
FROM goose_db_version AS s LEFT JOIN compatible_steps AS c ON c.step = s.version_id WHERE s.is_applied`
