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

// A rescue is a fleet of which each is held to a third of a core, and clients who
// send to the first, time and again, more than that can do. Events to it are the
// first project's; who sends to another does so in a second one.
type rescue struct {
	*fleet
	t     *testing.T // they live as long as this one
	logs  []*lookout
	keys  [2]string
	waves [2][]*load // to the first, and to others
	r     *rand.Rand
	place int   // in the log of the first, where the round began
	out   []int // events that were out when processors were lost, by rounds
}

// newRescue starts them. MESH_SEED chooses other moments.
func newRescue(t *testing.T, change func(i int, s *settings)) *rescue {
	seed, _ := strconv.ParseUint(os.Getenv("MESH_SEED"), 10, 64)
	r := &rescue{t: t, r: rand.New(rand.NewPCG(seed, 5))}
	r.fleet = newFleet(t, settings{looks: 200 * time.Millisecond, threshold: 5, beat: time.Second}, func(i int, s *settings) {
		if change != nil {
			change(i, s)
		}
		r.logs = append(r.logs, newLookout(t))
		s.log = r.logs[i]
	})
	for _, ship := range r.ships {
		hold(t, ship, 1.0/3)
	}
	_, r.keys[0] = takeApart(t, r.ships[0].dsn)
	r.keys[1] = secondKey(t, r.database)
	return r
}

// secondKey makes another project.
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

// again starts one that ended.
func (r *rescue) again(i int) {
	r.t.Helper()
	r.fleet.again(r.t, i)
	hold(r.t, r.ships[i], 1.0/3)
}

// flood has clients send large events to one of them, until the load is stopped.
func (r *rescue) flood(t *testing.T, ship, clients int) *load {
	t.Helper()
	base, _ := takeApart(t, r.ships[ship].dsn) // it keeps that when it is started again
	of := min(ship, 1)
	l := underWay(t, clients, func(l *load, ctx context.Context, _ int) {
		id := uuid.New()
		a, err := tryPost(context.WithoutCancel(ctx), base+"/api/v1/events", largeEventOf(id), "X-Sentry-Auth: "+r.keys[of])
		l.note(id, a, err)
		if err != nil {
			<-time.After(10 * time.Millisecond) // nobody is there for a moment
		}
	})
	r.waves[of] = append(r.waves[of], l)
	return l
}

// largeEventOf is an event that takes a while to decode.
func largeEventOf(id uuid.UUID) string {
	frame := `{"filename":"app/checkout.py","function_name":"handle","lineno":100,"in_app":true,"context_line":"return cart.total(request.user)"},`
	return fmt.Sprintf(`{"message":"it broke","event_id":%q,"stacktrace":[%s]}`, id, strings.TrimSuffix(strings.Repeat(frame, 400), ","))
}

// name is what one of them is called.
func (r *rescue) name(ship int) string { return r.each[ship].node }

// ask attaches to one of them, as `mesher cluster` does.
func (r *rescue) ask(t *testing.T, ship int, question func(context.Context, *observe.Observer) error) error {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	o, err := Attach(ctx, Cluster{Cookies: []mesher.Secret{testCookie}}, r.name(ship))
	if err != nil {
		return err
	}
	defer o.Close()
	return question(ctx, o)
}

// A standing is how one of them says that it stands.
type standing struct {
	lent, borrowed int64
	workers        int            // processes of others that run there
	worksFor       map[string]int // as many, by whose they are
	waiting        int            // messages that the busiest of them has not read
}

// standingOf is how one of them stands; not ok: it can't say.
func (r *rescue) standingOf(t *testing.T, ship int) (s standing, ok bool) {
	t.Helper()
	s.worksFor = make(map[string]int)
	err := r.ask(t, ship, func(ctx context.Context, o *observe.Observer) error {
		reports, err := o.Survey(ctx)
		if err != nil {
			return err
		}
		for _, n := range StatusOf(reports).Nodes {
			if n.Name == r.name(ship) {
				s.lent, s.borrowed = n.Lent, n.Borrowed
			}
		}
		all, err := o.Processes(ctx, "", observe.ByMailbox, observe.Page{Limit: 200})
		for _, p := range all.Items {
			if by := p.Parent.Node().Name; !p.Parent.IsZero() && by != r.name(ship) {
				s.workers, s.waiting = s.workers+1, max(s.waiting, p.Mailbox)
				s.worksFor[by]++
			}
		}
		return err
	})
	return s, err == nil
}

// mustComeBack waits until nobody helps anybody, and each says so.
func (r *rescue) mustComeBack(t *testing.T) {
	t.Helper()
	for ship := range r.ships {
		until(t, fmt.Sprintf("ship %d neither lends nor borrows", ship), func() bool {
			s, ok := r.standingOf(t, ship)
			return ok && s.lent == 0 && s.borrowed == 0 && s.workers == 0
		})
	}
}

// An occasion is when something is to happen to help that was asked for. Who gives
// it is up to the first: one of them may be enough.
type occasion struct {
	name  string
	await func(r *rescue, t *testing.T) (helper int)
	delay time.Duration // at most, from then
}

