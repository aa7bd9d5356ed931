package server

import (
	"net/http"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

type alertView struct {
	ID             uuid.UUID          `json:"id"`
	RuleID         uuid.UUID          `json:"rule_id"`
	RuleName       string             `json:"rule_name"`
	ProjectID      mesher.ProjectID   `json:"project_id"`
	IssueID        *uuid.UUID         `json:"issue_id"` // null: not about a single issue
	Status         mesher.AlertStatus `json:"status"`
	Message        string             `json:"message"`
	Condition      mesher.Condition   `json:"condition_snapshot"`
	TriggeredAt    string             `json:"triggered_at"`
	AcknowledgedAt *string            `json:"acknowledged_at"`
	ResolvedAt     *string            `json:"resolved_at"`
	Deliveries     []deliveryView     `json:"deliveries"`
}

type deliveryView struct {
	ID          uuid.UUID      `json:"id"`
	Type        mesher.Channel `json:"type"`
	Status      string         `json:"status"` // waiting, delivered or failed
	Attempts    int            `json:"attempts"`
	NextAt      *string        `json:"next_at"`
	DeliveredAt *string        `json:"delivered_at"`
	Error       string         `json:"error"` // of the last attempt
}

func viewAlert(a mesher.Alert) alertView {
	v := alertView{
		ID: a.ID, RuleID: a.RuleID, RuleName: a.RuleName, ProjectID: a.Project, Status: a.Status, Message: a.Message,
		Condition: a.Condition, TriggeredAt: mesher.FormatTime(a.TriggeredAt), AcknowledgedAt: timeOrNull(a.AcknowledgedAt),
		ResolvedAt: timeOrNull(a.ResolvedAt), Deliveries: viewAll(a.Deliveries, viewDelivery),
	}
	if a.Issue != uuid.Nil {
		v.IssueID = &a.Issue
	}
	return v
}

func viewDelivery(d mesher.Delivery) deliveryView {
	status := "failed"
	switch {
	case !d.DeliveredAt.IsZero():
		status = "delivered"
	case !d.NextAt.IsZero():
		status = "waiting"
	}
	return deliveryView{d.ID, d.Channel, status, d.Attempts, timeOrNull(d.NextAt), timeOrNull(d.DeliveredAt), d.Error}
}

// getAlerts lists a project's newest alerts, of one status or of all.
func (s *Server) getAlerts(w http.ResponseWriter, r *http.Request, in inProject) error {
	status, err := mesher.ParseAlertStatus(r.URL.Query().Get("status"))
	if err != nil {
		return err
	}
	alerts, err := s.config.Store.Alerts(r.Context(), in.project.ID, status)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, viewAll(alerts, viewAlert))
}

// postAlert moves an alert to a status.
func (s *Server) postAlert(to mesher.AlertStatus) func(http.ResponseWriter, *http.Request, inProject, uuid.UUID) error {
	return func(w http.ResponseWriter, r *http.Request, _ inProject, id uuid.UUID) error {
		if err := s.config.Store.MoveAlert(r.Context(), id, to, time.Now()); err != nil {
			return err
		}
		return writeJSON(w, http.StatusOK, oneDone)
	}
}

// projectOfAlert returns the project of an alert.
func (s *Server) projectOfAlert(r *http.Request, id uuid.UUID) (mesher.ProjectID, error) {
	alert, err := s.config.Store.Alert(r.Context(), id)
	return alert.Project, err
}
