package storetest

import (
	"fmt"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

var quarantineTests = map[string]func(*scene){
	"an event is kept apart until it is deleted": func(s *scene) {
		e := s.record("bad", user(mesher.User{ID: "7"})).Event
		s.isolate(e, "it is\x00 bad")
		found := s.isolated(e.ProjectID)
		wantEqual(s, "the number of events", len(found), 1)
		again, err := s.store.IsolatedEvent(s.Context(), found[0].ID)
		s.must(err)
		wantEqual(s, "the event", again.Event.ID, e.ID)
		wantEqual(s, "its project", again.Event.ProjectID, e.ProjectID)
		wantEqual(s, "when it was received", again.Event.ReceivedAt, e.ReceivedAt)
		wantEqual(s, "its user", again.Event.User.ID, "7")
		wantEqual(s, "when it was isolated", again.IsolatedAt, found[0].IsolatedAt)
		if again.IsolatedAt.IsZero() || again.Reason == "" {
			s.Errorf("isolated at %v because of %q", again.IsolatedAt, again.Reason)
		}
		wantEqual(s, "the number of issues", len(s.issues(0)), 0)

		s.must(s.store.DeleteIsolated(s.Context(), again.ID))
		wantEqual(s, "the number of events", len(s.isolated(e.ProjectID)), 0)
		s.wantKind(s.store.DeleteIsolated(s.Context(), again.ID), mesher.NotFound)
		_, err = s.store.IsolatedEvent(s.Context(), again.ID)
		s.wantKind(err, mesher.NotFound)
	},
	"again changes nothing": func(s *scene) {
		e := s.record("bad").Event
		s.isolate(e, "first")
		s.isolate(e, "second")
		found := s.isolated(e.ProjectID)
		wantEqual(s, "the number of events", len(found), 1)
		wantEqual(s, "the reason", found[0].Reason, "first")
	},
	"pages of a project, the newest first": func(s *scene) {
		const all = 130
		for n := range all {
			s.isolate(s.record("bad").Event, fmt.Sprint(n))
		}
		other := s.anotherProject("other")
		s.isolate(s.record("bad", of(other.ID)).Event, "another's")
		want, before := all, uuid.Max
		for _, size := range []int{100, 30, 0} {
			page, err := s.store.Isolated(s.Context(), s.project.ID, before)
			s.must(err)
			wantEqual(s, "the page's size", len(page), size)
			for _, i := range page {
				want--
				wantEqual(s, "the reason", i.Reason, fmt.Sprint(want))
				before = i.ID
			}
		}
	},
	"a project that is not there is no obstacle": func(s *scene) {
		nowhere := s.project.ID + 1000
		s.isolate(s.record("bad", of(nowhere)).Event, "no project")
		wantEqual(s, "the number of events", len(s.isolated(nowhere)), 1)
	},
}

func (s *scene) isolate(e *mesher.Event, reason string) {
	s.Helper()
	s.must(s.store.Isolate(s.Context(), e, reason))
}

func (s *scene) isolated(project mesher.ProjectID) []mesher.IsolatedEvent {
	s.Helper()
	found, err := s.store.Isolated(s.Context(), project, uuid.Max)
	s.must(err)
	return found
}
