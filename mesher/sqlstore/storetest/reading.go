package storetest

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

// Reading measures every question that lists, pages and dashboards ask, on a
// store that holds something, as sub-benchmarks that report p50-ms and p99-ms.
// Each round asks with another project, issue or event. end is when the newest
// event was received.
func Reading(b *testing.B, store mesher.Store, end time.Time) {
	r := newReading(b, store, end)
	for _, read := range r.questions() {
		b.Run(read.name, func(b *testing.B) {
			var took []time.Duration
			for b.Loop() {
				of := r.samples[r.random.IntN(len(r.samples))]
				start := time.Now()
				if err := read.ask(b.Context(), of); err != nil {
					b.Fatal(err)
				}
				took = append(took, time.Since(start))
			}
			slices.Sort(took)
			for percent, name := range map[int]string{50: "p50-ms", 99: "p99-ms"} {
				b.ReportMetric(float64(took[(len(took)-1)*percent/100].Microseconds())/1000, name)
			}
			b.ReportMetric(0, "ns/op")
		})
	}
}

// A sample is what a round asks about.
type sample struct {
	project mesher.ProjectID
	issue   uuid.UUID
	event   mesher.EventSummary
}

type reading struct {
	mesher.Store
	random   *rand.Rand
	projects []mesher.ProjectID
	samples  []sample
	day      mesher.Window // the last
	all      mesher.Window // ninety days
}

func newReading(b *testing.B, store mesher.Store, end time.Time) *reading {
	r := &reading{Store: store, random: rand.New(rand.NewPCG(1, 2)),
		day: mesher.Window{Since: end.Add(-24 * time.Hour), Until: end},
		all: mesher.Window{Since: end.AddDate(0, 0, -90), Until: end}}
	must := func(err error) {
		if err != nil {
			b.Fatal(err)
		}
	}
	projects, err := store.Projects(b.Context())
	must(err)
	for _, p := range projects {
		r.projects = append(r.projects, p.ID)
		for _, by := range []mesher.IssueSort{mesher.ByEvents, mesher.ByFirstSeen} { // frequent ones, and others
			issues, err := store.ListIssues(b.Context(), p.ID, mesher.IssueQuery{Sort: by, PageRequest: mesher.PageRequest{Limit: 20}})
			must(err)
			for _, i := range issues.Items {
				events, err := store.IssueEvents(b.Context(), p.ID, i.ID, mesher.PageRequest{Limit: 100})
				must(err)
				for _, e := range events.Items[:min(1, len(events.Items))] {
					r.samples = append(r.samples, sample{p.ID, i.ID, e})
				}
				if n := len(events.Items); n > 1 {
					r.samples = append(r.samples, sample{p.ID, i.ID, events.Items[n-1]})
				}
			}
		}
	}
	return r
}

type question struct {
	name string
	ask  func(context.Context, sample) error
}

