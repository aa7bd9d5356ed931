package ingest

import (
	"context"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

// Retry stores an event from the quarantine, after what kept it out was mended,
// and takes it out. It goes back to the day on which it was received. On an
// error it stays; NotFound when it is not there.
func (p *Pipeline) Retry(ctx context.Context, id uuid.UUID) (mesher.Receipt, error) {
	isolated, err := p.config.Store.IsolatedEvent(ctx, id)
	if err != nil {
		return mesher.Receipt{}, err
	}
	k := keeper{store: p.config.Store, stats: p.config.stats, timeout: commitTimeout}
	record := mesher.Record{Event: isolated.Event, Grouping: mesher.GroupingOf(isolated.Event)}
	receipts, err := k.write(ctx, []mesher.Record{record})
	if err != nil {
		return mesher.Receipt{}, err
	}
	// Should this fail, it is stored and here: a second try finds a duplicate.
	if err := p.config.Store.DeleteIsolated(ctx, id); err != nil {
		return mesher.Receipt{}, err
	}
	count(p.sys, isolated.Event.ProjectID, isolated.Event.ReceivedAt, mesher.Quarantined, -1)
	count(p.sys, isolated.Event.ProjectID, isolated.Event.ReceivedAt, receipts[0].Outcome, 1)
	p.config.Stored(storedOf([]mesher.Record{record}, []answer{{receipt: receipts[0]}}))
	return receipts[0], nil
}
