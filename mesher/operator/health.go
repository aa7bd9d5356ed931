package operator

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"time"
)

// A Problem is something that is wrong.
type Problem struct {
	What string `json:"what"`
	Do   string `json:"do"` // what to do about it
}

// A report is the state of a program.
type report struct {
	Status   string    `json:"status"` // ok, degraded; of readiness: ready, not ready
	Problems []Problem `json:"problems"`
}

// leastDaysAhead is the number of days with room for events below which there is
// a problem: more is made each day, so some attempts have failed by then.
const leastDaysAhead = 3

// problems looks for what is wrong now.
func (s *Server) problems(ctx context.Context) []Problem {
	ctx, cancel := context.WithTimeout(ctx, scrapeTimeout)
	defer cancel()
	found := []Problem{}
	add := func(do, what string, args ...any) { found = append(found, Problem{fmt.Sprintf(what, args...), do}) }
	c := s.config
	if err := c.Store.Ping(ctx); err != nil {
		add("see that the database runs and that this machine reaches it; until then events wait in the spool", "the database does not answer: %v", err)
	} else if days, err := c.Store.DaysAhead(ctx, time.Now()); err == nil && days < leastDaysAhead {
		add("the log says why no partitions are made: the database's user must own the table events", "there is room for the events of %d more days", days)
	}
	if q, err := c.Pipeline.Queue(ctx); err != nil {
		add("if it does not pass, the log says which service fails; restarting the program loses no event that was answered", "the pipeline does not answer: %v", err)
	} else if q.Refusing {
		add("make room if the disk of the data folder or of the database is full; the log says what else it is", "events are refused: neither the database nor the spool takes them")
	} else if q.Events > q.MaxEvents/2 {
		add("the database is slower than the events that come; mesher_commit_seconds says by how much", "%d events wait for the database", q.Events)
	}
	if held := c.Spool.Held(); held > c.SpoolMax/2 {
		add("bring the database back before it is full, or give it more room by MESHER_SPOOL_MAX; a spool that is full refuses events",
			"the spool holds %d MB of the %d MB that it may", held>>20, c.SpoolMax>>20)
	}
	chores := c.Chores()
	for _, name := range slices.Sorted(maps.Keys(chores)) {
		if err := chores[name].Err; err != nil {
			add("it is tried again each minute; what it says is mostly the database's", "%s fails: %v", name, err)
		}
	}
	return found
}

// getHealth says what is wrong. It always answers 200, as the program lives: a
// supervisor that restarts failed programs has no reason to.
func (s *Server) getHealth(w http.ResponseWriter, r *http.Request) {
	found := s.problems(r.Context())
	status := "ok"
	if len(found) > 0 {
		status = "degraded"
	}
	writeReport(w, http.StatusOK, report{status, found})
}

// getReadiness says whether events should be sent here.
func (s *Server) getReadiness(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), scrapeTimeout)
	defer cancel()
	err := s.config.Ready(ctx)
	found := s.problems(r.Context())
	if err == nil {
		writeReport(w, http.StatusOK, report{"ready", found})
		return
	}
	if len(found) == 0 { // the problem has passed meanwhile
		found = append(found, Problem{err.Error(), "ask again"})
	}
	writeReport(w, http.StatusServiceUnavailable, report{"not ready", found})
}

func writeReport(w http.ResponseWriter, status int, r report) {
	body, err := json.MarshalIndent(r, "", "  ")
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(cmp.Or(status, http.StatusOK))
	if err == nil {
		w.Write(append(body, '\n'))
	}
}
