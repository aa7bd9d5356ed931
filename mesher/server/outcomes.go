package server

import (
	"net/http"
	"strings"
	"time"

	"github.com/mesh-actors/mesh/mesher"
)

// An hourOfOutcomes counts what became of the events of an hour: received is the
// sum of stored, spooled and dropped. Events that SDKs report as dropped never
// came here, and items are not events; neither is in the sum.
type hourOfOutcomes struct {
	Hour       string           `json:"hour"` // when it begins
	Received   int64            `json:"received"`
	Stored     int64            `json:"stored"`
	Spooled    int64            `json:"spooled"` // and not stored yet
	Dropped    map[string]int64 `json:"dropped"` // by reason
	SDKDropped map[string]int64 `json:"sdk_dropped"`
	Items      map[string]int64 `json:"items"` // by Sentry's category
}

// getOutcomes lists a project's hours, oldest first; hours in which nothing came
// are left out.
func (s *Server) getOutcomes(w http.ResponseWriter, r *http.Request, in inProject) error {
	during, err := windowOf(r.URL.Query(), lastDay())
	if err != nil {
		return err
	}
	counts, err := s.config.Store.Outcomes(r.Context(), in.project.ID, during.Since.Truncate(time.Hour), during.Until)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, byHour(counts))
}

// byHour groups counts that come in the order of their hours.
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
