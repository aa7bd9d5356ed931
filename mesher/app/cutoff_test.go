package app

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/mesh-actors/mesh/mesher/alerting"
)

// The leader loses the database, alone or together with the other nodes: then it
// is cut off from everything. It answers from its spool, and stops its work under
// leases before another node has them. Once it is back, the events that it took
// are stored and heard, and the cluster is as before within five seconds.
func TestTheLeaderIsCutOff(t *testing.T) {
	t.Parallel()
	lines := make([]*line, 3)
	pc := newPartitionedCluster(t, 200*time.Millisecond, func(i int, s *settings) {
		lines[i] = openLine(t, s.database)
		s.database = lines[i].database
	})
	for round := range scaled(1, 50) {
		pc.newIssues(t)
		lead := -1
		until(t, "somebody leads", func() bool { lead = slices.Index(pc.names(), pc.leader(t)); return lead >= 0 })
		alone := round%2 == 0
		// At times it has just crashed, and is looking for news again, or has given
		// that lease up; in the first round its next sign of life is near, which leaves
		// the shortest wait.
		if round > 0 {
			pc.kill(t, pc.names()[lead], alerting.Evaluator)
			time.Sleep(time.Duration(pc.rand.Int64N(int64(500 * time.Millisecond))))
		} else {
			until(t, "his next sign of life is near", func() bool { return pc.silent(t) > 2*time.Second })
		}
		looked := pc.lookAt(t, pc.names()[lead])
		began := time.Now()
		lines[lead].cut(true)
		pc.part(t, func(from, to int) bool { return alone && (from == lead) != (to == lead) })
		pc.await(3)
		pc.newIssues(t)
		until(t, "others lead", func() bool {
			return pc.leader(t) != "" && pc.count(t, `SELECT count(*) FROM leases WHERE split_part(holder, ' ', 1) = $1`, pc.names()[lead]) == 0
		})
		time.Sleep(100 * time.Millisecond) // a node that goes on is seen
		did := looked()
		if round == 0 && len(did) == 0 {
			t.Error("who leads was not seen at any duty")
		}
		stopped, started := pc.mustTakeTurns(t, pc.names()[lead], began, did)
		pc.newIssues(t)
		pc.await(3)
		lines[lead].cut(false)
		took := pc.meet(t)
		pc.evaluate(t)
		without := "the database"
		if alone {
			without = "the database and the others"
		}
		t.Logf("without %s: %d duties, the last was left after %v, the first taken over after %v; at one again %v after the mending",
			without, len(did), stopped.Round(time.Millisecond), started.Round(time.Millisecond), took.Round(time.Millisecond))
	}
	pc.end(t)
	if n := pc.count(t, fmt.Sprintf(handOvers, "count(*)")); n == 0 {
		t.Error("no lease was taken over")
	}
}

// lookAt watches a node's duties all the time, until the function that it returns
// is called; that returns when the node was last seen at each of them.
func (pc *partitionedCluster) lookAt(t *testing.T, node string) (end func() map[string]time.Time) {
	did := map[string]time.Time{}
	ctx, cancel := context.WithCancel(t.Context())
	var looking sync.WaitGroup
	looking.Go(func() {
		for ctx.Err() == nil {
			looked := time.Now()
			seen, err := pc.at(ctx, node)
			if err == nil {
				for _, duty := range seen.duties {
					did[duty] = looked
				}
			}
			time.Sleep(20 * time.Millisecond)
		}
	})
	end = func() map[string]time.Time {
		cancel()
		looking.Wait()
		return did
	}
	t.Cleanup(func() { end() })
	return end
}

// mustTakeTurns checks that after a cut the node was no longer at any duty when
// another took its lease. It returns how long after the cut it was last seen at
// any, and when the first was taken over.
func (pc *partitionedCluster) mustTakeTurns(t *testing.T, who string, cut time.Time, did map[string]time.Time) (stopped, started time.Duration) {
	t.Helper()
	db := pc.connect(t)
	defer db.Close(t.Context())
	rows, err := db.Query(t.Context(), `SELECT what, min(at) FROM trail WHERE holder <> '' AND split_part(holder, ' ', 1) <> $1 AND at > $2 GROUP BY what`, who, cut)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var duty string
		var taken time.Time
		if err := rows.Scan(&duty, &taken); err != nil {
			t.Fatal(err)
		}
		left, his := did[duty]
		if !his {
			continue // another node's all the time, or given up before
		}
		if !left.Before(taken) {
			t.Errorf("%s is at the duty %s %v after another has taken it", who, duty, left.Sub(taken))
		}
		stopped = max(stopped, left.Sub(cut))
		if after := taken.Sub(cut); started == 0 || after < started {
			started = after
		}
	}
	if rows.Err() != nil {
		t.Fatal(rows.Err())
	}
	return stopped, started
}
