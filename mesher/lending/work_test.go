package lending

import (
	"errors"
	"net/netip"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/dist/wire"
	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/ingest"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 123456000, time.UTC)

// whole returns a submission with everything that travels.
func whole() mesher.Submission {
	return mesher.Submission{
		Project: mesher.Project{ID: 7, Settings: mesher.Settings{SampleRate: 0.25}},
		Format:  mesher.SentryFormat, Body: []byte(`{"message":"x"}`),
		EventID: uuid.UUID{1}, SpareID: uuid.UUID{2},
		SentAt: noon.Add(-time.Second), ReceivedAt: noon, ClientIP: netip.MustParseAddr("203.0.113.9"),
	}
}

// A submission arrives as it was.
func TestWorkTravels(t *testing.T) {
	bare := mesher.Submission{Body: []byte("{}"), SpareID: uuid.UUID{3}, ReceivedAt: noon}
	for _, s := range []mesher.Submission{whole(), bare} {
		w, ok := travel(t, workOf(9, &s)).(Work)
		got, err := w.submission()
		if !ok || err != nil || w.Number != 9 {
			t.Fatalf("arrived as %+v: %v", w, err)
		}
		for _, at := range []struct{ got, want *time.Time }{{&got.SentAt, &s.SentAt}, {&got.ReceivedAt, &s.ReceivedAt}} {
			if !at.got.Equal(*at.want) || at.got.IsZero() != at.want.IsZero() {
				t.Errorf("%v arrived as %v", at.want, at.got)
			}
			*at.got = *at.want // the same moment may have another zone
		}
		if !reflect.DeepEqual(got, s) {
			t.Errorf("got %+v, want %+v", got, s)
		}
	}
}

func TestAnswersTravel(t *testing.T) {
	stored := mesher.Receipt{EventID: uuid.UUID{1}, IssueID: uuid.UUID{2}, Outcome: mesher.Stored, NewIssue: true}
	returned := func(err error) bool { return errors.Is(err, ingest.ErrReturned) }
	for _, c := range []struct {
		about string
		said  mesher.Receipt
		err   error
		want  mesher.Receipt
		ok    func(error) bool
	}{
		{"stored", stored, nil, stored, func(err error) bool { return err == nil }},
		{"sampled", mesher.Receipt{Outcome: mesher.Sampled}, nil, mesher.Receipt{Outcome: mesher.Sampled}, func(err error) bool { return err == nil }},
		{"in a spool, which it should not be", mesher.Receipt{Outcome: mesher.Spooled}, nil, mesher.Receipt{}, returned},
		{"an outcome of another version", mesher.Receipt{Outcome: "eaten"}, nil, mesher.Receipt{}, returned},
		{"invalid", mesher.Receipt{}, mesher.Errorf(mesher.Invalid, "100%% wrong"), mesher.Receipt{}, func(err error) bool {
			return mesher.KindOf(err) == mesher.Invalid && err.Error() == "100% wrong"
		}},
		{"a long story", mesher.Receipt{}, mesher.Errorf(mesher.TooLarge, "%s", strings.Repeat("x", 1<<20)), mesher.Receipt{}, func(err error) bool {
			return mesher.KindOf(err) == mesher.TooLarge && len(err.Error()) == maxMessage
		}},
		{"unavailable", mesher.Receipt{}, mesher.Errorf(mesher.Unavailable, "no database"), mesher.Receipt{}, returned},
		{"a fault of ours", mesher.Receipt{}, errors.New("panic, with secrets"), mesher.Receipt{}, returned},
	} {
		a, ok := travel(t, answerOf(3, c.said, c.err)).(Answer)
		if got, err := a.result(); !ok || a.Number != 3 || got != c.want || !c.ok(err) {
			t.Errorf("%s: arrived as %+v, which is %+v, %v", c.about, a, got, err)
		}
		if strings.Contains(a.Message, "secrets") {
			t.Errorf("%s: %q travelled", c.about, a.Message)
		}
	}
}

// Work that can't be done elsewhere goes back, and is not refused.
func TestWorkThatGoesBack(t *testing.T) {
	for about, change := range map[string]func(*Work){
		"a format of another version":   func(w *Work) { w.Format = 9 },
		"an event that was not stamped": func(w *Work) { w.ReceivedAt = time.Time{} },
		"one that would change its id":  func(w *Work) { w.SpareID = uuid.Nil },
		"one that is too large":         func(w *Work) { w.Body = make([]byte, mesher.MaxEventSize+1) },
	} {
		s := whole()
		w := workOf(1, &s)
		change(&w)
		if _, err := w.submission(); err != ingest.ErrReturned {
			t.Errorf("%s: %v", about, err)
		}
	}
}

// registered returns types that include lending's messages.
func registered(t testing.TB) *wire.Types {
	types := new(wire.Types)
	err := errors.Join(wire.Register[Load](types, "mesher.load"), wire.Register[Work](types, "mesher.work"), wire.Register[Answer](types, "mesher.answer"))
	if err != nil {
		t.Fatal(err)
	}
	return types
}

// table returns what a node knows of another one's types.
func table(t testing.TB, types *wire.Types) *wire.Table {
	known := wire.NewTable(types)
	if err := known.Learn(types.Names(0)); err != nil {
		t.Fatal(err)
	}
	return known
}

// travel sends a value to another node.
func travel(t testing.TB, v any) any {
	t.Helper()
	types := registered(t)
	b, err := types.Append(nil, v)
	if err != nil {
		t.Fatal(err)
	}
	got, err := table(t, types).Decode(b)
	if err != nil {
		t.Fatal(err)
	}
	return got
}
