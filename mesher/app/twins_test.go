package app

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/access"
	"github.com/mesh-actors/mesh/mesher/server"
	"github.com/mesh-actors/mesh/mesher/sqlstore/pgtest"
)

// Whatever is requested of the API, in whatever order, the answer is the same on
// either database. MESH_SEED plays another script, MESH_SCALE more of them.
func TestBothDatabasesAnswerAlike(t *testing.T) {
	seed, _ := strconv.ParseUint(cmp.Or(os.Getenv("MESH_SEED"), "2"), 10, 64)
	databases := pgtest.Start(t, "fsync=off")
	for n := range scaled(1, 20) {
		seed := seed + uint64(n)
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			for range 5 {
				// Counts are by the hour: the requests must not fall into two of them.
				hour := time.Now().Truncate(time.Hour)
				compared := compareTwins(t, seed, newTwin(t, Config{}), newTwin(t, Config{DatabaseURL: mesher.SecretOf(databases.NewDatabase(t))}))
				if compared && hour.Equal(time.Now().Truncate(time.Hour)) {
					return
				}
			}
			t.Error("there was never a time at which they could be compared")
		})
	}
}

// questions is the least number of questions of a script.
const questions = 600

// compareTwins reports whether they could be compared: a twin whose database
// stands still makes an event wait, and can't name its issue.
func compareTwins(t *testing.T, seed uint64, twins ...*twin) bool {
	routes := slices.DeleteFunc(twins[0].web.Routes(), func(r server.Route) bool {
		return !strings.HasPrefix(r.Path, "/api/v1/") || timed[r.Path]
	})
	for _, w := range twins {
		furnish(t, w)
	}
	s := newScript(seed)
	never := slices.DeleteFunc(slices.Clone(routes), func(r server.Route) bool { return refusing[r.Method+" "+r.Path] })
	for _, path := range []string{"projects/default/alerts", "projects/default/alert-rules", "projects/default/quarantine", "orgs"} {
		q := question{method: "GET", path: "/api/v1/" + path}
		for _, w := range twins {
			s.learn(q, w.ask(t, q))
		}
	}
	n := 0
	for ; n < questions || len(never) > 0 && n < 2*questions; n++ {
		q := s.question(s.route(routes, never))
		answers := make([]string, len(twins))
		for i, w := range twins {
			answers[i] = w.ask(t, q)
		}
		if slices.ContainsFunc(answers, waits) {
			return false
		}
		for i, answer := range answers {
			if answer != answers[0] {
				t.Fatalf("question %d: %s %s %.300s\n%s answers %s\n%s answers %s", n, q.method, q.path, q.body,
					twins[0].database.name, answers[0], twins[i].database.name, answer)
			}
		}
		if strings.HasPrefix(answers[0], "2") {
			never = slices.DeleteFunc(never, func(r server.Route) bool { return r == q.route })
		}
		s.learn(q, answers[0])
	}
	if len(never) > 5 { // a few need luck: their things may be deleted before
		t.Errorf("of %d questions none was answered well for %v", n, never)
	}
	t.Logf("%d questions to %d routes, all but %v answered well; %d things were named", n, len(routes), never, len(twins[0].names))
	return true
}

// waits reports whether an answer accepts an event that waits for the database.
func waits(answer string) bool {
	return strings.HasPrefix(answer, "202") && strings.Contains(answer, `"issue_id":null`)
}

// timed are the routes whose answers depend on the time of the request.
var timed = map[string]bool{
	"/api/v1/cluster":                     true,
	"/api/v1/projects/{project}/outcomes": true, // written each second; compared by other tests
}

// refusing are the routes that never answer a script with success.
var refusing = map[string]bool{
	"POST /api/v1/setup":                  true, // it is done
	"POST /api/v1/logout":                 true, // only for sessions
	"POST /api/v1/me/password":            true,
	"POST /api/v1/issues/{id}/unmerge":    true, // needs luck
	"POST /api/v1/invites/{token}/accept": true, // only for the invited person
}

// furnish adds what no request makes: alerts, events that can't be stored, and
// people who have accepted invitations.
func furnish(t *testing.T, w *twin) {
	t.Helper()
	project := w.address.key.ProjectID
	r := mesher.Rule{ID: uuid.New(), Project: project, Name: "any", CreatedAt: time.Now(),
		Condition: mesher.Condition{Type: mesher.OnNewIssue}, Action: mesher.Action{Type: mesher.Websocket}}
	err := w.store.CreateRule(t.Context(), r)
	for n := range 4 {
		if err == nil {
			_, err = w.store.Fire(t.Context(), r.ID, func(r mesher.Rule) (mesher.Alert, bool) {
				return mesher.Alert{ID: uuid.Must(uuid.NewV7()), RuleID: r.ID, Project: project, Status: mesher.AlertActive, Cause: fmt.Sprint(n), Message: fmt.Sprint("alert ", n), TriggeredAt: time.Now()}, true
			})
		}
		if err == nil {
			event := &mesher.Event{ID: uuid.UUID{15: byte(n), 14: 9}, ProjectID: project, Message: fmt.Sprint("odd ", n), ReceivedAt: time.Now()}
			err = w.store.Isolate(t.Context(), mesher.Record{Event: event}, "too odd")
		}
	}
	first, e := w.store.FirstOrg(t.Context())
	err = errors.Join(err, e)
	for n := range 5 {
		_, secret, e := w.gate.Invite(t.Context(), first.ID, fmt.Sprintf("member%d@example.com", n), mesher.MemberRole)
		if e == nil {
			_, e = w.gate.Join(t.Context(), secret, access.Newcomer{Password: "correct horse battery"}, access.Client{})
		}
		err = errors.Join(err, e)
	}
	if err != nil {
		t.Fatal(err)
	}
}
