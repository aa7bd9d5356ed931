package server

import (
	"net/http"
	"net/url"
	"time"

	"github.com/mesh-actors/mesh/mesher"
)

type bucketView struct {
	Bucket string `json:"bucket"` // when it begins
	Count  int64  `json:"count"`
}

func viewBucket(b mesher.Bucket) bucketView { return bucketView{mesher.FormatTime(b.Start), b.Events} }

// bucketsOf reads how events are to be counted: by hour by default, or by day.
func bucketsOf(query url.Values) (during mesher.Window, step mesher.Step, err error) {
	switch name := query.Get("bucket"); name {
	case "", "hour":
		step = mesher.Hourly
	case "day":
		step = mesher.Daily
	default:
		return during, step, mesher.Errorf(mesher.Invalid, "bucket is %.32q; it must be hour or day", name)
	}
	during, err = windowOf(query, lastDay())
	return during, step, err
}

// showVolume counts a project's events.
func (s *Server) showVolume(w http.ResponseWriter, r *http.Request, in inProject) error {
	during, step, err := bucketsOf(r.URL.Query())
	if err != nil {
		return err
	}
	buckets, err := s.config.Store.Volume(r.Context(), in.project.ID, during, step)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, viewAll(buckets, viewBucket))
}

type levelCount struct {
	Level mesher.Level `json:"level"`
	Count int64        `json:"count"`
}

// showLevels counts them by level.
func (s *Server) showLevels(w http.ResponseWriter, r *http.Request, in inProject) error {
	during, err := windowOf(r.URL.Query(), lastDay())
	if err != nil {
		return err
	}
	levels, err := s.config.Store.Levels(r.Context(), in.project.ID, during)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, viewAll(levels, func(l mesher.LevelCount) levelCount { return levelCount{l.Level, l.Events} }))
}

// A topIssue is an issue with the number of its events in the time asked for.
type topIssue struct {
	issueView
	Count int64 `json:"count"`
}

// showTopIssues lists the unresolved issues with the most events.
func (s *Server) showTopIssues(w http.ResponseWriter, r *http.Request, in inProject) error {
	during, err := windowOf(r.URL.Query(), lastDay())
	if err != nil {
		return err
	}
	limit, err := limitOf(r.URL.Query(), 10, mesher.MaxPage)
	if err != nil {
		return err
	}
	top, err := s.config.Store.TopIssues(r.Context(), in.project.ID, during, limit)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, viewAll(top, func(t mesher.IssueCount) topIssue {
		return topIssue{viewIssue(in.project, t.Issue), t.Events}
	}))
}

// showTagValues counts the values of a tag.
func (s *Server) showTagValues(w http.ResponseWriter, r *http.Request, in inProject) error {
	during, err := windowOf(r.URL.Query(), lastDay())
	if err != nil {
		return err
	}
	key := r.URL.Query().Get("key")
	if key == "" {
		return mesher.Errorf(mesher.Invalid, "key must name a tag")
	}
	counts, err := s.config.Store.TopValues(r.Context(), in.project.ID, key, during)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, viewAll(counts.Values, viewValue))
}

type projectHealth struct {
	Unresolved int64 `json:"unresolved_count"`
	Events24h  int64 `json:"events_24h"`
	NewToday   int64 `json:"new_today"`
}

// showProjectHealth summarises how a project is doing.
func (s *Server) showProjectHealth(w http.ResponseWriter, r *http.Request, in inProject) error {
	h, err := s.config.Store.Health(r.Context(), in.project.ID, time.Now())
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, projectHealth{h.Unresolved, h.Events24h, h.NewToday})
}

type storageView struct {
	Events int64 `json:"event_count"`
	Bytes  int64 `json:"estimated_bytes"`
}

// showStorage returns how much space a project's events take.
func (s *Server) showStorage(w http.ResponseWriter, r *http.Request, in inProject) error {
	used, err := s.config.Store.Storage(r.Context(), in.project.ID)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, storageView{used.Events, used.Bytes})
}
