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

// Reading measures every query of lists, pages and dashboards, on a store with
// data, as sub-benchmarks that report p50-ms and p99-ms. Each round queries for
// another project, issue or event. end is when the newest event was received.
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
			b.ReportMetric(Percentile(took, 50), "p50-ms")
			b.ReportMetric(Percentile(took, 99), "p99-ms")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// Percentile returns how many milliseconds that percentage of them took at most.
func Percentile(took []time.Duration, percent int) float64 {
	slices.Sort(took)
	return float64(took[(len(took)-1)*percent/100].Microseconds()) / 1000
}

// A Sample is what a query can be about.
type Sample struct {
	Project mesher.ProjectID
	Issue   uuid.UUID
	Event   mesher.EventSummary
}

// Samples returns samples of a store's most frequent issues and of its newest
// ones, each with a new event and an old one.
func Samples(b *testing.B, store mesher.Store) (samples []Sample) {
	must := func(err error) {
		if err != nil {
			b.Fatal(err)
		}
	}
	projects, err := store.Projects(b.Context())
	must(err)
	for _, p := range projects {
		for _, by := range []mesher.IssueSort{mesher.ByEvents, mesher.ByFirstSeen} {
			issues, err := store.ListIssues(b.Context(), p.ID, mesher.IssueQuery{Sort: by, PageRequest: mesher.PageRequest{Limit: 20}})
			must(err)
			for _, i := range issues.Items {
				old := &mesher.Cursor{Value: (i.FirstSeen.UnixMicro() + i.LastSeen.UnixMicro()) / 2}
				for _, after := range []*mesher.Cursor{nil, old} {
					events, err := store.IssueEvents(b.Context(), p.ID, i.ID, mesher.PageRequest{Limit: 1, After: after})
					must(err)
					for _, e := range events.Items {
						samples = append(samples, Sample{p.ID, i.ID, e})
					}
				}
			}
		}
	}
	return samples
}

type reading struct {
	mesher.Store
	random   *rand.Rand
	projects []mesher.ProjectID
	samples  []Sample
	day      mesher.Window // the last
	all      mesher.Window // ninety days
}

