package server_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/access"
	"github.com/mesh-actors/mesh/mesher/server"
)

// A drawer stores whatever is sent, for its only project.
type drawer struct {
	mesher.Store // nothing is read in this example
	events       []string
}

func (d *drawer) Authenticate(context.Context, string) (mesher.Project, mesher.Key, error) {
	return mesher.Project{ID: 1, Slug: "shop"}, mesher.Key{ProjectID: 1}, nil
}

func (d *drawer) Submit(_ context.Context, s mesher.Submission) (mesher.Receipt, error) {
	d.events = append(d.events, string(s.Body))
	return mesher.Receipt{EventID: uuid.UUID{15: 1}, Outcome: mesher.Stored}, nil
}

func (d *drawer) Retry(context.Context, uuid.UUID) (mesher.Receipt, error) {
	return mesher.Receipt{}, mesher.Errorf(mesher.NotFound, "nothing is ever put apart")
}

func (d *drawer) Count(mesher.ProjectID, mesher.Outcome, int) {} // it keeps no ledger

func Example() {
	d := new(drawer)
	web := server.New(server.Config{Intake: d, Keys: d, Store: d, Admin: d, Gate: access.New(access.Config{Store: d})})

	request := httptest.NewRequest(http.MethodPost, "/api/v1/events", strings.NewReader(`{"message":"out of paper"}`))
	request.Header.Set("X-Sentry-Auth", "mshr_0123456789abcdef0123456789abcdef")
	answer := httptest.NewRecorder()
	web.ServeHTTP(answer, request)

	fmt.Print(answer.Code, " ", answer.Body)
	fmt.Println(d.events[0])
	// Output:
	// 202 {"status":"accepted","id":"00000000-0000-0000-0000-000000000001","issue_id":null}
	// {"message":"out of paper"}
}
