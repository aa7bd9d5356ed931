package app

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/access"
	"github.com/mesh-actors/mesh/mesher/server"
)

// ORG-03: every route is called by each kind of caller, about things that exist,
// and lets in those permitted and nobody else. A new route is called as well; for
// one about a new kind of thing this test has to learn how to make it.
func TestEveryRouteLetsInWhoMay(t *testing.T) {
	town := newTown(t)
	for _, route := range town.web.Routes() {
		t.Run(route.Method+" "+route.Path, func(t *testing.T) {
			for _, lapse := range town.lapses(t, route) {
				t.Error(lapse)
			}
		})
	}
}

// lapses calls a route as everybody, and returns what they should not have got.
func (w *town) lapses(t *testing.T, route server.Route) (found []string) {
	t.Helper()
	for _, who := range w.people {
		// Each caller asks about a thing of its own, as an earlier call may have ended
		// it.
		path := w.path(t, route)
		got := w.ask(t, route.Method, path, who)
		if want := expected(route, who); !want.holds(got) {
			found = append(found, fmt.Sprintf("%s got %d %.200s, want %s", who.name, got.status, got.body, want.what))
		}
	}
	return found
}

// Whichever check a route forgets, somebody gets in who may not, and the test
// above says so.
func TestEveryLapseIsFound(t *testing.T) {
	town := newTown(t)
	route := func(method, path string) server.Route {
		for _, r := range town.web.Routes() {
			if r.Method == method && r.Path == path {
				return r
			}
		}
		t.Fatalf("there is no route %s %s", method, path)
		return server.Route{}
	}
	token := func(role mesher.Role) string {
		for _, who := range town.people {
			if who.role == role && who.token != "" {
				return who.token
			}
		}
		return ""
	}
	settings := route(http.MethodPost, "/api/v1/projects/{project}/settings")
	for _, c := range []struct {
		about string
		route server.Route
		as    func(asked string) string // the token with which the route is in effect called
		found int
	}{
		{"it looks at everything", settings, func(asked string) string { return asked }, 0},
		{"it asks nobody who they are", settings, func(string) string { return token(mesher.OwnerRole) }, 3},
		{"it looks at no organisation", settings, func(asked string) string {
			if asked == "" {
				return ""
			}
			return token(mesher.OwnerRole)
		}, 2},
		{"it looks at no role", settings, func(asked string) string {
			if asked == token(mesher.MemberRole) {
				return token(mesher.AdminRole)
			}
			return asked
		}, 1},
		{"it lets nobody in", settings, func(string) string { return "" }, 4},
		{"its WebSocket is for anybody", route(http.MethodGet, "/stream/projects/{project}"), func(string) string { return token(mesher.OwnerRole) }, 2},
		{"it shows anybody's event", route(http.MethodGet, "/api/v1/events/{id}"), func(string) string { return token(mesher.OwnerRole) }, 2},
	} {
		front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			asked := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
			r.Header.Del("Authorization")
			if as := c.as(asked); as != "" {
				r.Header.Set("Authorization", "Bearer "+as)
			}
			town.web.ServeHTTP(w, r)
		}))
		town.base = front.URL
		if found := town.lapses(t, c.route); len(found) != c.found {
			t.Errorf("%s: %d lapses are found, want %d: %q", c.about, len(found), c.found, found)
		}
		front.Close()
	}
}

// A person of the town has a token; nobody has none.
type person struct {
	name  string
	role  mesher.Role // in the organisation that the things belong to
	token string
}

// A verdict is the required answer.
type verdict struct {
	what  string
	holds func(answer) bool
}

var (
	letIn = verdict{"to be let in", func(a answer) bool {
		return !slices.Contains([]int{http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusInternalServerError}, a.status)
	}}
	stranger  = verdict{"401, or to be led to the login", func(a answer) bool { return a.status == http.StatusUnauthorized }}
	forbidden = verdict{"403", func(a answer) bool { return a.status == http.StatusForbidden }}
	unseen    = verdict{"404", func(a answer) bool { return a.status == http.StatusNotFound }}
)

