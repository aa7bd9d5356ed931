package app

import (
	"context"
	"encoding/json"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/notify"
	"github.com/mesh-actors/mesh/mesher/sqlstore"
	"github.com/mesh-actors/mesh/mesher/sqlstore/pgtest"
	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/supervisor"
)

// A receiver is a server that takes webhooks, and fails as often as it is told
// to.
type receiver struct {
	*httptest.Server
	mu    sync.Mutex // guards the fields below
	fails int
	tried int
	got   []notify.Payload
}

func newReceiver(t *testing.T, fails int) *receiver {
	r := &receiver{fails: fails}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, asked *http.Request) {
		r.mu.Lock()
		defer r.mu.Unlock()
		if r.tried++; r.tried <= r.fails {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		var p notify.Payload
		if err := json.NewDecoder(asked.Body).Decode(&p); err != nil {
			t.Error(err)
		}
		r.got = append(r.got, p)
	}))
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) received() (tried int, got []notify.Payload) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.tried, r.got
}

// An evening is a database in virtual time, with programs that do their duties on
// it: rules, leases, notices and their guard are put together as in the real
// program. Receivers, and a database's server, are outside, on sockets that take
// no time.
type evening struct {
	*testing.T
	database database
	store    mesher.Store // the test's own
	project  mesher.Project
}

// spend runs a test on the database at an address.
func spend(t *testing.T, address string, test func(e *evening)) {
	synctest.Test(t, func(t *testing.T) {
		e := &evening{T: t, database: database{address: address, remote: strings.HasPrefix(address, "postgres:")}}
		e.store = e.open()
		var err error
		if e.project, _, err = e.store.Bootstrap(t.Context()); err != nil {
			t.Fatal(err)
		}
		test(e)
	})
}

// open returns a program's connection to the database.
func (e *evening) open() mesher.Store {
	e.Helper()
	store, err := sqlstore.Open(e.Context(), e.database.address)
	if err != nil {
		e.Fatal(err)
	}
	e.Cleanup(func() { store.Close() })
	return store
}

// begin starts the duties of a program, which shares only the database with the
// others, and returns the function that ends them.
func (e *evening) begin(networks ...netip.Prefix) (end func()) {
	e.Helper()
	p := &program{store: e.open(), database: e.database, config: Config{WebhookNetworks: networks, Log: slog.New(slog.DiscardHandler)}}
	p.sys = actor.NewSystem(actor.Config{Logger: p.config.Log})
	d, err := p.newDuties()
	if err == nil {
		_, err = supervisor.Start(e.Context(), p.sys, d.spec())
	}
	if err != nil {
		e.Fatal(err)
	}
	end = sync.OnceFunc(func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(e.Context()), time.Minute)
		defer cancel()
		if err := p.sys.Stop(ctx); err != nil {
			e.Error(err)
		}
	})
	e.Cleanup(end)
	return end
}

// hook makes a rule that tells a receiver of new issues.
func (e *evening) hook(url string, cooldown time.Duration) {
	e.Helper()
	r := mesher.Rule{
		ID: uuid.Must(uuid.NewV7()), Project: e.project.ID, Name: "new ones", Enabled: true, CreatedAt: time.Now(), Cooldown: cooldown,
		Condition: mesher.Condition{Type: mesher.OnNewIssue}, Action: mesher.Action{Type: mesher.Webhook, URL: url, Secret: mesher.SecretOf("whsec_1")},
	}
	if err := e.store.CreateRule(e.Context(), r); err != nil {
		e.Fatal(err)
	}
}

// event stores an event of an issue of its own.
func (e *evening) event(message string) {
	e.Helper()
	event := &mesher.Event{ID: uuid.New(), ProjectID: e.project.ID, ReceivedAt: time.Now().UTC(), Timestamp: time.Now().UTC(), Message: message}
	if _, err := e.store.WriteEvents(e.Context(), []mesher.Record{{Event: event, Grouping: mesher.GroupingOf(event)}}); err != nil {
		e.Fatal(err)
	}
}

