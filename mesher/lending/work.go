package lending

import (
	"errors"
	"net/netip"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/ingest"
)

// Work is a submission on its way to a processor on another node: the part that
// is needed there. Fields may be added; a peer of another version ignores those
// it does not know.
type Work struct {
	Number     uint64 // returned with the answer
	Project    mesher.ProjectID
	SampleRate float64
	Format     mesher.Format
	Body       []byte
	EventID    uuid.UUID
	SpareID    uuid.UUID
	SentAt     time.Time
	ReceivedAt time.Time
	ClientIP   netip.Addr
}

func workOf(number uint64, s *mesher.Submission) Work {
	return Work{
		Number: number, Project: s.Project.ID, SampleRate: s.Project.Settings.SampleRate,
		Format: s.Format, Body: s.Body, EventID: s.EventID, SpareID: s.SpareID,
		SentAt: s.SentAt, ReceivedAt: s.ReceivedAt, ClientIP: s.ClientIP,
	}
}

// submission returns the submission to process, or ErrReturned if it can't be
// processed here: it would become a different event each time, or is of an
// unknown version.
func (w Work) submission() (mesher.Submission, error) {
	known := w.Format == mesher.NativeFormat || w.Format == mesher.SentryFormat
	if !known || w.ReceivedAt.IsZero() || w.SpareID == uuid.Nil || len(w.Body) > mesher.MaxEventSize {
		return mesher.Submission{}, ingest.ErrReturned
	}
	return mesher.Submission{
		Project: mesher.Project{ID: w.Project, Settings: mesher.Settings{SampleRate: w.SampleRate}},
		Format:  w.Format, Body: w.Body, EventID: w.EventID, SpareID: w.SpareID,
		SentAt: w.SentAt, ReceivedAt: w.ReceivedAt, ClientIP: w.ClientIP,
	}, nil
}

// An Answer reports the outcome of a [Work].
type Answer struct {
	Number   uint64
	Outcome  mesher.Outcome // of an event that has come to rest
	EventID  uuid.UUID
	IssueID  uuid.UUID
	NewIssue bool
	Refused  mesher.Kind // for the event's own fault: Invalid or TooLarge
	Message  string      // why
}

// maxMessage bounds the text about an event that is refused.
const maxMessage = 4 << 10

// answerOf returns the answer to a work; without an outcome or a refusal, the
// event is left to its own node.
func answerOf(number uint64, r mesher.Receipt, err error) Answer {
	if err == nil {
		return Answer{Number: number, Outcome: r.Outcome, EventID: r.EventID, IssueID: r.IssueID, NewIssue: r.NewIssue}
	}
	a := Answer{Number: number}
	if e, ok := errors.AsType[*mesher.Error](err); ok && isFinal(e.Kind) {
		a.Refused, a.Message = e.Kind, short(e.Message)
	}
	return a
}

func short(message string) string { return message[:min(len(message), maxMessage)] }

// isFinal reports whether an event refused with this kind is refused everywhere.
func isFinal(k mesher.Kind) bool { return k == mesher.Invalid || k == mesher.TooLarge }

// result returns the answer in the pipeline's terms.
func (a Answer) result() (mesher.Receipt, error) {
	switch a.Outcome {
	case mesher.Stored, mesher.Duplicate, mesher.Sampled, mesher.Dropped, mesher.Quarantined:
		return mesher.Receipt{EventID: a.EventID, IssueID: a.IssueID, Outcome: a.Outcome, NewIssue: a.NewIssue}, nil
	}
	if isFinal(a.Refused) {
		return mesher.Receipt{}, mesher.Errorf(a.Refused, "%s", short(a.Message))
	}
	return mesher.Receipt{}, ingest.ErrReturned
}
