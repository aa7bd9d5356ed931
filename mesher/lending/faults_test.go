package lending

import (
	"context"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mesh-actors/mesh/mesher/ingest"
	"github.com/mesh-actors/mesh/runtime/actor"
)

// scaled returns how much to do: little, or with MESH_SCALE so many per cent of
// all.
func scaled(little, all int) int {
	percent, err := strconv.Atoi(os.Getenv("MESH_SCALE"))
	if err != nil {
		return little
	}
	return max(little, all*percent/100)
}

// A fault is something that may happen to nodes that help each other.
type fault struct {
	name string
	do   func(s *scene, r *rand.Rand)
	dies bool // the node where events come in, and what it has counted
}

// oneOf returns one of all, if there are any.
func oneOf[T any](r *rand.Rand, all []T) (one []T) {
	if len(all) > 0 {
		one = append(one, all[r.IntN(len(all))])
	}
	return one
}

// peer returns a helper that is alive.
func (s *scene) peer(r *rand.Rand) *member { return s.members[1+r.IntN(len(s.members)-1)] }

func kill(m *member, name string) {
	if pid, ok := m.sys.Whereis(name); ok {
		m.sys.Exit(pid, actor.Kill)
	}
}

var faults = []fault{
	{"a lent processor is killed", func(s *scene, r *rand.Rand) {
		m := s.peer(r)
		for _, pid := range oneOf(r, m.lent()) {
			m.sys.Exit(pid, actor.Kill)
		}
	}, false},
	{"a loan is killed", func(s *scene, r *rand.Rand) {
		for _, pid := range oneOf(r, s.members[0].loans()) {
			s.members[0].sys.Exit(pid, actor.Kill)
		}
	}, false},
	{"the load monitor is killed", func(s *scene, r *rand.Rand) { kill(s.members[r.IntN(len(s.members))], Monitor) }, false},
	{"a writer is killed", func(s *scene, r *rand.Rand) { kill(s.members[r.IntN(len(s.members))], ingest.Writer) }, false},
	{"a processor is killed", func(s *scene, r *rand.Rand) { kill(s.members[0], ingest.Processor+"1") }, false},
	{"connections are reset", func(s *scene, r *rand.Rand) { s.network.Reset("a", s.peer(r).host) }, false},
	{"the link is cut for a while", func(s *scene, r *rand.Rand) { s.cut(r, true, true) }, false},
	{"what is sent is lost for a while", func(s *scene, r *rand.Rand) { s.cut(r, true, false) }, false},
	{"answers are lost for a while", func(s *scene, r *rand.Rand) { s.cut(r, false, true) }, false},
	{"a peer dies", func(s *scene, r *rand.Rand) { s.die(s.peer(r)) }, false},
	{"a peer leaves", func(s *scene, r *rand.Rand) {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		s.peer(r).node.Leave(ctx)
	}, false},
	{"a peer's database is away", func(s *scene, r *rand.Rand) { s.peer(r).conn.die() }, false},
	{"the node itself dies", func(s *scene, r *rand.Rand) { s.die(s.members[0]) }, true},
}

// cut makes messages to a peer, or from it, wait for up to six seconds: less or
// more than it takes to lose it.
func (s *scene) cut(r *rand.Rand, there, back bool) {
	host := s.peer(r).host
	if there {
		s.network.Cut("a", host)
	}
	if back {
		s.network.Cut(host, "a")
	}
	time.AfterFunc(time.Duration(r.IntN(6000))*time.Millisecond, func() {
		s.network.Mend("a", host)
		s.network.Mend(host, "a")
	})
}

// CLU-05: whatever happens to processors, nodes and links at any moment, answered
// events are stored, nothing is stored twice, and as long as the node that
// receives the events lives, none is refused and each is counted once.
func TestKillPoints(t *testing.T) {
	for seed := range scaled(30, 1000) {
		t.Run(strconv.Itoa(seed), func(t *testing.T) {
			r := rand.New(rand.NewPCG(uint64(seed), 3))
			happens := []fault{faults[seed%len(faults)]} // each comes up
			for range r.IntN(3) {
				happens = append(happens, faults[r.IntN(len(faults))])
			}
			synctest.Test(t, func(t *testing.T) { suffer(t, uint64(seed), r, happens) })
		})
	}
}

func suffer(t *testing.T, seed uint64, r *rand.Rand, happens []fault) {
	s := newScene(t, seed, "a", "b", "c")
	defer s.stop(t)
	f := s.members[0].under(t, 30)
	time.Sleep(5 * interval)
	dies := false
	for _, fault := range happens {
		time.Sleep(time.Duration(r.IntN(300_000)) * time.Microsecond)
		t.Log(fault.name)
		fault.do(s, r)
		dies = dies || fault.dies
	}
	time.Sleep(5 * interval)
	f.end()
	if s.done(s.members[0]) == 0 {
		t.Error("nothing was done elsewhere")
	}
	if len(f.refused) > 0 && !dies {
		t.Errorf("%d were refused: %v", len(f.refused), f.refused[0])
	}
	s.check(t, f, !dies)
}
