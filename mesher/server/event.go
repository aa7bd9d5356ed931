package server

import (
	"net/http"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/access"
)

// An eventPage is an event with the way to its neighbours in the issue.
type eventPage struct {
	Event      mesher.EventView `json:"event"`
	Navigation navigation       `json:"navigation"`
}

type navigation struct {
	NextID *uuid.UUID `json:"next_id"` // null: there is none
	PrevID *uuid.UUID `json:"prev_id"`
}

// getEvent gives one event of those that who asks may see.
func (s *Server) getEvent(w http.ResponseWriter, r *http.Request, who access.Asker) error {
	id, err := idOf(r, "there is no such event")
	if err != nil {
		return err
	}
	projects, err := s.visible(r, who)
	if err != nil {
		return err
	}
	ids := viewAll(projects, func(p mesher.Project) mesher.ProjectID { return p.ID })
	found, err := s.config.Store.Event(r.Context(), ids, id)
	if err != nil {
		return hidden(err, "event")
	}
	return writeJSON(w, http.StatusOK, eventPage{
		Event:      found.Event.View(found.IssueID),
		Navigation: navigation{orNull(found.NextID), orNull(found.PrevID)},
	})
}

// visible are the projects of the organisations in which who asks is a member.
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
