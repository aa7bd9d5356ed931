package dump

import (
	"slices"

	"github.com/mesh-actors/mesh/mesher"
)

// check says why a dump can't be read.
func (h Header) check() error {
	if h.Version != Version {
		return mesher.Errorf(mesher.Invalid, "the dump is of version %d, and this program reads version %d: use the program that made it", h.Version, Version)
	}
	same := func(a, b Table) bool { return a.Name == b.Name && slices.Equal(a.Columns, b.Columns) }
	if !slices.EqualFunc(h.Tables, Tables(), same) {
		return mesher.Errorf(mesher.Invalid, "the dump has other tables than this program: use the program that made it")
	}
	return nil
}
