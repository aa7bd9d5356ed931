package sqlite

import (
	"database/sql"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher/sqlstore/tally"
)

// known is what batches have learned about issues: queries for it are a fifth of
// a batch's work. It passes from one batch to the next as long as nobody else
// writes: any other transaction of ours, a failed batch, and a change of the file
// by another program clear it. The holder of the turn to write owns it.
type known struct {
	version int64 // of the file as others left it
	byHash  map[hashKey]*destination
	issues  map[uuid.UUID]*issue // several hashes may share one
}

// maxKnown bounds the hashes: about 10 MB.
const maxKnown = 32 << 10

// dataVersion changes when another connection has written to the file.
const dataVersion = `PRAGMA data_version`

// recall returns what is remembered at the start of a batch, which uses it alone.
func (s *Store) recall(tx *sql.Tx) (*known, error) {
	k := s.known
	s.known = nil
	var version int64
	if err := tx.Stmt(s.write.dataVersion).QueryRow().Scan(&version); err != nil {
		return nil, err
	}
	if k == nil || k.version != version || len(k.byHash) >= maxKnown {
		k = &known{version: version, byHash: make(map[hashKey]*destination), issues: make(map[uuid.UUID]*issue)}
	}
	return k, nil
}

// counted updates the issues as a batch, which has committed, changed them.
func (k *known) counted(t *tally.Tally) {
	for _, i := range t.Issues() {
		found := k.issues[i.ID]
		if found.reopenedAt(micros(i.Last)) {
			found.resolved = sql.NullInt64{}
		}
		found.exists = true
		found.events += i.Events
		found.first = sql.NullInt64{Int64: found.since(i), Valid: true}
	}
}
