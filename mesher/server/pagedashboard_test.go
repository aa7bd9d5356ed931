package server

import (
	"net/http"
	"testing"

	"github.com/mesh-actors/mesh/mesher/server/htmltest"
)

func TestDashboard(t *testing.T) {
	s := new(world).server()
	for query, want := range map[string]string{"": "2 events in 24 hours", "?during=14d": "2 events in 14 days", "?during=90d": "2 events in 90 days"} {
		got := get(t, s, "/projects/shop/dashboard"+query)
		if got.Code != http.StatusOK {
			t.Fatalf("%q: got %d: %s", query, got.Code, got.Body)
		}
		page := htmltest.Parse(t, got.Body.String())
		if said := page.All("section h2")[0].Text(); said != want {
			t.Errorf("%q: it says %q, want %q", query, said, want)
		}
		if said := page.One(t, ".top-issues .title").Text(); said != "the worst" {
			t.Errorf("%q: the first issue is %q", query, said)
		}
	}
	if got := get(t, s, "/projects/shop/dashboard?during=1y"); got.Code != http.StatusBadRequest {
		t.Errorf("of a year: got %d, want 400", got.Code)
	}
}