func expected(route server.Route, who person) verdict {
	aboutAThing := strings.Contains(route.Path, "{") // which belongs to somebody
	switch route.Who {
	case "anybody":
		return verdict{"any answer but a failure", func(a answer) bool { return a.status < 500 && a.status != http.StatusMethodNotAllowed }}
	case "key":
		return stranger // people's tokens are not keys
	}
	switch {
	case who.token == "":
		return stranger
	case strings.HasSuffix(route.Path, "/password"):
		return forbidden // a token is not enough
	case route.Who == "user" && !aboutAThing:
		return letIn
	case who.role == "":
		return unseen
	case strings.Contains(route.Path, "/sessions/{id}"), strings.Contains(route.Path, "/tokens/{id}"):
		if who.role == mesher.OwnerRole {
			return letIn // they are hers
		}
		return unseen
	case route.Who == "user" || who.role.Includes(mesher.Role(route.Who)):
		return letIn
	}
	return forbidden
}

// A town is a program with an organisation, whose owner is Ada, and another
// one, whose owner is Eve.
type town struct {
	*program
	base   string // where they send requests
	ada    access.SignIn
	org    mesher.Org
	people []person
	made   int
}

func newTown(t *testing.T) *town {
	t.Helper()
	return newTownOn(t, mesher.Secret{})
}

// newTownOn makes a town in a database; a new one if that is empty.
func newTownOn(t *testing.T, database mesher.Secret) *town {
	town := &town{program: launch(t, Config{DatabaseURL: database})}
	town.base = town.address.local.String()
	ctx, gate := t.Context(), town.gate
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	var err error
	const password = "correct horse battery"
	town.ada, err = gate.SetUpHere(ctx, access.Newcomer{Email: "ada@example.com", Password: password}, "Engines", "", access.Client{})
	must(err)
	town.org, err = town.store.Org(ctx, "engines")
	must(err)
	join := func(org uuid.UUID, name string, role mesher.Role) access.SignIn {
		_, secret, err := gate.Invite(ctx, org, name+"@example.com", role)
		must(err)
		in, err := gate.Join(ctx, secret, access.Newcomer{Password: password}, access.Client{})
		must(err)
		return in
	}
	add := func(name string, role mesher.Role, in access.SignIn) {
		_, secret, err := gate.CreateToken(ctx, in.Asker, name, mesher.OwnerRole)
		must(err)
		town.people = append(town.people, person{name, role, secret.Reveal()})
	}
	town.people = []person{{name: "nobody"}}
	elsewhere := mesher.Org{ID: uuid.New(), Name: "Elsewhere", Slug: "elsewhere"}
	must(town.store.CreateOrg(ctx, elsewhere, town.ada.Asker.Account.ID, town.ada.Asker.Account.CreatedAt))
	eve := join(elsewhere.ID, "eve", mesher.OwnerRole)
	members, err := town.store.Members(ctx, elsewhere.ID)
	must(err)
	must(town.store.RemoveMember(ctx, elsewhere.ID, members[0].ID)) // Ada leaves it to Eve
	add("the owner of another organisation", "", eve)
	add("a member", mesher.MemberRole, join(town.org.ID, "mia", mesher.MemberRole))
	add("an admin", mesher.AdminRole, join(town.org.ID, "ben", mesher.AdminRole))
	add("the owner", mesher.OwnerRole, town.ada)
	return town
}

// path fills in a route's variables, with existing things.
func (w *town) path(t *testing.T, route server.Route) string {
	project := "default"
	if strings.HasSuffix(route.Path, "{project}/delete") {
		project = w.doomed(t)
	}
	path := strings.NewReplacer("{project}", project, "{org}", w.org.Slug, "{file}", "style.css").Replace(route.Path)
	for _, variable := range []string{"{id}", "{token}"} {
		if before, _, ok := strings.Cut(path, "/"+variable); ok {
			path = strings.Replace(path, variable, w.thing(t, before[strings.LastIndex(before, "/")+1:]), 1)
		}
	}
	return path
}

// doomed makes a project that may be deleted.
func (w *town) doomed(t *testing.T) string {
	t.Helper()
	w.made++
	p, err := w.store.CreateProject(t.Context(), mesher.Project{OrgID: w.org.ID, Name: "Doomed", Slug: fmt.Sprint("doomed-", w.made)})
	if err != nil {
		t.Fatal(err)
	}
	return p.Slug
}