func (r *reading) questions() []question {
	issues := func(change func(*mesher.IssueQuery, sample)) func(context.Context, sample) error {
		return func(ctx context.Context, of sample) error {
			var q mesher.IssueQuery
			change(&q, of)
			_, err := r.ListIssues(ctx, of.project, q)
			return err
		}
	}
	search := func(text string, w mesher.Window) func(context.Context, sample) error {
		return func(ctx context.Context, of sample) error {
			q, err := mesher.ParseQuery(text)
			if err == nil {
				_, err = r.SearchEvents(ctx, of.project, q, w, 25)
			}
			return err
		}
	}
	tagged := func(key string) func(context.Context, sample) error {
		return func(ctx context.Context, of sample) error {
			_, err := r.TaggedEvents(ctx, of.project, mesher.Tag{Key: key, Value: of.event.Tags[key]}, mesher.Window{}, mesher.PageRequest{})
			return err
		}
	}
	before := func(of sample) *mesher.Cursor {
		return &mesher.Cursor{Value: r.all.Since.AddDate(0, 0, 30+r.random.IntN(60)).UnixMicro(), ID: of.issue}
	}
	return []question{
		{"issues", issues(func(q *mesher.IssueQuery, _ sample) {})},
		{"issues/page", issues(func(q *mesher.IssueQuery, of sample) { q.After = before(of) })},
		{"issues/first-seen", issues(func(q *mesher.IssueQuery, _ sample) { q.Sort = mesher.ByFirstSeen })},
		{"issues/events", issues(func(q *mesher.IssueQuery, _ sample) { q.Sort = mesher.ByEvents })},
		{"issues/users", issues(func(q *mesher.IssueQuery, _ sample) { q.Sort = mesher.ByUsers })},
		{"issues/unresolved", issues(func(q *mesher.IssueQuery, _ sample) { q.Status = mesher.Unresolved })},
		{"issues/resolved", issues(func(q *mesher.IssueQuery, _ sample) { q.Status = mesher.Resolved })},
		{"issues/environment", issues(func(q *mesher.IssueQuery, _ sample) { q.Environment = "staging" })},
		{"issues/release", issues(func(q *mesher.IssueQuery, of sample) { q.Release = of.event.Tags["release"] })},
		{"issues/text-of-none", issues(func(q *mesher.IssueQuery, _ sample) { q.Text = "no such text" })},
		{"issues/tag-frequent", issues(func(q *mesher.IssueQuery, _ sample) { q.Tag = mesher.Tag{Key: "os", Value: "Linux"} })},
		{"issues/tag-rare", issues(func(q *mesher.IssueQuery, of sample) {
			q.Tag = mesher.Tag{Key: "request", Value: of.event.Tags["request"]}
		})},
		{"issue", func(ctx context.Context, of sample) error { _, err := r.Issue(ctx, of.issue); return err }},
		{"issue/facts", func(ctx context.Context, of sample) error {
			_, err := r.IssueFacts(ctx, of.project, of.issue)
			return err
		}},
		{"issue/events", func(ctx context.Context, of sample) error {
			_, err := r.IssueEvents(ctx, of.project, of.issue, mesher.PageRequest{})
			return err
		}},
		{"issue/events/page", func(ctx context.Context, of sample) error {
			_, err := r.IssueEvents(ctx, of.project, of.issue, mesher.PageRequest{After: before(of)})
			return err
		}},
		{"issue/volume-90d", func(ctx context.Context, of sample) error {
			_, err := r.IssueVolume(ctx, of.project, of.issue, r.all, mesher.Daily)
			return err
		}},
		{"event", func(ctx context.Context, of sample) error {
			_, err := r.Event(ctx, []mesher.ProjectID{of.project}, of.event.ID)
			return err
		}},
		{"event/of-all-projects", func(ctx context.Context, of sample) error {
			_, err := r.Event(ctx, r.projects, of.event.ID)
			return err
		}},
		{"tagged/frequent", tagged("os")},
		{"tagged/server", tagged("server")},
		{"tagged/rare", tagged("request")},
		{"tagged/none", tagged("no-such-key")},
		{"search/frequent", search("typeerror checkout", mesher.Window{})},
		{"search/frequent-day", search("typeerror checkout", r.day)},
		{"search/row", search(`"could not complete"`, mesher.Window{})},
		{"search/prefix", search("tenan* 49*", mesher.Window{})},
		{"search/rare", search("rarely", mesher.Window{})},
		{"search/none", search("nosuchword", mesher.Window{})},
		{"dashboard/volume-day", func(ctx context.Context, of sample) error {
			_, err := r.Volume(ctx, of.project, r.day, mesher.Hourly)
			return err
		}},
		{"dashboard/volume-90d", func(ctx context.Context, of sample) error {
			_, err := r.Volume(ctx, of.project, r.all, mesher.Daily)
			return err
		}},
		{"dashboard/levels", func(ctx context.Context, of sample) error { _, err := r.Levels(ctx, of.project, r.day); return err }},
		{"dashboard/top-issues", func(ctx context.Context, of sample) error {
			_, err := r.TopIssues(ctx, of.project, r.day, 10)
			return err
		}},
		{"dashboard/top-issues-90d", func(ctx context.Context, of sample) error {
			_, err := r.TopIssues(ctx, of.project, r.all, 10)
			return err
		}},
		{"dashboard/tags-counted", func(ctx context.Context, of sample) error {
			_, err := r.TopValues(ctx, of.project, "environment", r.day)
			return err
		}},
		{"dashboard/tags-raw", func(ctx context.Context, of sample) error {
			_, err := r.TopValues(ctx, of.project, "server", r.day)
			return err
		}},
		{"dashboard/health", func(ctx context.Context, of sample) error {
			_, err := r.Health(ctx, of.project, r.all.Until)
			return err
		}},
		{"dashboard/storage", func(ctx context.Context, of sample) error { _, err := r.Storage(ctx, of.project); return err }},
	}
}
