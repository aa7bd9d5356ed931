package storetest

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/mesh-actors/mesh/mesher"
)

// Lives leads a store through random lives of issues: events come, some of them
// again; issues are merged, unmerged, deleted, discarded and resolved; and, if
// expiring, events expire, which issues outlive. After each life check compares
// the counts with the rows.
func Lives(t *testing.T, store mesher.Store, expiring bool, check func()) {
	s := newScene(t, store)
	rapid.Check(t, func(r *rapid.T) {
		settings := mesher.Settings{RetentionDays: 1}
		p, err := store.CreateProject(t.Context(), mesher.Project{OrgID: s.project.OrgID, Slug: "p" + uuid.NewString(), Settings: settings})
		s.must(err)
		l := life{scene: s, T: r, project: p.ID}
		acts := []func(*rapid.T){l.write, l.write, l.replay, l.merge, l.merge, l.unmerge, l.unmerge, l.delete, l.status}
		if expiring {
			acts = append(acts, l.expire)
		}
		for n := rapid.IntRange(4, 14).Draw(r, "acts"); n > 0; n-- {
			acts[rapid.IntRange(0, len(acts)-1).Draw(r, "act")](r)
		}
		if check(); t.Failed() {
			r.FailNow()
		}
	})
}

// A life is one of the lives.
type life struct {
	*rapid.T
	scene   *scene
	project mesher.ProjectID
	written []mesher.Record
	merged  uuid.UUID // what can be unmerged again
}

var lifeHashes = rapid.SampledFrom([]string{"a", "b", "c", "d"})

func (l *life) must(err error) {
	l.Helper()
	if err != nil {
		l.Fatal(err)
	}
}

// tolerate is must for actions that may be too late: the issue does not exist any
// more.
func (l *life) tolerate(err error) {
	l.Helper()
	switch mesher.KindOf(err) {
	case mesher.NotFound, mesher.Conflict, mesher.Invalid:
	default:
		l.must(err)
	}
}

func (l *life) write(r *rapid.T) {
	batch := make([]mesher.Record, rapid.IntRange(1, 12).Draw(r, "size"))
	for i := range batch {
		batch[i] = l.scene.record(lifeHashes.Draw(r, "hash"), of(l.project),
			at(noon.Add(-time.Duration(rapid.IntRange(0, 72*60).Draw(r, "minutes ago"))*time.Minute)),
			level(mesher.Level(rapid.IntRange(0, 2).Draw(r, "level"))),
			user(mesher.User{ID: fmt.Sprint(rapid.IntRange(0, 4).Draw(r, "user"))}),
			func(x *mesher.Record) {
				x.Event.Environment = rapid.SampledFrom([]string{"", "prod", "test"}).Draw(r, "environment")
				x.Event.Release = rapid.SampledFrom([]string{"", "1", "2"}).Draw(r, "release")
				x.Event.Tags = map[string]string{"os": rapid.SampledFrom([]string{"Linux", "BSD"}).Draw(r, "os")}
			})
	}
	l.store(batch)
}

func (l *life) replay(r *rapid.T) {
	if len(l.written) == 0 {
		return
	}
	from := rapid.IntRange(0, len(l.written)-1).Draw(r, "from")
	l.store(l.written[from:min(len(l.written), from+10)])
}

func (l *life) store(batch []mesher.Record) {
	_, err := l.scene.store.WriteEvents(l.scene.Context(), batch)
	l.must(err)
	l.written = append(l.written, batch...)
}

// pick takes any issue.
func (l *life) pick(r *rapid.T, what string) uuid.UUID {
	page, err := l.scene.store.ListIssues(l.scene.Context(), l.project, mesher.IssueQuery{})
	l.must(err)
	all := []uuid.UUID{uuid.New()} // and one that never existed
	for _, i := range page.Items {
		all = append(all, i.ID)
	}
	return rapid.SampledFrom(all).Draw(r, what)
}

func (l *life) merge(r *rapid.T) {
	from, into := l.pick(r, "from"), l.pick(r, "into")
	l.tolerate(l.scene.store.MergeIssue(l.scene.Context(), l.project, from, into, l.scene.act()))
	l.merged = into
}

func (l *life) unmerge(r *rapid.T) {
	hash := l.scene.record(lifeHashes.Draw(r, "hash")).Grouping.Hash
	issue := l.merged
	if issue == uuid.Nil || rapid.Bool().Draw(r, "another") {
		issue = l.pick(r, "issue")
	}
	_, err := l.scene.store.UnmergeIssue(l.scene.Context(), l.project, issue, hash, l.scene.act())
	l.tolerate(err)
}

func (l *life) delete(r *rapid.T) {
	_, err := l.scene.store.DeleteIssues(l.scene.Context(), l.project, []uuid.UUID{l.pick(r, "issue")})
	l.must(err)
}

func (l *life) status(r *rapid.T) {
	status := rapid.SampledFrom([]mesher.Status{mesher.Resolved, mesher.Discarded, mesher.Archived, mesher.Unresolved}).Draw(r, "status")
	_, err := l.scene.store.ChangeStatus(l.scene.Context(), l.project, []uuid.UUID{l.pick(r, "issue")}, status, l.scene.act())
	l.must(err)
}

func (l *life) expire(*rapid.T) {
	_, err := l.scene.store.Expire(l.scene.Context(), noon)
	l.must(err)
}
