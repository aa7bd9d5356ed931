package storetest

import (
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

var timelineTests = map[string]func(*scene){
	"an issue's events, in pages of every size": func(s *scene) {
		records := s.scattered("a", 23)
		s.write(records...)
		s.write(s.scattered("b", 5)...)
		want := newestFirst(records)
		issue := records[0].Grouping.IssueID(s.project.ID)
		for limit := 1; limit <= 24; limit++ {
			got := s.pages(limit, func(page mesher.PageRequest) (mesher.Page[mesher.EventSummary], error) {
				return s.store.IssueEvents(s.Context(), s.project.ID, issue, page)
			})
			if !slices.Equal(got, want) {
				s.Fatalf("in pages of %d the events are\n%v\nwant\n%v", limit, got, want)
			}
		}
	},
	"what arrives between pages is on none of those that follow": func(s *scene) {
		records := s.scattered("a", 9)
		s.write(records...)
		issue := records[0].Grouping.IssueID(s.project.ID)
		got := s.pages(2, func(page mesher.PageRequest) (mesher.Page[mesher.EventSummary], error) {
			s.writeOne("a", at(noon.AddDate(0, 0, 1)))
			return s.store.IssueEvents(s.Context(), s.project.ID, issue, page)
		})
		if want := newestFirst(records); !slices.Equal(got[1:], want) {
			s.Errorf("the events are\n%v\nwant one and\n%v", got, want)
		}
	},
	"a summary": func(s *scene) {
		r := s.record("a", level(mesher.LevelInfo), tag("os", "linux"), environment("prod"), release("1"))
		receipt := s.write(r)[0]
		page, err := s.store.IssueEvents(s.Context(), s.project.ID, receipt.IssueID, mesher.PageRequest{})
		s.must(err)
		wantEqual(s, "the page", fmt.Sprint(page.Items), fmt.Sprintf("[{%s %s info a happened %v map[environment:prod os:linux release:1]}]",
			r.Event.ID, receipt.IssueID, noon))
	},
	"another project has none of them": func(s *scene) {
		r := s.record("a", tag("os", "linux"))
		receipt := s.write(r)[0]
		other := s.anotherProject("other").ID
		page, err := s.store.IssueEvents(s.Context(), other, receipt.IssueID, mesher.PageRequest{})
		s.must(err)
		wantEqual(s, "events seen by another project", len(page.Items), 0)
		page, err = s.store.TaggedEvents(s.Context(), other, mesher.Tag{Key: "os", Value: "linux"}, mesher.Window{}, mesher.PageRequest{})
		s.must(err)
		wantEqual(s, "tagged events seen by another project", len(page.Items), 0)
		_, err = s.store.Event(s.Context(), []mesher.ProjectID{other}, r.Event.ID)
		s.wantKind(err, mesher.NotFound)
		_, err = s.store.Event(s.Context(), nil, r.Event.ID)
		s.wantKind(err, mesher.NotFound)
	},
	"events by tag, in pages of every size": func(s *scene) {
		const value = `l'i"n\u0000{}`
		records := s.scattered("a", 12, tag("os", value), tag("at", "x"))
		s.write(records...)
		s.write(s.scattered("b", 5, tag("at", value), tag("os", "x"))...)
		want := newestFirst(records)
		for limit := 1; limit <= 13; limit++ {
			got := s.pages(limit, func(page mesher.PageRequest) (mesher.Page[mesher.EventSummary], error) {
				return s.store.TaggedEvents(s.Context(), s.project.ID, mesher.Tag{Key: "os", Value: value}, mesher.Window{}, page)
			})
			if !slices.Equal(got, want) {
				s.Fatalf("in pages of %d the events are\n%v\nwant\n%v", limit, got, want)
			}
		}
		day := mesher.Window{Since: noon.AddDate(0, 0, -2), Until: noon.AddDate(0, 0, -1)}
		page, err := s.store.TaggedEvents(s.Context(), s.project.ID, mesher.Tag{Key: "os", Value: value}, day, mesher.PageRequest{})
		s.must(err)
		wantEqual(s, "events of a day", len(page.Items), 3)
	},
	"one event and its neighbours": func(s *scene) {
		records := s.scattered("a", 9)
		s.write(records...)
		s.write(s.scattered("b", 9)...)
		order := newestFirst(records)
		ours := []mesher.ProjectID{s.anotherProject("other").ID, s.project.ID}
		for i, id := range order {
			got, err := s.store.Event(s.Context(), ours, id)
			s.must(err)
			want := mesher.StoredEvent{Event: got.Event, IssueID: records[0].Grouping.IssueID(s.project.ID)}
			if i > 0 {
				want.NextID = order[i-1]
			}
			if i < len(order)-1 {
				want.PrevID = order[i+1]
			}
			wantEqual(s, "an event", got.Event.ID, id)
			wantEqual(s, "an event and its neighbours", got, want)
		}
		_, err := s.store.Event(s.Context(), ours, uuid.New())
		s.wantKind(err, mesher.NotFound)
	},
	"of an id that came again after weeks the newest is found": func(s *scene) {
		again, now, newest := uuid.New(), time.Now().UTC().Truncate(time.Microsecond), -90
		for _, days := range []int{-60, -80, -30, 0, -10} {
			s.write(s.record("a", id(again), at(now.AddDate(0, 0, days))))
			newest = max(newest, days)
			got, err := s.store.Event(s.Context(), []mesher.ProjectID{s.project.ID}, again)
			s.must(err)
			wantEqual(s, "when it was received", got.Event.ReceivedAt, now.AddDate(0, 0, newest))
		}
	},
	"an id that two projects use is that of the asker's": func(s *scene) {
		same, other := uuid.New(), s.anotherProject("other").ID
		s.write(s.record("ours", id(same)), s.record("theirs", id(same), of(other), minutes(1)))
		for _, project := range []mesher.ProjectID{other, s.project.ID} {
			got, err := s.store.Event(s.Context(), []mesher.ProjectID{project}, same)
			s.must(err)
			wantEqual(s, "the event's project", got.Event.ProjectID, project)
		}
		got, err := s.store.Event(s.Context(), []mesher.ProjectID{s.project.ID, other}, same)
		s.must(err)
		wantEqual(s, "the project of the newest", got.Event.ProjectID, other)
	},
}

// scattered returns events of an issue, some at one moment, some days apart, in
// no order. The newest was received at noon, the next by three at once on each of
// the days before.
func (s *scene) scattered(issue string, n int, options ...option) (records []mesher.Record) {
	for i := range n {
		k := (i * 7) % n // n is not a multiple of 7
		when := noon.AddDate(0, 0, -(k+2)/3)
		records = append(records, s.record(issue, append([]option{at(when)}, options...)...))
	}
	return records
}

// newestFirst returns the ids of events in the order of lists.
func newestFirst(records []mesher.Record) (ids []uuid.UUID) {
	sorted := slices.Clone(records)
	slices.SortFunc(sorted, func(a, b mesher.Record) int {
		if c := b.Event.ReceivedAt.Compare(a.Event.ReceivedAt); c != 0 {
			return c
		}
		return slices.Compare(b.Event.ID[:], a.Event.ID[:])
	})
	for _, r := range sorted {
		ids = append(ids, r.Event.ID)
	}
	return ids
}

// pages reads a whole list.
func (s *scene) pages(limit int, read func(mesher.PageRequest) (mesher.Page[mesher.EventSummary], error)) (ids []uuid.UUID) {
	s.Helper()
	request := mesher.PageRequest{Limit: limit}
	for {
		page, err := read(request)
		s.must(err)
		if len(page.Items) > limit || len(ids) > 1000 {
			s.Fatalf("a page of %d holds %d", limit, len(page.Items))
		}
		for _, e := range page.Items {
			ids = append(ids, e.ID)
		}
		if request.After = page.Next; request.After == nil {
			return ids
		}
	}
}
