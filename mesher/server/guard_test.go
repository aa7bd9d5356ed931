package server

import (
	"fmt"
	"slices"
	"testing"
)

// Who adds a route for anybody adds it here as well, and says so to whoever
// reads the change.
func TestWhatAnybodyMayAsk(t *testing.T) {
	want := []string{
		"GET /api/openapi.json", "GET /healthz", "GET /invites/{token}", "GET /login", "GET /readyz", "GET /setup", "GET /static/{file}",
		"OPTIONS /api/store", "OPTIONS /api/store/", "OPTIONS /api/{project}/envelope", "OPTIONS /api/{project}/envelope/", "OPTIONS /api/{project}/security", "OPTIONS /api/{project}/security/", "OPTIONS /api/{project}/store", "OPTIONS /api/{project}/store/",
		"POST /api/v1/invites/{token}/accept", "POST /api/v1/login", "POST /api/v1/setup",
		"POST /invites/{token}", "POST /login", "POST /logout", "POST /setup",
	}
	var got []string
	for _, r := range new(world).server().Routes() {
		if r.Who == "anybody" {
			got = append(got, r.Method+" "+r.Path)
		}
	}
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("anybody may ask\n%q\nwant\n%q", got, want)
	}
}

func TestARouteWithoutAGuardIsRefused(t *testing.T) {
	defer func() {
		if said := fmt.Sprint(recover()); said != "server: nobody said who may ask for GET /secrets" {
			t.Errorf("it was registered: %s", said)
		}
	}()
	s := new(world).server()
	s.register("GET /secrets", guarded{handler: s.getHealth})
}
