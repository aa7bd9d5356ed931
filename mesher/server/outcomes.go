package server

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/mesh-actors/mesh/mesher"
)

// An hourOfOutcomes says what became of the events of an hour: received is
// stored, spooled and dropped together. What SDKs say that they dropped never
// came here, and items are no events; neither is in the sum.
type hourOfOutcomes struct {
	Hour       string           `json:"hour"` // when it begins
	Received   int64            `json:"received"`
	Stored     int64            `json:"stored"`
	Spooled    int64            `json:"spooled"` // and not yet stored
	Dropped    map[string]int64 `json:"dropped"` // by reason
	SDKDropped map[string]int64 `json:"sdk_dropped"`
	Items      map[string]int64 `json:"items"` // by Sentry's category
}

// getOutcomes lists a project's hours, the oldest first; those in which nothing
// came are left out.
func (s *Server) getOutcomes(w http.ResponseWriter, r *http.Request) error {
	project, err := s.config.Projects.Project(r.Context(), r.PathValue("project"))
	if err != nil {
		return err
	}
	during, err := windowOf(r.URL.Query(), time.Now())
	if err != nil {
		return err
	}
	counts, err := s.config.Ledger.Outcomes(r.Context(), project.ID, during.Since.Truncate(time.Hour), during.Until)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, byHour(counts))
}

// byHour gathers counts that come in the order of their hours.
func byHour(counts []mesher.OutcomeCount) []hourOfOutcomes {
	hours := []hourOfOutcomes{}
	for _, c := range counts {
		begins := mesher.FormatTime(c.Hour)
		if n := len(hours); n == 0 || hours[n-1].Hour != begins {
			hours = append(hours, hourOfOutcomes{Hour: begins,
				Dropped: map[string]int64{}, SDKDropped: map[string]int64{}, Items: map[string]int64{}})
		}
		hours[len(hours)-1].add(c)
	}
	return hours
}

func (h *hourOfOutcomes) add(c mesher.OutcomeCount) {
	outcome := string(c.Outcome)
	if reason, ok := strings.CutPrefix(outcome, "sdk_"); ok {
		h.SDKDropped[reason] += c.Events
		return
	}
	if category, ok := strings.CutPrefix(outcome, "item_"); ok {
		h.Items[category] += c.Events
		return
	}
	h.Received += c.Events
	switch c.Outcome {
	case mesher.Stored:
		h.Stored += c.Events
	case mesher.Spooled:
		h.Spooled += c.Events
	default:
		h.Dropped[outcome] += c.Events
	}
}

// windowOf is the stretch of time that a request asks for: the last 24 hours,
// unless since and until say otherwise.
func windowOf(query url.Values, now time.Time) (during mesher.Window, err error) {
	during = mesher.Window{Since: now.Add(-24 * time.Hour), Until: now}
	for name, at := range map[string]*time.Time{"since": &during.Since, "until": &during.Until} {
		if !query.Has(name) {
			continue
		}
		if *at, err = time.Parse(time.RFC3339, query.Get(name)); err != nil {
			return during, mesher.Errorf(mesher.Invalid, "%s must be a time such as 2026-03-14T15:09:26Z", name)
		}
	}
	return during, nil
}
