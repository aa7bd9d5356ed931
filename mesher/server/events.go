package server

import (
	"net/http"
	"net/netip"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

// An accepted is the answer to an event in our own format.
type accepted struct {
	Status  string     `json:"status"`
	ID      uuid.UUID  `json:"id"`
	IssueID *uuid.UUID `json:"issue_id"` // null while the event waits in the spool
}

// postEvent takes one event in our own format.
func (s *Server) postEvent(w http.ResponseWriter, r *http.Request) error {
	received := time.Now()
	from, err := s.sender(r.Context(), keyOf(r))
	if err != nil {
		return err
	}
	body, err := s.readEvent(r, from)
	if err != nil {
		return s.refused(from, err)
	}
	receipt, err := s.config.Intake.Submit(r.Context(), mesher.Submission{
		Project: from.project, Key: from.key,
		Format: mesher.NativeFormat, Body: body,
		ReceivedAt: received, ClientIP: clientIP(r),
	})
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusAccepted, acceptedBy(receipt))
}

// refused counts an event that does not reach the intake, and returns why.
func (s *Server) refused(from sender, err error) error {
	s.config.Intake.Count(from.project.ID, mesher.OutcomeOf(err), 1)
	return err
}

func acceptedBy(r mesher.Receipt) accepted {
	a := accepted{Status: "accepted", ID: r.EventID}
	switch r.Outcome {
	case mesher.Dropped, mesher.Sampled, mesher.Quarantined: // not what the sender may think
		a.Status = string(r.Outcome)
	}
	if r.IssueID != uuid.Nil {
		a.IssueID = &r.IssueID
	}
	return a
}

// clientIP returns the address that the request came from.
func clientIP(r *http.Request) netip.Addr {
	from, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{} // no TCP, no address
	}
	return from.Addr().Unmap()
}