// pass lets time pass, and everything due in it happen.
func (e *evening) pass(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

// delivery returns the delivery of the only alert.
func (e *evening) delivery() mesher.Delivery {
	e.Helper()
	alerts, err := e.store.Alerts(e.Context(), e.project.ID, "")
	if err != nil || len(alerts) != 1 || len(alerts[0].Deliveries) != 1 {
		e.Fatalf("the alerts are %+v, %v; want one with one delivery", alerts, err)
	}
	return alerts[0].Deliveries[0]
}

var thisMachine = netip.MustParsePrefix("127.0.0.0/8")

// ALR-01: from the event to the receiver: a receiver that fails twice gets the
// delivery at the third attempt, and once, although the program is restarted in
// between and another evaluates at the same time.
func TestAWebhookArrives(t *testing.T) {
	pgtest.Both(t, func(t *testing.T, fresh func(testing.TB) string) {
		r := newReceiver(t, 2)
		spend(t, fresh(t), func(e *evening) {
			e.hook(r.URL, time.Hour)
			first := e.begin(thisMachine)
			e.begin(thisMachine)
			e.pass(time.Second)
			e.event("it broke")
			e.event("something else within the cooldown")
			e.pass(30 * time.Second)
			if tried, got := r.received(); tried != 1 || len(got) != 0 {
				e.Errorf("after one attempt: %d tried, %v received", tried, got)
			}
			first()
			e.begin(thisMachine)
			e.pass(10 * time.Minute)
			tried, got := r.received()
			if tried != 3 || len(got) != 1 || got[0].Message != "New issue: it broke" {
				e.Errorf("in the end: %d tried, %+v received", tried, got)
			}
			if d := e.delivery(); d.Attempts != 3 || d.DeliveredAt.IsZero() || d.ID != got[0].DeliveryID {
				e.Errorf("the delivery is %+v", d)
			}
			e.pass(time.Hour)
			e.event("after the cooldown")
			e.pass(time.Minute)
			if _, got := r.received(); len(got) != 2 || got[1].Message != "New issue: after the cooldown" {
				e.Errorf("after the cooldown: %+v", got)
			}
		})
	})
}

// A rule that leads to this machine, by any form of its address or by another's
// redirect, reaches nothing, and its owners are told why.
func TestAWebhookThatLeadsHereIsRefused(t *testing.T) {
	inside := newReceiver(t, 0)
	elsewhere := httptest.NewServer(http.RedirectHandler(inside.URL, http.StatusTemporaryRedirect))
	t.Cleanup(elsewhere.Close)
	port := inside.URL[len("http://127.0.0.1"):]
	// The resolver is initialised at its first use, and would belong to the first
	// virtual time.
	if _, err := net.DefaultResolver.LookupHost(t.Context(), "localhost"); err != nil {
		t.Fatal(err)
	}
	pgtest.Both(t, func(t *testing.T, fresh func(testing.TB) string) {
		for _, c := range []struct {
			about, url string
			networks   []netip.Prefix
		}{
			{"loopback", inside.URL, nil},
			{"its name", "http://localhost" + port, nil},
			{"as IPv6 has it", "http://[::ffff:127.0.0.1]" + port, nil},
			{"no address", "http://0.0.0.0" + port, nil},
			{"a private network", "http://10.0.0.1/", nil},
			{"another network is allowed", inside.URL, []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}},
			{"a cloud's metadata", "http://169.254.169.254/latest/meta-data/", nil},
			{"a redirect", elsewhere.URL, []netip.Prefix{thisMachine}},
		} {
			t.Run(c.about, func(t *testing.T) {
				spend(t, fresh(t), func(e *evening) {
					e.hook(c.url, 0)
					e.begin(c.networks...)
					e.event("it broke")
					e.pass(time.Hour) // longer than it is retried
					if d := e.delivery(); d.Attempts != mesher.MaxAttempts || d.Error == "" || !d.DeliveredAt.IsZero() || !d.NextAt.IsZero() {
						e.Errorf("the delivery is %+v", d)
					}
				})
			})
		}
	})
	if tried, _ := inside.received(); tried != 0 {
		t.Errorf("it was reached %d times", tried)
	}
}
