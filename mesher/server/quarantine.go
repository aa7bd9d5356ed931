package server

import (
	"net/http"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

// An isolated is an event in the quarantine.
type isolated struct {
	ID         uuid.UUID        `json:"id"` // of the entry in the quarantine
	EventID    uuid.UUID        `json:"event_id"`
	ProjectID  mesher.ProjectID `json:"project_id"`
	IsolatedAt string           `json:"isolated_at"`
	ReceivedAt string           `json:"received_at"`
	Reason     string           `json:"reason"`
	Level      mesher.Level     `json:"level"`
	Message    string           `json:"message"`
	Title      string           `json:"title"`
}

// A done is the answer to an action.
type done struct {
	Status   string `json:"status"`
	Affected int    `json:"affected"`
}

var oneDone = done{Status: "ok", Affected: 1}

// getQuarantine lists the newest hundred of a project's isolated events, or those
// before the one that cursor_id names.
func (s *Server) getQuarantine(w http.ResponseWriter, r *http.Request, in inProject) (err error) {
	before := uuid.Max
	if cursor := r.URL.Query().Get("cursor_id"); cursor != "" {
		if before, err = uuid.Parse(cursor); err != nil {
			return mesher.Errorf(mesher.Invalid, "cursor_id is not the id of an event in the quarantine")
		}
	}
	events, err := s.config.Store.Isolated(r.Context(), in.project.ID, before)
	if err != nil {
		return err
	}
	list := make([]isolated, len(events))
	for i, e := range events {
		list[i] = isolated{
			ID: e.ID, EventID: e.Event.ID, ProjectID: e.Event.ProjectID,
			IsolatedAt: mesher.FormatTime(e.IsolatedAt), ReceivedAt: mesher.FormatTime(e.Event.ReceivedAt),
			Reason: e.Reason, Level: e.Event.Level, Message: e.Event.Message, Title: mesher.GroupingOf(e.Event).Title,
		}
	}
	return writeJSON(w, http.StatusOK, list)
}

// projectOfIsolated returns the project of an isolated event.
func (s *Server) projectOfIsolated(r *http.Request, id uuid.UUID) (mesher.ProjectID, error) {
	isolated, err := s.config.Store.IsolatedEvent(r.Context(), id)
	if err != nil {
		return 0, err
	}
	return isolated.Event.ProjectID, nil
}

// A retried is the answer to an event that was stored after all.
type retried struct {
	done
	ID      uuid.UUID `json:"id"`
	IssueID uuid.UUID `json:"issue_id"`
}

// postRetry stores an isolated event, after what kept it out was fixed.
func (s *Server) postRetry(w http.ResponseWriter, r *http.Request, _ inProject, id uuid.UUID) error {
	receipt, err := s.config.Intake.Retry(r.Context(), id)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, retried{oneDone, receipt.EventID, receipt.IssueID})
}

// postDelete deletes an isolated event.
func (s *Server) postDelete(w http.ResponseWriter, r *http.Request, _ inProject, id uuid.UUID) error {
	if err := s.config.Store.DeleteIsolated(r.Context(), id); err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, oneDone)
}

// idOf returns the id in a request's path; what is not an id does not exist.
func idOf(r *http.Request, none string) (uuid.UUID, error) {
	id, err := uuid.Parse(r.PathValue("id"))
	if err != nil {
		return id, mesher.Errorf(mesher.NotFound, "%s", none)
	}
	return id, nil
}
