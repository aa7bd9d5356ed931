package sqlite

import (
	"context"
	"time"

	"github.com/mesh-actors/mesh/mesher"
)

// Pool implements [mesher.Store].
func (s *Store) Pool() mesher.Pool {
	w, r := s.writer.Stats(), s.readers.Stats()
	return mesher.Pool{
		Max: w.MaxOpenConnections + r.MaxOpenConnections, InUse: w.InUse + r.InUse, Idle: w.Idle + r.Idle,
		Waits: w.WaitCount + r.WaitCount, Waited: w.WaitDuration + r.WaitDuration,
	}
}

// DaysAhead implements [mesher.Store]: there is always room for a week.
func (s *Store) DaysAhead(context.Context, time.Time) (int, error) { return 7, nil }
