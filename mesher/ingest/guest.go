package ingest

import (
	"context"

	"github.com/mesh-actors/mesh/mesher"
)

// Decode is the first half of the work of a processor lent to another node: it
// makes a record of an event that came in there. Its sender was admitted there,
// and is counted there.
func (p *Pipeline) Decode(s *mesher.Submission) (mesher.Record, error) {
	return p.work.record(s)
}

// Keep is the second half: it returns when the record is committed. If it can't
// be, the error is Unavailable and the event is not spooled: the other node may
// reach the database when this one does not, and an event spooled here whose
// answer is lost would be counted on both.
func (p *Pipeline) Keep(ctx context.Context, record mesher.Record, size int) (mesher.Receipt, error) {
	return p.write(ctx, &write{record: record, size: size, guest: true}, false)
}
