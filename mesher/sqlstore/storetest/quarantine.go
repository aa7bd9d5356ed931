package storetest

import (
	"fmt"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/payload"
)

var quarantineTests = map[string]func(*scene){
	"an event is kept apart until it is deleted": func(s *scene) {
		r := s.record("bad", user(mesher.User{ID: "7"}))
		e := r.Event
		s.isolate(r, "it is\x00 bad")
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
		r := s.record("bad")
		s.isolate(r, "first")
		s.isolate(r, "second")
		found := s.isolated(r.Event.ProjectID)
		wantEqual(s, "the number of events", len(found), 1)
		wantEqual(s, "the reason", found[0].Reason, "first")
	},
	"what was sent is kept, whoever packed it": func(s *scene) {
		other, third := s.anotherProject("other"), s.anotherProject("third")
		const sent = "{\"message\":\n \"bad\"}"
		here := s.record("bad")
		here.Event.Sent = []byte(sent)
		s.isolate(here, "bad here")
		there := s.record("bad", of(other.ID), id(here.Event.ID))
		var err error
		there.Event.Sent = []byte(sent + " there")
		there.Payload, err = payload.NewCodec().Encode(there.Event)
		s.must(err)
		there.Event.Sent = nil
		s.isolate(there, "bad there")
		for _, c := range []struct {
			projects     []mesher.ProjectID
			reason, sent string
		}{
			{[]mesher.ProjectID{s.project.ID}, "bad here", sent},
			{[]mesher.ProjectID{third.ID, other.ID}, "bad there", sent + " there"},
			{[]mesher.ProjectID{s.project.ID, other.ID}, "bad there", sent + " there"},
			{[]mesher.ProjectID{other.ID, s.project.ID}, "bad there", sent + " there"},
		} {
			found, err := s.store.IsolatedAs(s.Context(), c.projects, here.Event.ID)
			s.must(err)
			wantEqual(s, "the reason", found.Reason, c.reason)
			wantEqual(s, "what was sent", string(found.Event.Sent), c.sent)
			again, err := s.store.IsolatedEvent(s.Context(), found.ID)
			s.must(err)
			wantEqual(s, "what was sent for the same place", string(again.Event.Sent), c.sent)
		}
		if list := s.isolated(s.project.ID); len(list) != 1 || list[0].Event.Sent != nil {
			s.Errorf("the list is %+v", list)
		}
		for _, projects := range [][]mesher.ProjectID{nil, {third.ID}} {
			_, err := s.store.IsolatedAs(s.Context(), projects, here.Event.ID)
			s.wantKind(err, mesher.NotFound)
		}
		_, err = s.store.IsolatedAs(s.Context(), []mesher.ProjectID{s.project.ID}, uuid.New())
		s.wantKind(err, mesher.NotFound)
	},
	"pages of a project, the newest first": func(s *scene) {
		const all = 130
		for n := range all {
			s.isolate(s.record("bad"), fmt.Sprint(n))
		}
		other := s.anotherProject("other")
		s.isolate(s.record("bad", of(other.ID)), "another's")
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
		s.isolate(s.record("bad", of(nowhere)), "no project")
		wantEqual(s, "the number of events", len(s.isolated(nowhere)), 1)
	},
}

func (s *scene) isolate(r mesher.Record, reason string) {
	s.Helper()
	s.must(s.store.Isolate(s.Context(), r, reason))
}

func (s *scene) isolated(project mesher.ProjectID) []mesher.IsolatedEvent {
	s.Helper()
	found, err := s.store.Isolated(s.Context(), project, uuid.Max)
	s.must(err)
	return found
}
