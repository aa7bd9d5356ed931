package server

import (
	"net/http"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

// A wholeIssue is an issue with what is known of where it occurred.
type wholeIssue struct {
	issueView
	ProjectID    mesher.ProjectID   `json:"project_id"`
	FirstRelease string             `json:"first_release"`
	LastRelease  string             `json:"last_release"`
	Environments []string           `json:"environments"`
	Releases     []string           `json:"releases"`
	Tags         []tagBreakdown     `json:"tags"`
	TagsOf       int                `json:"tags_of"` // how many of the newest events the tags count
	Grouping     mesher.Explanation `json:"grouping"`
}

type tagBreakdown struct {
	Key    string       `json:"key"`
	Values []valueCount `json:"values"`
}

type valueCount struct {
	Value string `json:"value"`
	Count int64  `json:"count"`
}

func viewValue(v mesher.ValueCount) valueCount { return valueCount{v.Value, v.Events} }

// showIssue returns one issue.
func (s *Server) showIssue(w http.ResponseWriter, r *http.Request, in ofIssue) error {
	facts, err := s.config.Store.IssueFacts(r.Context(), in.project.ID, in.issue.ID)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, wholeIssue{
		issueView: viewIssue(in.project, in.issue), ProjectID: in.project.ID,
		FirstRelease: facts.FirstRelease, LastRelease: facts.LastRelease,
		Environments: orEmpty(facts.Environments), Releases: orEmpty(facts.Releases),
		Tags: viewAll(facts.Tags, func(b mesher.TagBreakdown) tagBreakdown {
			return tagBreakdown{b.Key, viewAll(b.Values, viewValue)}
		}),
		TagsOf: facts.TagsOf, Grouping: in.issue.Grouping,
	})
}

// orEmpty makes a nil list an empty one in JSON.
func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// A listedEvent is an event in a list.
type listedEvent struct {
	ID         string       `json:"id"`
	Level      mesher.Level `json:"level"`
	Message    string       `json:"message"`
	ReceivedAt string       `json:"received_at"`
}

func viewEvent(e mesher.EventSummary) listedEvent {
	return listedEvent{e.ID.String(), e.Level, e.Message, mesher.FormatTime(e.ReceivedAt)}
}

// listIssueEvents lists an issue's events, the newest first.
func (s *Server) listIssueEvents(w http.ResponseWriter, r *http.Request, in ofIssue) error {
	request, err := pageRequestOf(r.URL.Query())
	if err != nil {
		return err
	}
	events, err := s.config.Store.IssueEvents(r.Context(), in.project.ID, in.issue.ID, request)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, pageOf(events, viewEvent))
}

// showTimeline returns the newest of them.
func (s *Server) showTimeline(w http.ResponseWriter, r *http.Request, in ofIssue) error {
	limit, err := limitOf(r.URL.Query(), 50, mesher.MaxPage)
	if err != nil {
		return err
	}
	events, err := s.config.Store.IssueEvents(r.Context(), in.project.ID, in.issue.ID, mesher.PageRequest{Limit: limit})
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, viewAll(events.Items, viewEvent))
}

// showIssueVolume counts them by hour or by day.
func (s *Server) showIssueVolume(w http.ResponseWriter, r *http.Request, in ofIssue) error {
	during, step, err := bucketsOf(r.URL.Query())
	if err != nil {
		return err
	}
	volumes, err := s.config.Store.IssueVolumes(r.Context(), in.project.ID, []uuid.UUID{in.issue.ID}, during, step)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, viewAll(volumes[0], viewBucket))
}
