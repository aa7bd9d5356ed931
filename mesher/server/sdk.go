package server

import (
	"encoding/hex"
	"io"
	"net/http"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/sentry"
)

// maxEvents bounds the events of one envelope. SDKs send one; the bound keeps a
// request from waiting for endless commits.
const maxEvents = 100

// postEnvelope takes what Sentry's SDKs send. The key may be in the envelope
// itself, which is therefore opened before the key is checked.
func (s *Server) postEnvelope(w http.ResponseWriter, r *http.Request) error {
	received := time.Now()
	body, err := s.open(r)
	if err != nil {
		return err
	}
	defer body.Close()
	// Only one event of an envelope is held at a time.
	held := &heldBody{Reader: body, held: s.held, most: mesher.MaxEventSize}
	defer held.release()
	envelope, err := sentry.OpenEnvelope(held)
	if err != nil {
		return err
	}
	key := keyOf(r)
	if key == "" {
		key = sentry.KeyOfDSN(envelope.Header.DSN)
	}
	from, err := s.senderTo(r.Context(), r.PathValue("project"), key)
	if err != nil {
		return err
	}
	held.who = from.project.ID
	first, err := s.submitItems(r, envelope, mesher.Submission{
		Project: from.project, Key: from.key,
		Format: mesher.SentryFormat, EventID: envelope.Header.EventID, SentAt: envelope.Header.SentAt,
		ReceivedAt: received, ClientIP: clientIP(r),
	})
	if err != nil {
		return err
	}
	return writeSentry(w, http.StatusOK, first)
}

// submitItems submits an envelope's events as they are read, so that a complete
// event is not lost to a fault after it, and answers with the first. Other items
// are counted and skipped without telling the SDK: an SDK that is refused one
// kind stops sending the others.
func (s *Server) submitItems(r *http.Request, envelope *sentry.Envelope, next mesher.Submission) (first taken, err error) {
	for events := 0; ; {
		item, err := envelope.Next()
		if err == io.EOF {
			return first, nil
		}
		if err != nil {
			return first, s.refused(sender{project: next.Project}, err)
		}
		if item.Type != "event" {
			s.countItem(next.Project.ID, item)
			continue
		}
		if events++; events > maxEvents {
			return first, mesher.Errorf(mesher.TooLarge, "the envelope has more than %d events", maxEvents)
		}
		next.Body = item.Payload
		receipt, err := s.config.Intake.Submit(r.Context(), next)
		if err != nil {
			return first, err
		}
		if events == 1 {
			first = takenAs(receipt)
			next.EventID = uuid.Nil // the header names only the first
		}
	}
}

// countItem records in the ledger an item that is not an event: what an SDK
// reports as dropped, or an item that we have no use for.
func (s *Server) countItem(project mesher.ProjectID, item sentry.Item) {
	if item.Type != "client_report" {
		s.config.Intake.Count(project, mesher.PassedOver(string(item.Category())), 1)
		return
	}
	report, err := sentry.DecodeClientReport(item.Payload)
	if err != nil {
		return // it reports earlier losses; nothing more is lost with it
	}
	for _, d := range report {
		if d.Category == sentry.Error || d.Category == sentry.Default { // kinds that we take
			s.config.Intake.Count(project, mesher.DroppedBySDK(d.Reason), d.Quantity)
		}
	}
}

// postSecurity takes a browser's report about a page's policies. It is not an
// event: it is counted, and the browser gets a success.
func (s *Server) postSecurity(w http.ResponseWriter, r *http.Request) error {
	from, err := s.senderTo(r.Context(), r.PathValue("project"), keyOf(r))
	if err != nil {
		return err
	}
	s.config.Intake.Count(from.project.ID, mesher.PassedOver("security"), 1)
	return writeSentry(w, http.StatusOK, taken{})
}

// postStore takes one event from an older SDK: as the body or, where even that
// cannot be sent, in the query.
func (s *Server) postStore(w http.ResponseWriter, r *http.Request) error {
	received := time.Now()
	from, err := s.senderTo(r.Context(), r.PathValue("project"), keyOf(r))
	if err != nil {
		return err
	}
	raw := []byte(r.URL.Query().Get("sentry_data"))
	if r.Method == http.MethodPost {
		if raw, err = s.readEvent(r, from); err != nil {
			return s.refused(from, err)
		}
	}
	event, err := sentry.StoreBody(raw)
	if err != nil {
		return s.refused(from, err)
	}
	receipt, err := s.config.Intake.Submit(r.Context(), mesher.Submission{
		Project: from.project, Key: from.key,
		Format: mesher.SentryFormat, Body: event,
		ReceivedAt: received, ClientIP: clientIP(r),
	})
	if err != nil {
		return err
	}
	return writeSentry(w, http.StatusOK, takenAs(receipt))
}

// A taken is the answer to an SDK.
type taken struct {
	ID string `json:"id,omitempty"` // without dashes; empty for an envelope without events
}

func takenAs(r mesher.Receipt) taken { return taken{ID: hex.EncodeToString(r.EventID[:])} }

// writeSentry answers an SDK, which may run in a page of any site.
func writeSentry(w http.ResponseWriter, status int, v any) error {
	allowOrigins(w.Header())
	return writeJSON(w, status, v)
}

// writeSentryFailure tells an SDK what went wrong, and how long to wait before a
// retry.
func writeSentryFailure(w http.ResponseWriter, f failure) error {
	h := w.Header()
	h.Set("X-Sentry-Error", f.message)
	if f.status == http.StatusTooManyRequests {
		h.Set("X-Sentry-Rate-Limits", sentry.RateLimits(sentry.RateLimit{
			Retry:      f.retry,
			Categories: []sentry.Category{sentry.Error, sentry.Default},
			Scope:      "project",
			Reason:     "quota",
		}))
	}
	return writeSentry(w, f.status, struct {
		Detail string   `json:"detail"`
		Causes []string `json:"causes"`
	}{f.message, []string{}})
}
