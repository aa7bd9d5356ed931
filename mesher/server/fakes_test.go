package server

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/access"
)

// The world of the tests: two projects, each with a key.
var (
	ada     = mesher.Account{ID: uuid.UUID{0xa}, Email: "ada@example.com", Name: "Ada"}
	shop    = mesher.Project{ID: 1, Name: "Shop", Slug: "shop"}
	till    = mesher.Project{ID: 2, Name: "Till", Slug: "till"}
	shopKey = mesher.Key{ProjectID: shop.ID, Value: "mshr_00000000000000000000000000000001"}
	tillKey = mesher.Key{ProjectID: till.ID, Value: "mshr_00000000000000000000000000000002"}
)

// A world implements all ports. Its functions replace the usual answers where a
// test wants others.
type world struct {
	mesher.Store // methods that no test uses

	submit      func(context.Context, mesher.Submission) (mesher.Receipt, error)
	projects    []mesher.Project
	listIssues  func(mesher.ProjectID, mesher.IssueQuery) (mesher.Page[mesher.Issue], error)
	issue       mesher.Issue
	latestEvent func() (*mesher.Event, error)
	outcomes    []mesher.OutcomeCount
	quarantine  []mesher.IsolatedEvent
	events      mesher.Page[mesher.EventSummary]
	event       mesher.StoredEvent

	mu        sync.Mutex // guards the fields below
	submitted []mesher.Submission
	counted   map[mesher.Outcome]int
	asked     []any // the queries for lists
}

// receipt is what the usual Submit returns.
var receipt = mesher.Receipt{EventID: uuid.UUID{0xe}, IssueID: uuid.UUID{0x1}, Outcome: mesher.Stored}

func (w *world) Submit(ctx context.Context, s mesher.Submission) (mesher.Receipt, error) {
	w.mu.Lock()
	w.submitted = append(w.submitted, s)
	w.mu.Unlock()
	if w.submit != nil {
		return w.submit(ctx, s)
	}
	return receipt, nil
}

func (w *world) Count(_ mesher.ProjectID, outcome mesher.Outcome, events int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.counted == nil {
		w.counted = make(map[mesher.Outcome]int)
	}
	w.counted[outcome] += events
}

func (w *world) Authenticate(_ context.Context, value string) (mesher.Project, mesher.Key, error) {
	switch value {
	case shopKey.Value:
		return shop, shopKey, nil
	case tillKey.Value:
		return till, tillKey, nil
	}
	return mesher.Project{}, mesher.Key{}, mesher.Errorf(mesher.Unauthorized, "this key is not known")
}

// Everybody is Ada, who owns the one organisation there is.
func (w *world) SessionByDigest(context.Context, mesher.Digest, time.Time) (mesher.Session, mesher.Account, error) {
	return mesher.Session{ID: uuid.UUID{0x5}, SeenAt: time.Now()}, ada, nil
}

func (w *world) RoleIn(context.Context, uuid.UUID, uuid.UUID) (mesher.Role, error) {
	return mesher.OwnerRole, nil
}

func (w *world) FirstOrg(context.Context) (mesher.Org, error) { return mesher.Org{}, nil }

func (w *world) Memberships(context.Context, uuid.UUID) ([]mesher.Membership, error) {
	return []mesher.Membership{{Role: mesher.OwnerRole}}, nil
}

func (w *world) ProjectsOf(context.Context, uuid.UUID) ([]mesher.Project, error) {
	return w.projects, nil
}

func (w *world) Project(_ context.Context, ref string) (mesher.Project, error) {
	switch ref {
	case "shop", "1":
		return shop, nil
	case "till", "2":
		return till, nil
	}
	return mesher.Project{}, mesher.Errorf(mesher.NotFound, "there is no project %q", ref)
}

func (w *world) KeysOf(_ context.Context, project mesher.ProjectID) ([]mesher.Key, error) {
	revoked := tillKey
	revoked.RevokedAt = time.Unix(1, 0)
	if project == till.ID {
		return []mesher.Key{revoked}, nil
	}
	return []mesher.Key{revoked, shopKey}, nil
}

func (w *world) ListIssues(_ context.Context, project mesher.ProjectID, q mesher.IssueQuery) (mesher.Page[mesher.Issue], error) {
	if w.listIssues == nil {
		return mesher.Page[mesher.Issue]{}, nil
	}
	return w.listIssues(project, q)
}

func (w *world) IssueVolumes(_ context.Context, project mesher.ProjectID, issues []uuid.UUID, during mesher.Window, step mesher.Step) ([][]mesher.Bucket, error) {
	volumes := make([][]mesher.Bucket, len(issues))
	for i := range issues {
		buckets, err := during.Buckets(step)
		if err != nil {
			return nil, err
		}
		volumes[i] = buckets
	}
	return volumes, nil
}

// There are two events, at the end of any window.
func (w *world) Volume(_ context.Context, _ mesher.ProjectID, during mesher.Window, step mesher.Step) ([]mesher.Bucket, error) {
	buckets, err := during.Buckets(step)
	if err == nil {
		buckets[len(buckets)-1].Events = 2
	}
	return buckets, err
}

func (w *world) Levels(context.Context, mesher.ProjectID, mesher.Window) ([]mesher.LevelCount, error) {
	return []mesher.LevelCount{{Level: mesher.LevelError, Events: 2}}, nil
}

func (w *world) TopIssues(context.Context, mesher.ProjectID, mesher.Window, int) ([]mesher.IssueCount, error) {
	return []mesher.IssueCount{{Issue: mesher.Issue{Title: "the worst"}, Events: 2}}, nil
}

func (w *world) Health(context.Context, mesher.ProjectID, time.Time) (mesher.Health, error) {
	return mesher.Health{Unresolved: 1, Events24h: 2}, nil
}

