package schema

import (
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"
)

// A State is how far a database is. The zero State is of one that is empty.
type State struct {
	Version int64    // the last step that was taken; 0: none
	Latest  int64    // the last that this program knows
	Pending []string // those to be taken, in order, by their files' names
}

// Newer tells whether a newer program made the tables: this one can't use them.
func (s State) Newer() bool { return s.Version > s.Latest }

// Of is the state of a database that has taken the steps up to a version.
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

// LastStep asks a database that has taken any for the last one.
const LastStep = `SELECT coalesce(max(version_id), 0) FROM goose_db_version WHERE is_applied`
