package server

import (
	"encoding/json"
	"net/http"
	"sync"
	"time"

	"github.com/mesh-actors/mesh/mesher"
)

// maxBulk bounds the bytes of events sent together; maxEvents bounds their
// number.
const maxBulk = 5 << 20

// A bulk is the answer to events sent together.
type bulk struct {
	Accepted int   `json:"accepted"`
	Rejected int   `json:"rejected"`
	Results  []any `json:"results"` // one for each event, in order: accepted or rejected
}

// A rejected is the answer to an event that was not taken.
type rejected struct {
	Error      string `json:"error"`
	RetryAfter int    `json:"retry_after,omitempty"` // seconds, if a retry may succeed
}

// postEvents takes an array of events in our own format, and answers each one.
func (s *Server) postEvents(w http.ResponseWriter, r *http.Request) error {
	received := time.Now()
	from, err := s.sender(r.Context(), keyOf(r))
	if err != nil {
		return err
	}
	body, err := s.read(r, from.project.ID, "the array", maxBulk)
	if err != nil {
		return err
	}
	events, err := splitBulk(body)
	if err != nil {
		return err
	}
	receipts, errs := s.submitTogether(r, events, mesher.Submission{
		Project: from.project, Key: from.key,
		Format: mesher.NativeFormat, ReceivedAt: received, ClientIP: clientIP(r),
	})
	if err := refusesAll(errs); err != nil {
		return err
	}
	answer := bulk{Results: make([]any, len(events))}
	for i, err := range errs {
		if err != nil {
			answer.Rejected++
			answer.Results[i] = s.rejection(r, err)
			continue
		}
		answer.Accepted++
		answer.Results[i] = acceptedBy(receipts[i])
	}
	return writeJSON(w, http.StatusAccepted, answer)
}

func splitBulk(body []byte) ([]json.RawMessage, error) {
	var events []json.RawMessage
	if err := json.Unmarshal(body, &events); err != nil {
		return nil, mesher.Errorf(mesher.Invalid, "the body is no JSON array of events: %v", err)
	}
	if len(events) == 0 || len(events) > maxEvents {
		return nil, mesher.Errorf(mesher.Invalid, "the array has %d events, and may have from 1 to %d", len(events), maxEvents)
	}
	return events, nil
}

// submitTogether submits all at once, so that they share a commit.
func (s *Server) submitTogether(r *http.Request, events []json.RawMessage, like mesher.Submission) ([]mesher.Receipt, []error) {
	receipts, errs := make([]mesher.Receipt, len(events)), make([]error, len(events))
	var all sync.WaitGroup
	for i, event := range events {
		all.Go(func() {
			errs[i] = sheltered(func() (err error) {
				one := like
				one.Body = event
				receipts[i], err = s.config.Intake.Submit(r.Context(), one)
				return err
			})
		})
	}
	all.Wait()
	return receipts, errs
}

// refusesAll returns the error for the whole request if no event was taken, for a
// reason that is not the events' fault. It says when to retry.
func refusesAll(errs []error) error {
	for _, err := range errs {
		if kind := mesher.KindOf(err); kind != mesher.Limited && kind != mesher.Unavailable {
			return nil
		}
	}
	return errs[0]
}
