package app

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

// newHelpfulFleet is a fleet of nodes that soon notice who needs help, and
// clients that send more to the first than that can decode.
func newHelpfulFleet(t *testing.T) *fleet {
	f := newFleet(t, settings{looks: 200 * time.Millisecond, threshold: 5})
	base, key := takeApart(t, f.ships[0].dsn) // it keeps both when it is started again
	url, auth := base+"/api/v1/events", "X-Sentry-Auth: "+key
	f.load = underWay(t, 32, func(l *load, ctx context.Context, _ int) {
		id := uuid.New()
		a, err := tryPost(context.WithoutCancel(ctx), url, largeEventOf(id), auth)
		l.note(id, a, err)
		if err != nil {
			time.Sleep(10 * time.Millisecond) // nobody is there for a moment
		}
	})
	f.mustBorrow(t, 1)
	return f
}

// largeEventOf is an event that takes a while to decode.
func largeEventOf(id uuid.UUID) string {
	frame := `{"filename":"app/checkout.py","function_name":"handle","lineno":100,"in_app":true,"context_line":"return cart.total(request.user)"},`
	return fmt.Sprintf(`{"message":"it broke","event_id":%q,"stacktrace":[%s]}`, id, strings.TrimSuffix(strings.Repeat(frame, 400), ","))
}

// mustBorrow waits until the first of the fleet has help by so many processors.
func (f *fleet) mustBorrow(t *testing.T, least int) {
	t.Helper()
	until(t, fmt.Sprintf("%d processors are borrowed", least), func() bool { return borrowedBy(t, f.each[0].node) >= least })
}

// borrowedBy is how many processors work elsewhere for a node.
func borrowedBy(t testing.TB, name string) int {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	o, err := Attach(ctx, Cluster{Cookies: []mesher.Secret{testCookie}}, name)
	if err != nil {
		return 0 // it is being started
	}
	defer o.Close()
	reports, err := o.Survey(ctx)
	if err != nil {
		return 0
	}
	for _, node := range StatusOf(reports).Nodes {
		if node.Name == name {
			return int(node.Borrowed)
		}
	}
	return 0
}

// CLU-04, CLU-05: a node that has too much to do is helped by the others. They
// are killed, again and again, and no event is refused, lost or counted twice.
// When the load is gone, so is the help.
func TestHelpIsKilled(t *testing.T) {
	needsLoad(t)
	f := newHelpfulFleet(t)
	for round := range scaled(2, 25) {
		ship := 1 + round%2
		f.ships[ship].kill(t)
		f.load.await(50)
		f.again(t, ship)
		f.mustBorrow(t, 1)
		f.load.await(50)
	}
	f.load.stop()
	f.mustRefuseNobody(t)
	f.check(t, ledgerIsWhole)
	until(t, "no processor is borrowed", func() bool { return borrowedBy(t, f.each[0].node) == 0 })
}

// The node that is helped is killed.
func TestTheHelpedIsKilled(t *testing.T) {
	needsLoad(t)
	f := newHelpfulFleet(t)
	for range scaled(1, 25) {
		f.ships[0].kill(t)
		f.again(t, 0)
		f.mustBorrow(t, 1)
		f.load.await(50)
	}
	f.load.stop()
	f.mustRefuseNobody(t)
	f.check(t, ledgerMayErr)
}

// needsLoad skips what takes a machine that is too slow for its load: how long help
// is waited for there is a matter of chance.
func needsLoad(t *testing.T) {
	t.Helper()
	if os.Getenv("MESH_SCALE") == "" {
		t.Skip("real kills of lenders and borrowers are run by MESH_SCALE=100; package lending has a thousand simulated ones")
	}
}
