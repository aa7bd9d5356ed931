package live

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

// drain takes all waiting messages.
func drain(f *Feed) (got []string) {
	for m := f.take(); m != nil; m = f.take() {
		got = append(got, string(m))
	}
	return got
}

func plain(from, to int) (notes []Note) {
	for n := from; n <= to; n++ {
		notes = append(notes, Note{JSON: fmt.Append(nil, n)})
	}
	return notes
}

// The oldest are dropped, and the next one taken says how many were, in their
// place.
func TestAFeedHoldsAHundred(t *testing.T) {
	for _, c := range []struct {
		about string
		offer [][]Note
		want  []string // before the newest, which are all there
		from  int
	}{
		{"nothing", nil, nil, 1},
		{"as many as it holds", [][]Note{plain(1, 60), plain(61, 100)}, nil, 1},
		{"one more", [][]Note{plain(1, 100), plain(101, 101)}, []string{`{"type":"dropped","count":1}`}, 2},
		{"many more at once", [][]Note{plain(1, 1000)}, []string{`{"type":"dropped","count":900}`}, 901},
		{"many more one by one", slices.Collect(func(yield func([]Note) bool) {
			for n := 1; n <= 1000 && yield(plain(n, n)); n++ {
			}
		}), []string{`{"type":"dropped","count":900}`}, 901},
	} {
		t.Run(c.about, func(t *testing.T) {
			f := newFeed(nil, 1, uuid.Nil)
			last := 0
			for _, notes := range c.offer {
				f.offer(turn{notes: notes})
				last += len(notes)
			}
			want := c.want
			for n := c.from; n <= last; n++ {
				want = append(want, fmt.Sprint(n))
			}
			if got := drain(f); !slices.Equal(got, want) {
				t.Errorf("got %v, want %v", got, want)
			}
			f.offer(turn{notes: plain(7, 7)})
			if got := drain(f); !slices.Equal(got, []string{"7"}) {
				t.Errorf("then got %v", got)
			}
		})
	}
}

// Notes that waited for their turn come together with the one they waited for,
// and drop none of it; once they were taken, a hundred is again the bound.
func TestAFeedHoldsWhatWaited(t *testing.T) {
	f := newFeed(nil, 1, uuid.Nil)
	f.offer(turn{notes: plain(1, 200), waited: 100})
	f.offer(turn{notes: plain(201, 201)})
	got := drain(f)
	if len(got) != 201 || got[0] != `{"type":"dropped","count":1}` || got[200] != "201" {
		t.Errorf("got %d messages from %s to %s", len(got), got[0], got[len(got)-1])
	}
	f.offer(turn{notes: plain(1, 101)})
	if got := drain(f); len(got) != 101 || got[0] != `{"type":"dropped","count":1}` {
		t.Errorf("then got %d messages, the first %s", len(got), got[0])
	}
	for range 10 {
		f.offer(turn{notes: plain(1, 50), waited: 50})
	}
	if got := drain(f); len(got) != 201 || got[0] != `{"type":"dropped","count":300}` {
		t.Errorf("of those that all waited it got %d, the first %s", len(got), got[0])
	}
}

// A filter applies from its reply on, and only to events.
func TestAFeedFilters(t *testing.T) {
	notes := []Note{
		{JSON: []byte("error"), Level: "error", Environment: "production"},
		{JSON: []byte("info"), Level: "info", Environment: "production"},
		{JSON: []byte("test"), Level: "error", Environment: "test"},
		{JSON: []byte("issue")},
	}
	f := newFeed(nil, 1, uuid.Nil)
	f.offer(turn{notes: notes})
	f.Subscribe(mesher.LiveFilter{Level: "error", Environment: "production"}, []byte("updated"))
	f.offer(turn{notes: notes})
	f.Subscribe(mesher.LiveFilter{}, []byte("updated"))
	f.Reply([]byte("a reply"))
	f.offer(turn{notes: notes})
	want := []string{"error", "info", "test", "issue", "updated", "error", "issue", "updated", "a reply", "error", "info", "test", "issue"}
	if got := drain(f); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// Filtered messages cause no drops.
func TestWhatIsFilteredDropsNothing(t *testing.T) {
	f := newFeed(nil, 1, uuid.Nil)
	f.Subscribe(mesher.LiveFilter{Level: "fatal"}, []byte("updated"))
	for range 1000 {
		f.offer(turn{notes: []Note{{JSON: []byte("error"), Level: "error"}}})
	}
	if got := drain(f); !slices.Equal(got, []string{"updated"}) {
		t.Errorf("got %v", got)
	}
}

// Next waits, for as long as its context, and is woken by each way to add.
func TestNextWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFeed(nil, 1, uuid.Nil)
		for _, c := range []struct {
			want string
			add  func()
		}{
			{"1", func() { f.offer(turn{notes: plain(1, 1)}) }},
			{"updated", func() { f.Subscribe(mesher.LiveFilter{}, []byte("updated")) }},
			{"a reply", func() { f.Reply([]byte("a reply")) }},
		} {
			time.AfterFunc(time.Hour, c.add)
			if got, err := f.Next(t.Context()); string(got) != c.want || err != nil {
				t.Errorf("got %s, %v; want %s", got, err, c.want)
			}
		}
		ended := errors.New("ended")
		ctx, cancel := context.WithCancelCause(t.Context())
		time.AfterFunc(time.Hour, func() { cancel(ended) })
		if got, err := f.Next(ctx); got != nil || err != ended {
			t.Errorf("got %s, %v", got, err)
		}
	})
}

// Many offer while one takes: messages that were not dropped arrive once, each
// sender's in its order, and dropped ones are counted.
func TestAFeedUnderLoad(t *testing.T) {
	const senders, each = 4, 5000
	f := newFeed(nil, 1, uuid.Nil)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	for s := range senders {
		go func() {
			for n := range each {
				f.offer(turn{notes: []Note{{JSON: fmt.Appendf(nil, "%d %d", s, n)}}})
			}
		}()
	}
	last := [senders]int{-1, -1, -1, -1}
	for seen := 0; seen < senders*each; {
		m, err := f.Next(ctx)
		if err != nil {
			t.Fatal(err)
		}
		var s, n, dropped int
		if _, err := fmt.Sscanf(string(m), `{"type":"dropped","count":%d}`, &dropped); err == nil {
			seen += dropped
			continue
		}
		if _, err := fmt.Sscanf(string(m), "%d %d", &s, &n); err != nil {
			t.Fatal(err)
		}
		if n <= last[s] {
			t.Fatalf("sender %d: %d after %d", s, n, last[s])
		}
		last[s] = n
		seen++
	}
	if f.take() != nil {
		t.Error("there is more than was sent")
	}
}
