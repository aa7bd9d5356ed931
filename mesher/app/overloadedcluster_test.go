package app

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/dist/observe"
	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/sqlstore"
)

// An overloadedCluster is a process cluster whose nodes have a third of a core
// each, and clients that time and again send the first node more than it can
// process. Events sent to the first node belong to one project and those sent to
// the others to a second one, so that they can be told apart in the ledger.
type overloadedCluster struct {
	*processCluster
	t      *testing.T // the nodes live as long as this test
	logs   []*logWatcher
	keys   [2]string
	floods [2][]*load // to the first node, and to others
	rand   *rand.Rand
	place  int   // in the log of the first node, at the start of the round
	out    []int // of each round: events that were out when processors were lost
}

// newOverloadedCluster starts the nodes. MESH_SEED chooses other moments for the
// faults.
func newOverloadedCluster(t *testing.T, change func(i int, s *settings)) *overloadedCluster {
	seed, _ := strconv.ParseUint(os.Getenv("MESH_SEED"), 10, 64)
	oc := &overloadedCluster{t: t, rand: rand.New(rand.NewPCG(seed, 5))}
	oc.processCluster = newProcessCluster(t, settings{looks: 200 * time.Millisecond, threshold: 5, beat: time.Second}, func(i int, s *settings) {
		if change != nil {
			change(i, s)
		}
		// A third of a core is soon too little for what comes, however many cores there are.
		s.within = append(s.within, "env", "GOMAXPROCS=2")
		oc.logs = append(oc.logs, newLogWatcher(t))
		s.log = oc.logs[i]
	})
	for _, node := range oc.nodes {
		hold(t, node, 1.0/3)
	}
	_, oc.keys[0] = takeApart(t, oc.nodes[0].dsn)
	oc.keys[1] = secondKey(t, oc.database)
	return oc
}