func newReading(b *testing.B, store mesher.Store, end time.Time) *reading {
	r := &reading{Store: store, random: rand.New(rand.NewPCG(1, 2)), samples: Samples(b, store),
		day: mesher.Window{Since: end.Add(-24 * time.Hour), Until: end},
		all: mesher.Window{Since: end.AddDate(0, 0, -90), Until: end}}
	projects, err := store.Projects(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	for _, p := range projects {
		r.projects = append(r.projects, p.ID)
	}
	return r
}

type question struct {
	name string
	ask  func(context.Context, Sample) error
}

func (r *reading) questions() []question {
	issues := func(change func(*mesher.IssueQuery, Sample)) func(context.Context, Sample) error {
		return func(ctx context.Context, of Sample) error {
			var q mesher.IssueQuery
			change(&q, of)
			_, err := r.ListIssues(ctx, of.Project, q)
			return err
		}
	}
	search := func(text string, w mesher.Window) func(context.Context, Sample) error {
		return func(ctx context.Context, of Sample) error {
			q, err := mesher.ParseQuery(text)
			if err == nil {
				_, err = r.SearchEvents(ctx, of.Project, q, w, 25)
			}
			return err
		}
	}
	tagged := func(key string) func(context.Context, Sample) error {
		return func(ctx context.Context, of Sample) error {
			_, err := r.TaggedEvents(ctx, of.Project, mesher.Tag{Key: key, Value: of.Event.Tags[key]}, mesher.Window{}, mesher.PageRequest{})
			return err
		}
	}
	before := func(of Sample) *mesher.Cursor {
		return &mesher.Cursor{Value: r.all.Since.AddDate(0, 0, 30+r.random.IntN(60)).UnixMicro(), ID: of.Issue}
	}
	return []question{
		{"issues", issues(func(q *mesher.IssueQuery, _ Sample) {})},
		{"issues/page", issues(func(q *mesher.IssueQuery, of Sample) { q.After = before(of) })},
		{"issues/first-seen", issues(func(q *mesher.IssueQuery, _ Sample) { q.Sort = mesher.ByFirstSeen })},
		{"issues/events", issues(func(q *mesher.IssueQuery, _ Sample) { q.Sort = mesher.ByEvents })},
		{"issues/users", issues(func(q *mesher.IssueQuery, _ Sample) { q.Sort = mesher.ByUsers })},
		{"issues/unresolved", issues(func(q *mesher.IssueQuery, _ Sample) { q.Status = mesher.Unresolved })},
		{"issues/resolved", issues(func(q *mesher.IssueQuery, _ Sample) { q.Status = mesher.Resolved })},
		{"issues/environment", issues(func(q *mesher.IssueQuery, _ Sample) { q.Environment = "staging" })},
		{"issues/release", issues(func(q *mesher.IssueQuery, of Sample) { q.Release = of.Event.Tags["release"] })},
		{"issues/text-of-none", issues(func(q *mesher.IssueQuery, _ Sample) { q.Text = "no such text" })},
		{"issues/tag-frequent", issues(func(q *mesher.IssueQuery, _ Sample) { q.Tag = mesher.Tag{Key: "os", Value: "Linux"} })},
		{"issues/tag-rare", issues(func(q *mesher.IssueQuery, of Sample) {
			q.Tag = mesher.Tag{Key: "request", Value: of.Event.Tags["request"]}
		})},
		{"issue", func(ctx context.Context, of Sample) error { _, err := r.Issue(ctx, of.Issue); return err }},
		{"issue/facts", func(ctx context.Context, of Sample) error {
			_, err := r.IssueFacts(ctx, of.Project, of.Issue)
			return err
		}},
		{"issue/events", func(ctx context.Context, of Sample) error {
			_, err := r.IssueEvents(ctx, of.Project, of.Issue, mesher.PageRequest{})
			return err
		}},
		{"issue/events/page", func(ctx context.Context, of Sample) error {
			_, err := r.IssueEvents(ctx, of.Project, of.Issue, mesher.PageRequest{After: before(of)})
			return err
		}},
		{"issue/volume-90d", func(ctx context.Context, of Sample) error {
			_, err := r.IssueVolumes(ctx, of.Project, []uuid.UUID{of.Issue}, r.all, mesher.Daily)
			return err
		}},
		{"event", func(ctx context.Context, of Sample) error {
			_, err := r.Event(ctx, []mesher.ProjectID{of.Project}, of.Event.ID)
			return err
		}},
		{"event/of-all-projects", func(ctx context.Context, of Sample) error {
			_, err := r.Event(ctx, r.projects, of.Event.ID)
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
		{"dashboard/volume-day", func(ctx context.Context, of Sample) error {
			_, err := r.Volume(ctx, of.Project, r.day, mesher.Hourly)
			return err
		}},
		{"dashboard/volume-90d", func(ctx context.Context, of Sample) error {
			_, err := r.Volume(ctx, of.Project, r.all, mesher.Daily)
			return err
		}},
		{"dashboard/levels", func(ctx context.Context, of Sample) error { _, err := r.Levels(ctx, of.Project, r.day); return err }},
		{"dashboard/top-issues", func(ctx context.Context, of Sample) error {
			_, err := r.TopIssues(ctx, of.Project, r.day, 10)
			return err
		}},
		{"dashboard/top-issues-90d", func(ctx context.Context, of Sample) error {
			_, err := r.TopIssues(ctx, of.Project, r.all, 10)
			return err
		}},
		{"dashboard/tags-counted", func(ctx context.Context, of Sample) error {
			_, err := r.TopValues(ctx, of.Project, "environment", r.day)
			return err
		}},
		{"dashboard/tags-raw", func(ctx context.Context, of Sample) error {
			_, err := r.TopValues(ctx, of.Project, "server", r.day)
			return err
		}},
		{"dashboard/health", func(ctx context.Context, of Sample) error {
			_, err := r.Health(ctx, of.Project, r.all.Until)
			return err
		}},
		{"dashboard/storage", func(ctx context.Context, of Sample) error { _, err := r.Storage(ctx, of.Project); return err }},
	}
}
