package ingest

import (
	"context"

	"github.com/mesh-actors/mesh/mesher"
)

// Decode is the first half of a processor's work, for one that was lent to
// another node: it makes a record of what came in there. Who it came from was
// let in there, and is counted there.
func (p *Pipeline) Decode(s *mesher.Submission) (mesher.Record, error) {
	return p.work.record(s)
}

// Keep is the second half: it returns when the record is committed. It is
// Unavailable rather than spooled, for the other node may find the database
// where this one does not; and what would wait in a spool here, while the answer
// is lost on the way, would be counted here and there.
func (p *Pipeline) Keep(ctx context.Context, record mesher.Record, size int) (mesher.Receipt, error) {
	return p.write(ctx, &write{record: record, size: size, guest: true}, false)
}
