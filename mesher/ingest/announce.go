package ingest

import (
	"iter"

	"github.com/mesh-actors/mesh/mesher"
)

// announce publishes the records just stored to the live stream. A failure there
// is not reported to their senders.
func (k keeper) announce(records []mesher.Record, answers []answer) {
	err := shielded(func() error {
		k.stored(storedOf(records, answers))
		return nil
	})
	if err != nil {
		k.log.Error("stored events could not be told of", "events", len(records), "err", err)
	}
}

func storedOf(records []mesher.Record, answers []answer) iter.Seq2[mesher.Record, mesher.Receipt] {
	return func(yield func(mesher.Record, mesher.Receipt) bool) {
		for i, a := range answers {
			if a.err == nil && a.receipt.Outcome == mesher.Stored && !yield(records[i], a.receipt) {
				return
			}
		}
	}
}