// thing makes a thing of a kind, and returns its id.
func (w *town) thing(t *testing.T, kind string) string {
	t.Helper()
	ctx := t.Context()
	w.made++
	fresh := fmt.Sprintf(`{"message":"number %s broke","fingerprint":"%d"}`, strings.Repeat("x", w.made%50+1), w.made)
	var id uuid.UUID
	var err error
	switch kind {
	case "issues":
		_, id = w.send(t, fresh)
	case "events":
		id, _ = w.send(t, fresh)
	case "quarantine":
		event := &mesher.Event{ID: uuid.New(), ProjectID: w.address.key.ProjectID, Message: "odd"}
		if err = w.store.Isolate(ctx, mesher.Record{Event: event}, "too odd"); err == nil {
			var all []mesher.IsolatedEvent
			all, err = w.store.Isolated(ctx, event.ProjectID, uuid.Max)
			id = all[0].ID
		}
	case "api-keys":
		var key mesher.Key
		key, err = w.store.CreateKey(ctx, w.address.key.ProjectID, "one more")
		id = key.ID
	case "sessions":
		var in access.SignIn
		in, err = w.gate.Login(ctx, "ada@example.com", "correct horse battery", access.Client{})
		id = in.Asker.Session.ID
	case "tokens":
		var token mesher.Token
		token, _, err = w.gate.CreateToken(ctx, w.ada.Asker, "one more", mesher.MemberRole)
		id = token.ID
	case "members":
		name := fmt.Sprintf("guest%d@example.com", w.made)
		var secret mesher.Secret
		_, secret, err = w.gate.Invite(ctx, w.org.ID, name, mesher.MemberRole)
		if err == nil {
			_, err = w.gate.Join(ctx, secret, access.Newcomer{Password: "correct horse battery"}, access.Client{})
		}
		if err == nil {
			var all []mesher.Member
			all, err = w.store.Members(ctx, w.org.ID)
			id = all[len(all)-1].ID
		}
	case "invites":
		var invite mesher.Invite
		invite, _, err = w.gate.Invite(ctx, w.org.ID, "guest@example.com", mesher.MemberRole)
		id = invite.ID
	case "alert-rules":
		id, err = w.rule(t)
	case "alerts":
		var rule uuid.UUID
		if rule, err = w.rule(t); err == nil {
			id = uuid.New()
			_, err = w.store.Fire(ctx, rule, func(r mesher.Rule) (mesher.Alert, bool) {
				return mesher.Alert{ID: id, RuleID: r.ID, Project: r.Project, Status: mesher.AlertActive, Cause: id.String(), TriggeredAt: time.Now()}, true
			})
		}
	default:
		t.Fatalf("nobody said how to make one of %s", kind)
	}
	if err != nil {
		t.Fatal(err)
	}
	return id.String()
}

// rule makes an alert rule.
func (w *town) rule(t *testing.T) (uuid.UUID, error) {
	r := mesher.Rule{ID: uuid.New(), Project: w.address.key.ProjectID, Name: "any", CreatedAt: time.Now(),
		Condition: mesher.Condition{Type: mesher.OnNewIssue}, Action: mesher.Action{Type: mesher.Websocket}}
	return r.ID, w.store.CreateRule(t.Context(), r)
}

// ask makes a request, with a body that suits few routes: an envelope's header
// without a key, which is not a form of ours either.
func (w *town) ask(t *testing.T, method, path string, who person) answer {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, w.base+path, strings.NewReader("{}\n"))
	if err != nil {
		t.Fatal(err)
	}
	if method == http.MethodGet {
		r.Body = http.NoBody
	}
	if path == "/ingest" || strings.Contains(path, "/stream/") {
		for name, value := range map[string]string{"Connection": "Upgrade", "Upgrade": "websocket",
			"Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA=="} {
			r.Header.Set(name, value)
		}
	}
	if who.token != "" {
		r.Header.Set("Authorization", "Bearer "+who.token)
	}
	a, err := do(r)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(a.body, "<h1>Sign in</h1>") && path != "/login" { // redirected there
		a.status = http.StatusUnauthorized
	}
	return a
}
