package demo

import (
	"context"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

// A Store stores the made-up data.
type Store interface {
	mesher.EventWriter
	ChangeStatus(ctx context.Context, project mesher.ProjectID, issues []uuid.UUID, status mesher.Status, act mesher.Act) (int, error)
	Assign(ctx context.Context, project mesher.ProjectID, issues []uuid.UUID, to uuid.UUID, act mesher.Act) (int, error)
	Comment(ctx context.Context, project mesher.ProjectID, issue uuid.UUID, text string, act mesher.Act) error
}

// Filled is the outcome of a plan.
type Filled struct {
	Events int `json:"events"`
	Issues int `json:"issues"`
}

// batchSize is how many events are stored at once: few, as a server on the same
// database has to wait meanwhile.
const batchSize = 250

// Fill stores the plan's events in a project, and attributes what people did to
// an account, or to nobody. report is told how many events there are so far.
func (p Plan) Fill(ctx context.Context, to Store, project mesher.ProjectID, by uuid.UUID, report func(done int)) (Filled, error) {
	p, err := p.Checked(time.Now())
	if err != nil {
		return Filled{}, err
	}
	random := rand.New(rand.NewPCG(p.Seed, 1))
	w := writer{store: to, project: project, by: by, issues: make(map[int]uuid.UUID)}
	all := faults()
	todo := p.deeds(all)
	for _, o := range p.occurrences(random, all) {
		for len(todo) > 0 && todo[0].at.Before(o.at) {
			if err := w.do(ctx, todo[0], all); err != nil {
				return w.filled, err
			}
			todo = todo[1:]
		}
		if len(w.batch) == batchSize {
			if err := w.flush(ctx); err != nil {
				return w.filled, err
			}
			report(w.filled.Events)
		}
		w.add(o.fault, p.event(random, all[o.fault], o.at, project))
	}
	for _, d := range todo {
		if err := w.do(ctx, d, all); err != nil {
			return w.filled, err
		}
	}
	err = w.flush(ctx)
	report(w.filled.Events)
	return w.filled, err
}

// A deed is what a person does about a fault.
type deed struct {
	fault int
	at    time.Time
	what  mesher.ActivityKind
}

// deeds returns all deeds, in order.
func (p Plan) deeds(all []fault) (list []deed) {
	for n, f := range all {
		met := f.from + (f.to-f.from)/4
		if f.discussed != "" {
			list = append(list, deed{n, p.at(met), mesher.Assigned}, deed{n, p.at(met).Add(time.Minute), mesher.Commented})
		}
		if f.archived {
			list = append(list, deed{n, p.at(met), mesher.ActivityKind(mesher.Archived)})
		}
		if f.resolved > 0 {
			list = append(list, deed{n, p.at(f.resolved), mesher.ActivityKind(mesher.Resolved)})
		}
	}
	slices.SortStableFunc(list, func(a, b deed) int { return a.at.Compare(b.at) })
	return list
}

// A writer gathers events to store together.
type writer struct {
	store   Store
	project mesher.ProjectID
	by      uuid.UUID
	batch   []mesher.Record
	faults  []int
	issues  map[int]uuid.UUID // of the faults that have occurred
	filled  Filled
}

// add processes an event as if it had just come in.
func (w *writer) add(fault int, e *mesher.Event) {
	e.Normalise(e.ReceivedAt)
	w.batch = append(w.batch, mesher.Record{Event: e, Grouping: mesher.GroupingOf(e)})
	w.faults = append(w.faults, fault)
}

func (w *writer) flush(ctx context.Context) error {
	if len(w.batch) == 0 {
		return nil
	}
	receipts, err := w.store.WriteEvents(ctx, w.batch)
	if err != nil {
		return err
	}
	for n, r := range receipts {
		w.issues[w.faults[n]] = r.IssueID
		if r.NewIssue {
			w.filled.Issues++
		}
	}
	w.filled.Events += len(w.batch)
	w.batch, w.faults = w.batch[:0], w.faults[:0]
	return nil
}

// do does a deed after all events before it, if the fault has occurred by then.
func (w *writer) do(ctx context.Context, d deed, all []fault) (err error) {
	if err := w.flush(ctx); err != nil {
		return err
	}
	issue, seen := w.issues[d.fault]
	if !seen {
		return nil
	}
	act := mesher.Act{By: w.by, At: d.at}
	switch d.what {
	case mesher.Assigned:
		_, err = w.store.Assign(ctx, w.project, []uuid.UUID{issue}, w.by, act)
	case mesher.Commented:
		err = w.store.Comment(ctx, w.project, issue, all[d.fault].discussed, act)
	default:
		_, err = w.store.ChangeStatus(ctx, w.project, []uuid.UUID{issue}, mesher.Status(d.what), act)
	}
	return err
}
