package storetest

import (
	"crypto/sha256"
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

// noon is when events are received unless a test says otherwise: far from
// midnight, near which repeats are looked for on two days.
var noon = time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC)

// A scene is a store with one project, and the short words of the tests. Each
// fails the test on an unexpected error.
type scene struct {
	*testing.T
	store   mesher.Store
	project mesher.Project
	key     mesher.Key
}

func newScene(t *testing.T, store mesher.Store) *scene {
	s := &scene{T: t, store: store}
	var err error
	s.project, s.key, err = store.Bootstrap(t.Context())
	s.must(err)
	return s
}

func (s *scene) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

// wantKind fails unless err is of a kind.
func (s *scene) wantKind(err error, want mesher.Kind) {
	s.Helper()
	if err == nil || mesher.KindOf(err) != want {
		s.Fatalf("the error is %v of kind %d, want kind %d", err, mesher.KindOf(err), want)
	}
}

// wantEqual fails unless got equals want.
func wantEqual[T comparable](s *scene, what string, got, want T) {
	s.Helper()
	if got != want {
		s.Errorf("%s is %v, want %v", what, got, want)
	}
}

// An option changes a record that a test is about to write.
type option func(*mesher.Record)

func at(t time.Time) option        { return func(r *mesher.Record) { r.Event.ReceivedAt = t } }
func id(id uuid.UUID) option       { return func(r *mesher.Record) { r.Event.ID = id } }
func level(l mesher.Level) option  { return func(r *mesher.Record) { r.Event.Level = l } }
func user(u mesher.User) option    { return func(r *mesher.Record) { r.Event.User = &u } }
func of(p mesher.ProjectID) option { return func(r *mesher.Record) { r.Event.ProjectID = p } }

// record makes an event that falls into the issue of a name.
func (s *scene) record(issue string, options ...option) mesher.Record {
	r := mesher.Record{
		Event: &mesher.Event{
			ID:         uuid.New(),
			ProjectID:  s.project.ID,
			ReceivedAt: noon,
			Timestamp:  noon,
			Message:    issue + " happened",
		},
		Grouping: mesher.Grouping{
			Hash:        sha256.Sum256([]byte(issue)),
			Title:       issue,
			Culprit:     "in " + issue,
			Explanation: mesher.Explanation{Variant: "message", Parts: []string{issue}},
		},
	}
	for _, change := range options {
		change(&r)
	}
	return r
}

func (s *scene) write(records ...mesher.Record) []mesher.Receipt {
	s.Helper()
	receipts, err := s.store.WriteEvents(s.Context(), records)
	s.must(err)
	if len(receipts) != len(records) {
		s.Fatalf("%d receipts for %d records", len(receipts), len(records))
	}
	for i, r := range receipts {
		if r.EventID != records[i].Event.ID {
			s.Fatalf("receipt %d is for event %s, want %s", i, r.EventID, records[i].Event.ID)
		}
	}
	return receipts
}

// writeOne writes one record in a batch of its own.
func (s *scene) writeOne(issue string, options ...option) mesher.Receipt {
	s.Helper()
	return s.write(s.record(issue, options...))[0]
}

func (s *scene) issue(id uuid.UUID) mesher.Issue {
	s.Helper()
	issue, err := s.store.Issue(s.Context(), id)
	s.must(err)
	return issue
}

// issues lists the first page of so many.
func (s *scene) issues(limit int) []mesher.Issue {
	s.Helper()
	page, err := s.store.ListIssues(s.Context(), s.project.ID, mesher.IssueQuery{PageRequest: mesher.PageRequest{Limit: limit}})
	s.must(err)
	return page.Items
}

// anotherProject adds a project beside the scene's own.
func (s *scene) anotherProject(slug string) mesher.Project {
	s.Helper()
	p, err := s.store.CreateProject(s.Context(), mesher.Project{OrgID: s.project.OrgID, Name: slug, Slug: slug})
	s.must(err)
	return p
}

// outcomes shows receipts briefly: "stored! duplicate", where ! is a new issue.
func outcomes(receipts []mesher.Receipt) string {
	var words []string
	for _, r := range receipts {
		word := string(r.Outcome)
		if r.NewIssue {
			word += "!"
		}
		words = append(words, word)
	}
	return fmt.Sprint(words)
}
