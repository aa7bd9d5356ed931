package server

import (
	"context"
	"net/http"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/access"
)

// An eventPage is an event with the ids of its neighbours in the issue.
type eventPage struct {
	Event      mesher.EventView `json:"event"`
	Navigation navigation       `json:"navigation"`
}

type navigation struct {
	NextID *uuid.UUID `json:"next_id"` // null: there is none
	PrevID *uuid.UUID `json:"prev_id"`
}

// getEvent returns one event.
func (s *Server) getEvent(w http.ResponseWriter, r *http.Request, who access.Asker) error {
	found, err := s.eventFor(r, who)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, eventPage{
		Event:      found.Event.View(found.IssueID),
		Navigation: navigation{orNull(found.NextID), orNull(found.PrevID)},
	})
}

// getSent returns what the client sent, also for an event in the quarantine. A
// browser saves it rather than shows it: whatever it is, it is not a page of
// ours.
func (s *Server) getSent(w http.ResponseWriter, r *http.Request, who access.Asker) error {
	projects, id, err := s.eventWithin(r, who)
	if err != nil {
		return err
	}
	e, err := s.sentAs(r.Context(), projects, id)
	if err != nil {
		return hidden(err, "event")
	}
	if e.Sent == nil {
		return mesher.Errorf(mesher.NotFound, "what was sent for this event was not kept")
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Disposition", `attachment; filename="`+e.ID.String()+`.json"`)
	keepOut(w.Header())
	w.Write(e.Sent) // fails when the client has gone
	return nil
}

// sentAs returns the event with an id, stored or isolated.
func (s *Server) sentAs(ctx context.Context, projects []mesher.ProjectID, id uuid.UUID) (*mesher.Event, error) {
	stored, err := s.config.Store.Event(ctx, projects, id)
	if mesher.KindOf(err) != mesher.NotFound {
		return stored.Event, err
	}
	isolated, err := s.config.Store.IsolatedAs(ctx, projects, id)
	return isolated.Event, err
}

// eventFor returns the event that a path names, if the caller may see it.
func (s *Server) eventFor(r *http.Request, who access.Asker) (mesher.StoredEvent, error) {
	projects, id, err := s.eventWithin(r, who)
	if err != nil {
		return mesher.StoredEvent{}, err
	}
	found, err := s.config.Store.Event(r.Context(), projects, id)
	return found, hidden(err, "event")
}

// eventWithin returns the id of the event that a path names, and the projects
// whose events the caller may see.
func (s *Server) eventWithin(r *http.Request, who access.Asker) ([]mesher.ProjectID, uuid.UUID, error) {
	id, err := idOf(r, "there is no such event")
	if err != nil {
		return nil, id, err
	}
	projects, err := s.visible(r, who)
	return viewAll(projects, func(p mesher.Project) mesher.ProjectID { return p.ID }), id, err
}

// visible returns the projects of the caller's organisations.
func (s *Server) visible(r *http.Request, who access.Asker) (all []mesher.Project, err error) {
	in, err := s.config.Store.Memberships(r.Context(), who.Account.ID)
	if err != nil {
		return nil, err
	}
	for _, m := range in {
		projects, err := s.config.Store.ProjectsOf(r.Context(), m.Org.ID)
		if err != nil {
			return nil, err
		}
		all = append(all, projects...)
	}
	return all, nil
}

func orNull(id uuid.UUID) *uuid.UUID {
	if id == uuid.Nil {
		return nil
	}
	return &id
}