var occasions = []occasion{
	{"events are out", (*rescue).awaitOut, 100 * time.Millisecond},
	{"a loan begins", (*rescue).awaitLoan, 30 * time.Millisecond},
	{"it is given back while events are out", (*rescue).awaitHandOver, 30 * time.Millisecond},
}

// awaitLoan returns as soon as the first has asked a helper for a processor: it has
// not got it yet.
func (r *rescue) awaitLoan(t *testing.T) (helper int) {
	t.Helper()
	const asked = "a processor is borrowed"
	r.logs[0].await(t, r.place, asked)
	helper = 1 + r.r.IntN(2)
	if len(r.logs[0].since(r.place, asked, "from="+r.name(helper))) == 0 {
		helper = 3 - helper
	}
	return helper
}

// awaitOut returns when a lent processor has work that it has not begun.
func (r *rescue) awaitOut(t *testing.T) (helper int) {
	t.Helper()
	helper = r.awaitLoan(t)
	until(t, "events are out", func() bool {
		s, _ := r.standingOf(t, helper)
		return s.waiting > 0
	})
	return helper
}

// awaitHandOver has a helper get more to do than the first, which then gives it back
// what it borrowed, with all that is out.
func (r *rescue) awaitHandOver(t *testing.T) (helper int) {
	t.Helper()
	helper = r.awaitOut(t)
	r.flood(t, helper, 32)
	r.logs[0].await(t, r.place, "a processor is to be given back", "to="+r.name(helper))
	return helper
}

// strike does something on an occasion of the help that the first is given while it
// is flooded. It returns who gives it, and the flood.
func (r *rescue) strike(t *testing.T, round int, what string, fault func(helper int)) (helper int, flood *load) {
	t.Helper()
	o := occasions[round%len(occasions)]
	r.place = r.logs[0].now()
	flood = r.flood(t, 0, 32)
	helper = o.await(r, t)
	delay := time.Duration(r.r.Int64N(int64(o.delay)))
	<-time.After(delay)
	fault(helper)
	t.Logf("%d: %s; %s, %v before", round+1, what, o.name, delay)
	return helper, flood
}

// ebb ends all floods, and waits until nobody helps anybody.
func (r *rescue) ebb(t *testing.T) {
	t.Helper()
	for _, waves := range r.waves {
		for _, l := range waves {
			l.stop()
		}
	}
	r.mustComeBack(t)
	r.noteOut()
}

var outAtEnd = regexp.MustCompile(`(\d+) events are out`)

// noteOut notes how many events were out when processors were lost in a round.
func (r *rescue) noteOut() {
	sum := 0
	for _, line := range r.logs[0].since(r.place, "a borrowed processor is lost") {
		if found := outAtEnd.FindStringSubmatch(line); found != nil {
			n, _ := strconv.Atoi(found[1])
			sum += n
		}
	}
	r.out = append(r.out, sum)
}

// end checks all against what clients were told. The ledger of the first has each
// of its events, unless it was killed itself.
func (r *rescue) end(t *testing.T, expect ledger) {
	t.Helper()
	first := new(load)
	r.load = new(load)
	for of, waves := range r.waves {
		for _, l := range waves {
			for _, all := range []*load{r.load, first} {
				if all == first && of > 0 {
					continue
				}
				all.answered, all.refused, all.lost = append(all.answered, l.answered...), append(all.refused, l.refused...), all.lost+l.lost
			}
		}
	}
	r.mustRefuseNobody(t)
	r.check(t, ledgerMayErr)
	if expect == ledgerIsWhole {
		if first.lost > 0 {
			t.Errorf("%d events that were sent to who was helped got no answer", first.lost)
		}
		// One that is counted as anything else was stored by a lost try, and not recognised.
		counted := func(outcome string) int {
			return r.count(t, `SELECT coalesce(sum(events), 0) FROM outcomes WHERE outcome LIKE $1 AND project_id = (SELECT min(project_id) FROM outcomes)`, outcome)
		}
		var all, stored int
		eventually(func() bool {
			all, stored = counted("%"), counted("stored")
			return all == len(first.answered) && stored == all
		})
		if stored != all || all != len(first.answered) {
			t.Errorf("of who was helped %d events were answered; the ledger has %d, %d of them stored", len(first.answered), all, stored)
		}
	}
	times, events := 0, 0
	for _, n := range r.out {
		events += n
		if n > 0 {
			times++
		}
	}
	if expect == ledgerIsWhole && len(r.out) > 0 { // one that was killed could not say
		t.Logf("of %d rounds %d had events out at processors that were lost, %d in all", len(r.out), times, events)
	}
	r.out = nil
}

// connected tells whether one has a connection to another, by what it says.
func (r *rescue) connected(t *testing.T, from, to int) (up bool) {
	t.Helper()
	err := r.ask(t, from, func(ctx context.Context, o *observe.Observer) error {
		links, err := o.Links(ctx, "", observe.Page{})
		for _, l := range links.Items {
			up = up || l.Up && l.Peer == r.name(to)
		}
		return err
	})
	return up && err == nil
}

// eventually returns when something is so, or when it should long be so.
func eventually(fact func() bool) {
	for patience := time.Now().Add(10 * time.Second); !fact() && time.Now().Before(patience); {
		<-time.After(20 * time.Millisecond)
	}
}
