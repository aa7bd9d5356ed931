package ingest

import (
	"context"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

// Retry stores an event from the quarantine, once the obstacle is mended, and
// removes it there. It goes back to the day on which it was received. After an
// error it stays; the error is NotFound if it is not there, and Conflict if the
// obstacle is.
func (p *Pipeline) Retry(ctx context.Context, id uuid.UUID) (mesher.Receipt, error) {
	isolated, err := p.config.Store.IsolatedEvent(ctx, id)
	if err != nil {
		return mesher.Receipt{}, err
	}
	k := keeper{store: p.config.Store, stats: p.config.stats, timeout: commitTimeout, away: new(complaint)}
	record := mesher.Record{Event: isolated.Event, Grouping: mesher.GroupingOf(isolated.Event)}
	receipts, err := k.write(ctx, []mesher.Record{record})
	if err != nil && mesher.KindOf(err) == mesher.Internal {
		err = &mesher.Error{Kind: mesher.Conflict, Message: "the database still refuses the event: " + short(err.Error()), Err: err}
	}
	if err != nil {
		return mesher.Receipt{}, err
	}
	receipt := receipts[0]
	if receipt.Outcome == mesher.Duplicate && itself(ctx, p.config.Store, record.Event) {
		receipt.Outcome = mesher.Stored // by a try that failed after that, or a concurrent one
	}
	err = p.config.Store.DeleteIsolated(ctx, id)
	if mesher.KindOf(err) == mesher.NotFound { // the one that removed it counted it
		return receipt, nil
	}
	if err != nil { // it is both stored and here, where a second try finds it
		return mesher.Receipt{}, err
	}
	count(p.sys, isolated.Event.ProjectID, isolated.Event.ReceivedAt, mesher.Quarantined, -1)
	count(p.sys, isolated.Event.ProjectID, isolated.Event.ReceivedAt, receipt.Outcome, 1)
	p.config.Stored(storedOf([]mesher.Record{record}, []answer{{receipt: receipt}}))
	return receipt, nil
}
