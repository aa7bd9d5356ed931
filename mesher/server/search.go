package server

import (
	"net/http"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

// A found is an event that matches a search.
type found struct {
	listedEvent
	IssueID uuid.UUID `json:"issue_id"`
	Rank    float64   `json:"rank"`
}

// searchEvents finds events by their words, best first. It searches all events,
// unless since and until are given.
func (s *Server) searchEvents(w http.ResponseWriter, r *http.Request, in inProject) error {
	query := r.URL.Query()
	q, err := mesher.ParseQuery(query.Get("q"))
	if err != nil {
		return err
	}
	limit, err := limitOf(query, mesher.DefaultPage, mesher.MaxPage)
	if err != nil {
		return err
	}
	during, err := windowOf(query, mesher.Window{})
	if err != nil {
		return err
	}
	matches, err := s.config.Store.SearchEvents(r.Context(), in.project.ID, q, during, limit)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, viewAll(matches, func(m mesher.Match) found {
		return found{viewEvent(m.EventSummary), m.IssueID, m.Rank}
	}))
}

// A tagged is an event with its tags.
type tagged struct {
	listedEvent
	IssueID uuid.UUID         `json:"issue_id"`
	Tags    map[string]string `json:"tags"`
}

// listTaggedEvents lists the events with a tag, the newest first.
func (s *Server) listTaggedEvents(w http.ResponseWriter, r *http.Request, in inProject) error {
	query := r.URL.Query()
	tag, err := tagOf(query.Get("key") + ":" + query.Get("value"))
	if err != nil {
		return mesher.Errorf(mesher.Invalid, "key and value must both be given")
	}
	limit, err := limitOf(query, mesher.DefaultPage, mesher.MaxPage)
	if err != nil {
		return err
	}
	during, err := windowOf(query, mesher.Window{})
	if err != nil {
		return err
	}
	events, err := s.config.Store.TaggedEvents(r.Context(), in.project.ID, tag, during, mesher.PageRequest{Limit: limit})
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, viewAll(events.Items, func(e mesher.EventSummary) tagged {
		return tagged{viewEvent(e), e.IssueID, e.Tags}
	}))
}
