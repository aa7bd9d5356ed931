package postgres

import (
	"bytes"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/sqlstore/tally"
)

// A batch is one attempt of WriteEvents.
type batch struct {
	entries  []entry          // in the order of the call
	receipts []mesher.Receipt // one for each entry

	homes map[hashKey]home // where the batch's events go
	fresh bool             // some of the issues or hashes may not exist yet

	rows  []*entry              // to be stored, in the order of the table's key
	tally tally.Tally           // of those that were stored
	used  map[hashKey]uuid.UUID // their hashes and issues
}

// An entry is an event on its way to the table, packed as its row has it.
type entry struct {
	mesher.Record
	newest  [32]byte // its hash by the current rules
	day     mesher.Day
	issue   uuid.UUID
	counted *tally.Issue // its issue in the tally, once it is stored
	words   string
	tags    []byte
	user    []byte // the key of the user who met it; nil: unknown
	payload []byte
}

// An eventKey identifies an event.
type eventKey struct {
	project mesher.ProjectID
	id      uuid.UUID
	day     mesher.Day
}

func (e *entry) key() eventKey { return eventKey{e.Event.ProjectID, e.Event.ID, e.day} }

// compare orders events as all nodes insert them: of two batches that share some,
// one waits for the other, and never each for the other.
func (k eventKey) compare(other eventKey) int {
	if c := int(k.day) - int(other.day); c != 0 {
		return c
	}
	if k.project != other.project {
		return int(min(1, max(-1, k.project-other.project)))
	}
	return bytes.Compare(k.id[:], other.id[:])
}

// newBatch begins an attempt. Entries are packed once for all attempts.
func newBatch(entries []entry) *batch {
	b := &batch{entries: entries, receipts: make([]mesher.Receipt, len(entries)), homes: make(map[hashKey]home)}
	for i := range entries {
		b.receipts[i].EventID = entries[i].Event.ID
	}
	return b
}

// sift decides which events to store: all but those of discarded issues, and
// repeats of events in this batch or stored on the day before or after.
func (b *batch) sift(elsewhere map[eventKey]uuid.UUID) {
	seen := make(map[eventKey]uuid.UUID, len(b.entries))
	for i := range b.entries {
		e, receipt := &b.entries[i], &b.receipts[i]
		home := b.homes[keyOf(e.Record)]
		e.issue, receipt.IssueID = home.issue, home.issue
		if home.discarded { // also if it repeats an event stored before that
			receipt.Outcome = mesher.Dropped
			continue
		}
		if e.Optional && home.known {
			receipt.Outcome = mesher.Sampled
			continue
		}
		if issue, ok := repeated(e, seen, elsewhere); ok {
			receipt.IssueID, receipt.Outcome = issue, mesher.Duplicate
			continue
		}
		seen[e.key()] = e.issue
		b.rows = append(b.rows, e)
	}
	slices.SortFunc(b.rows, func(x, y *entry) int { return x.key().compare(y.key()) })
}

// repeated finds the issue of an earlier copy of the event: in the batch, or
// stored on the other day on which it may be.
func repeated(e *entry, seen, elsewhere map[eventKey]uuid.UUID) (issue uuid.UUID, ok bool) {
	if issue, ok = seen[e.key()]; ok {
		return issue, true
	}
	other, ok := e.repeatKey()
	if !ok {
		return uuid.UUID{}, false
	}
	if issue, ok = elsewhere[other]; ok {
		return issue, true
	}
	issue, ok = seen[other]
	return issue, ok
}

// repeatKey returns the key under which a copy of the event may be stored on
// another day.
func (e *entry) repeatKey() (key eventKey, ok bool) {
	key = e.key()
	key.day, ok = mesher.RepeatDay(e.Event.ReceivedAt)
	return key, ok
}

// settle sets the receipts of the rows, of which all were stored but those in
// before, with the issue of each, and counts the stored events.
func (b *batch) settle(before map[eventKey]uuid.UUID) {
	b.used = make(map[hashKey]uuid.UUID)
	for i := range b.entries {
		e, receipt := &b.entries[i], &b.receipts[i]
		if receipt.Outcome != "" {
			continue
		}
		if issue, ok := before[e.key()]; ok {
			receipt.Outcome, receipt.IssueID = mesher.Duplicate, issue
			continue
		}
		receipt.Outcome = mesher.Stored
		e.counted = b.tally.Add(e.issue, e.Record)
		receipt.Place = e.counted.Events // among the batch's, until it is known how many came before
		b.used[keyOf(e.Record)] = e.issue
	}
}

// A grown is an issue as the batch left it.
type grown struct {
	events   int64
	since    time.Time
	reopened bool
}

// place sets the places of stored events in their issues, and what the first
// event did to each issue. The issues' rows are locked until the commit, so that
// no other commit comes between.
func (b *batch) place(issues map[uuid.UUID]grown) {
	for i := range b.entries {
		e, receipt := &b.entries[i], &b.receipts[i]
		if receipt.Outcome != mesher.Stored {
			continue
		}
		issue := issues[e.issue]
		before := issue.events - e.counted.Events
		if receipt.Place == 1 {
			receipt.NewIssue, receipt.Regressed = before == 0, issue.reopened
		}
		receipt.Place += before
		receipt.Since = issue.since
	}
}

// days lists the days of the rows, each once.
func (b *batch) days() (days []mesher.Day) {
	for _, e := range b.rows { // in the order of days
		if len(days) == 0 || days[len(days)-1] != e.day {
			days = append(days, e.day)
		}
	}
	return days
}
