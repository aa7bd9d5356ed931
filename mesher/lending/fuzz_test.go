package lending

import (
	"errors"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/ingest"
)

// Whatever a peer says becomes an event that can be written and an answer that
// can travel, or is given back, or refused as the event's fault.
func FuzzSaid(f *testing.F) {
	types := registered(f)
	known := table(f, types)
	s := whole()
	said := []any{
		workOf(1, &s), Work{}, Work{Format: 9, Body: []byte("["), ReceivedAt: noon, SpareID: uuid.UUID{1}},
		answerOf(1, mesher.Receipt{EventID: uuid.UUID{1}, Outcome: mesher.Stored}, nil),
		answerOf(2, mesher.Receipt{}, mesher.Errorf(mesher.Invalid, "no event")),
		Load{Node: "a@b:1", Events: 100, Waiting: 3, Wait: time.Second, Lent: 1, Borrowed: 2},
	}
	for _, v := range said {
		b, err := types.Append(nil, v)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	pipeline, err := ingest.New(nil, ingest.Config{Store: &connection{database: newDatabase(1)}})
	if err != nil {
		f.Fatal(err)
	}
	l := &Lending{config: Config{Pipeline: pipeline}}
	f.Fuzz(func(t *testing.T, b []byte) {
		v, err := known.Decode(b)
		if err != nil {
			return
		}
		switch m := v.(type) {
		case Work:
			r, err := l.decode(m)
			if err == nil && (r.Event.ID == uuid.Nil || r.Event.ProjectID != m.Project || r.Event.ReceivedAt.IsZero() || r.Grouping.Title == "") {
				t.Fatalf("not ready to be written: %+v", r)
			}
			if err != nil && err != ingest.ErrReturned && !isFinal(mesher.KindOf(err)) {
				t.Fatalf("neither returned nor refused: %v", err)
			}
			if _, err := types.Append(nil, answerOf(m.Number, mesher.Receipt{}, err)); err != nil {
				t.Fatal(err)
			}
		case Answer:
			_, err := m.result()
			if err != nil && !errors.Is(err, ingest.ErrReturned) && (!isFinal(mesher.KindOf(err)) || len(err.Error()) > maxMessage) {
				t.Fatalf("%d bytes of %v", len(err.Error()), mesher.KindOf(err))
			}
		case Load:
			p := newPolicy(100)
			p.hear(m)
			p.decide(busy("a", 500, 20), 0, map[string]int{m.Node: 1})
		}
	})
}