func (w *world) TopValues(context.Context, mesher.ProjectID, string, mesher.Window) (mesher.TagCounts, error) {
	return mesher.TagCounts{}, nil
}

func (w *world) Members(context.Context, uuid.UUID) ([]mesher.Member, error) {
	return []mesher.Member{{AccountID: ada.ID, Name: ada.Name, Email: ada.Email, Role: mesher.OwnerRole}}, nil
}

func (w *world) IssueFacts(context.Context, mesher.ProjectID, uuid.UUID) (mesher.IssueFacts, error) {
	return mesher.IssueFacts{}, nil
}

func (w *world) Activity(context.Context, mesher.ProjectID, uuid.UUID) ([]mesher.Activity, error) {
	return nil, nil
}

func (w *world) Comment(_ context.Context, project mesher.ProjectID, issue uuid.UUID, text string, act mesher.Act) error {
	w.asked = append(w.asked, project, issue, text, act.By)
	return nil
}

func (w *world) DeleteIssues(_ context.Context, project mesher.ProjectID, issues []uuid.UUID) (int, error) {
	w.asked = append(w.asked, project, issues)
	return len(issues), nil
}

func (w *world) ChangeStatus(_ context.Context, project mesher.ProjectID, issues []uuid.UUID, status mesher.Status, act mesher.Act) (int, error) {
	w.asked = append(w.asked, project, issues, status, act.By)
	return len(issues), nil
}

func (w *world) Issue(_ context.Context, id uuid.UUID) (mesher.Issue, error) {
	if id != w.issue.ID {
		return mesher.Issue{}, mesher.Errorf(mesher.NotFound, "there is no issue with this id")
	}
	return w.issue, nil
}

func (w *world) LatestEvent(context.Context, uuid.UUID) (*mesher.Event, error) {
	if w.latestEvent == nil {
		return nil, mesher.Errorf(mesher.NotFound, "no event is left")
	}
	return w.latestEvent()
}

func (w *world) Outcomes(_ context.Context, project mesher.ProjectID, since, until time.Time) ([]mesher.OutcomeCount, error) {
	w.asked = append(w.asked, project, since, until)
	return w.outcomes, nil
}

func (w *world) Isolated(_ context.Context, project mesher.ProjectID, before uuid.UUID) ([]mesher.IsolatedEvent, error) {
	w.asked = append(w.asked, project, before)
	return w.quarantine, nil
}

func (w *world) IsolatedEvent(_ context.Context, id uuid.UUID) (mesher.IsolatedEvent, error) {
	for _, e := range w.quarantine {
		if e.ID == id {
			return e, nil
		}
	}
	return mesher.IsolatedEvent{}, mesher.Errorf(mesher.NotFound, "the quarantine has no such event")
}

func (w *world) IsolatedAs(_ context.Context, projects []mesher.ProjectID, event uuid.UUID) (mesher.IsolatedEvent, error) {
	for _, e := range w.quarantine {
		if e.Event.ID == event && slices.Contains(projects, e.Event.ProjectID) {
			return e, nil
		}
	}
	return mesher.IsolatedEvent{}, mesher.Errorf(mesher.NotFound, "the quarantine has no such event")
}

func (w *world) DeleteIsolated(_ context.Context, id uuid.UUID) error {
	_, err := w.Retry(context.Background(), id)
	return err
}

func (w *world) Retry(_ context.Context, id uuid.UUID) (mesher.Receipt, error) {
	_, err := w.IsolatedEvent(context.Background(), id)
	return receipt, err
}

func (w *world) IssueEvents(_ context.Context, project mesher.ProjectID, issue uuid.UUID, page mesher.PageRequest) (mesher.Page[mesher.EventSummary], error) {
	w.asked = append(w.asked, project, issue, page)
	return w.events, nil
}

func (w *world) Event(_ context.Context, projects []mesher.ProjectID, id uuid.UUID) (mesher.StoredEvent, error) {
	if w.event.Event == nil || w.event.Event.ID != id || !slices.Contains(projects, w.event.Event.ProjectID) {
		return mesher.StoredEvent{}, mesher.Errorf(mesher.NotFound, "there is no event with this id")
	}
	return w.event, nil
}

// server returns a server on w, which logs to nowhere.
func (w *world) server() *Server { return New(w.config()) }

func (w *world) config() Config {
	return Config{Intake: w, Keys: w, Store: w, Admin: w, Gate: access.New(access.Config{Store: w}), Grace: time.Minute,
		Log: slog.New(slog.NewTextHandler(io.Discard, nil))}
}

// ask sends one request, as a signed-in person, and returns the whole answer.
func ask(t *testing.T, s http.Handler, r *http.Request) *httptest.ResponseRecorder {
	t.Helper()
	r.AddCookie(&http.Cookie{Name: "mesher", Value: "a session"})
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

func get(t *testing.T, s http.Handler, path string) *httptest.ResponseRecorder {
	t.Helper()
	return ask(t, s, httptest.NewRequest("GET", path, nil))
}

// post sends a body, with headers given as names and values in turn.
func post(t *testing.T, s http.Handler, path, body string, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest("POST", path, strings.NewReader(body))
	for pair := range slices.Chunk(header, 2) {
		r.Header.Set(pair[0], pair[1])
	}
	return ask(t, s, r)
}

// with returns a header with one more field.
func with(header []string, name, value string) []string {
	return append(slices.Clone(header), name, value)
}

func gzipped(s string) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	io.WriteString(z, s)
	z.Close()
	return b.String()
}

func gunzipped(t *testing.T, s string) string {
	t.Helper()
	z, err := gzip.NewReader(strings.NewReader(s))
	if err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}