// secondKey makes a second project, and returns a key of it.
func secondKey(t *testing.T, database string) string {
	t.Helper()
	store, err := sqlstore.Open(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	first, _, err := store.Bootstrap(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	p, err := store.CreateProject(t.Context(), mesher.Project{OrgID: first.OrgID, Slug: "second", Name: "x"})
	if err != nil {
		t.Fatal(err)
	}
	key, err := store.CreateKey(t.Context(), p.ID, "load")
	if err != nil {
		t.Fatal(err)
	}
	return key.Value
}

// restart restarts node i after it ended.
func (oc *overloadedCluster) restart(i int) {
	oc.t.Helper()
	oc.processCluster.restart(oc.t, i)
	hold(oc.t, oc.nodes[i], 1.0/3)
}

// flood makes clients send large events to a node, until the load is stopped.
func (oc *overloadedCluster) flood(t *testing.T, node, clients int) *load {
	t.Helper()
	base, _ := takeApart(t, oc.nodes[node].dsn) // its address stays the same when it is restarted
	of := min(node, 1)
	l := underWay(t, clients, func(l *load, ctx context.Context, _ int) {
		id := uuid.New()
		a, err := tryPost(context.WithoutCancel(ctx), base+"/api/v1/events", largeEventOf(id), "X-Sentry-Auth: "+oc.keys[of])
		l.note(id, a, err)
		if err != nil {
			<-time.After(10 * time.Millisecond) // the node is being restarted
		}
	})
	oc.floods[of] = append(oc.floods[of], l)
	return l
}

// largeEventOf returns an event that takes a while to decode.
func largeEventOf(id uuid.UUID) string {
	frame := `{"filename":"app/checkout.py","function_name":"handle","lineno":100,"in_app":true,"context_line":"return cart.total(request.user)"},`
	return fmt.Sprintf(`{"message":"it broke","event_id":%q,"stacktrace":[%s]}`, id, strings.TrimSuffix(strings.Repeat(frame, 400), ","))
}

// name returns the name of a node.
func (oc *overloadedCluster) name(node int) string { return oc.each[node].node }

// ask attaches to a node, as `mesher cluster` does.
func (oc *overloadedCluster) ask(t *testing.T, node int, question func(context.Context, *observe.Observer) error) error {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	o, err := Attach(ctx, Cluster{Cookies: []mesher.Secret{testCookie}}, oc.name(node))
	if err != nil {
		return err
	}
	defer o.Close()
	return question(ctx, o)
}

// A loanStatus is what a node reports about the processors that it lends and
// borrows.
type loanStatus struct {
	lent, borrowed int64
	workers        int            // processes that run there for other nodes
	worksFor       map[string]int // the same, by the node that they run for
	waiting        int            // unread messages of the busiest worker
}

// loanStatusOf asks a node for its status; it is not ok if the node can't answer.
func (oc *overloadedCluster) loanStatusOf(t *testing.T, node int) (s loanStatus, ok bool) {
	t.Helper()
	s.worksFor = make(map[string]int)
	err := oc.ask(t, node, func(ctx context.Context, o *observe.Observer) error {
		reports, err := o.Survey(ctx)
		if err != nil {
			return err
		}
		for _, n := range StatusOf(reports).Nodes {
			if n.Name == oc.name(node) {
				s.lent, s.borrowed = n.Lent, n.Borrowed
			}
		}
		all, err := o.Processes(ctx, "", observe.ByMailbox, observe.Page{Limit: 200})
		for _, p := range all.Items {
			if by := p.Parent.Node().Name; !p.Parent.IsZero() && by != oc.name(node) {
				s.workers, s.waiting = s.workers+1, max(s.waiting, p.Mailbox)
				s.worksFor[by]++
			}
		}
		return err
	})
	return s, err == nil
}

// awaitNoLoans waits until every node says that it neither lends nor borrows.
func (oc *overloadedCluster) awaitNoLoans(t *testing.T) {
	t.Helper()
	for node := range oc.nodes {
		until(t, fmt.Sprintf("node %d neither lends nor borrows", node), func() bool {
			s, ok := oc.loanStatusOf(t, node)
			return ok && s.lent == 0 && s.borrowed == 0 && s.workers == 0
		})
	}
}

// endFloods ends all floods, and waits until no processors are lent.
func (oc *overloadedCluster) endFloods(t *testing.T) {
	t.Helper()
	for _, floods := range oc.floods {
		for _, l := range floods {
			l.stop()
		}
	}
	oc.awaitNoLoans(t)
	oc.noteOut()
}

var outAtEnd = regexp.MustCompile(`(\d+) events are out`)

// noteOut notes how many events were out at processors that were lost in a round.
func (oc *overloadedCluster) noteOut() {
	sum := 0
	for _, line := range oc.logs[0].since(oc.place, "a borrowed processor is lost") {
		if found := outAtEnd.FindStringSubmatch(line); found != nil {
			n, _ := strconv.Atoi(found[1])
			sum += n
		}
	}
	oc.out = append(oc.out, sum)
}

// end compares the database with the answers that clients got. The ledger has
// each event that the first node accepted, unless that was killed itself.
func (oc *overloadedCluster) end(t *testing.T, expect ledger) {
	t.Helper()
	first := new(load)
	oc.load = new(load)
	for of, floods := range oc.floods {
		for _, l := range floods {
			for _, all := range []*load{oc.load, first} {
				if all == first && of > 0 {
					continue
				}
				all.answered, all.refused, all.lost = append(all.answered, l.answered...), append(all.refused, l.refused...), all.lost+l.lost
			}
		}
	}
	oc.mustRefuseNobody(t)
	oc.check(t, ledgerMayErr)
	if expect == ledgerIsWhole {
		if first.lost > 0 {
			t.Errorf("%d events that were sent to the node that was helped got no answer", first.lost)
		}
		// An event counted as anything else was stored by a lost attempt, and not
		// recognised.
		counted := func(outcome string) int {
			return oc.count(t, `SELECT coalesce(sum(events), 0) FROM outcomes WHERE outcome LIKE $1 AND project_id = (SELECT min(project_id) FROM outcomes)`, outcome)
		}
		var all, stored int
		eventually(func() bool {
			all, stored = counted("%"), counted("stored")
			return all == len(first.answered) && stored == all
		})
		if stored != all || all != len(first.answered) {
			t.Errorf("of the node that was helped %d events were answered; the ledger has %d, %d of them stored", len(first.answered), all, stored)
		}
	}
	times, events := 0, 0
	for _, n := range oc.out {
		events += n
		if n > 0 {
			times++
		}
	}
	if expect == ledgerIsWhole && len(oc.out) > 0 { // one that was killed could not say
		t.Logf("of %d rounds %d had events out at processors that were lost, %d in all", len(oc.out), times, events)
	}
	oc.out = nil
}

// connected reports whether a node says that it has a connection to another.
func (oc *overloadedCluster) connected(t *testing.T, from, to int) (up bool) {
	t.Helper()
	err := oc.ask(t, from, func(ctx context.Context, o *observe.Observer) error {
		links, err := o.Links(ctx, "", observe.Page{})
		for _, l := range links.Items {
			up = up || l.Up && l.Peer == oc.name(to)
		}
		return err
	})
	return up && err == nil
}

// eventually returns when a fact is true, or after ten seconds without it: the
// caller then reports what is wrong.
func eventually(fact func() bool) {
	for patience := time.Now().Add(10 * time.Second); !fact() && time.Now().Before(patience); {
		<-time.After(20 * time.Millisecond)
	}
}
