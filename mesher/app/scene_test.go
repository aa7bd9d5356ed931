package app

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/google/uuid"
	"go.uber.org/goleak"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/access"
	"github.com/mesh-actors/mesh/mesher/server/htmltest"
)

// The test program is the server as well, for tests that kill it. Clients reach
// it without the proxy that this machine may need for other hosts.
func TestMain(m *testing.M) {
	for _, name := range []string{"NO_PROXY", "no_proxy"} { // some programs look for one, some for the other
		os.Setenv(name, os.Getenv(name)+",localhost,127.0.0.1,10.64.0.0/10")
	}
	if os.Getenv(asServer) != "" {
		if err := serve(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	goleak.VerifyTestMain(m)
}

// launch runs the program for as long as the test, with no rate limit unless c
// says so.
func launch(t *testing.T, c Config) *program {
	t.Helper()
	if c.DataDir == "" {
		c.DataDir = t.TempDir()
	}
	if c.RateLimit == 0 {
		c.RateLimit = -1
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	p, err := start(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		http.DefaultClient.CloseIdleConnections()
		if err := p.stop(); err != nil {
			t.Error(err)
		}
	})
	return p
}

// An answer is a response from a door.
type answer struct {
	status int
	header http.Header
	body   string
}

// post sends a body with headers given as "Name: value".
func post(t *testing.T, url, body string, headers ...string) answer {
	t.Helper()
	a, err := tryPost(t.Context(), url, body, headers...)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func tryPost(ctx context.Context, url, body string, headers ...string) (answer, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		return answer{}, err
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		r.Header.Set(name, value)
	}
	return do(r)
}

func do(r *http.Request) (answer, error) {
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return answer{}, err
	}
	defer response.Body.Close()
	if response.StatusCode == http.StatusSwitchingProtocols { // the rest has no end
		return answer{response.StatusCode, response.Header, ""}, nil
	}
	body, err := io.ReadAll(response.Body)
	return answer{response.StatusCode, response.Header, string(body)}, err
}

// token returns a token of the owner, whose account it makes if there is none.
func (p *program) token(t testing.TB) string {
	t.Helper()
	const email, password = "ada@example.com", "correct horse battery"
	in, err := p.gate.SetUpHere(t.Context(), access.Newcomer{Email: email, Password: password}, "", "", access.Client{})
	if mesher.KindOf(err) == mesher.Conflict {
		in, err = p.gate.Login(t.Context(), email, password, access.Client{})
	}
	if err != nil {
		t.Fatal(err)
	}
	_, secret, err := p.gate.CreateToken(t.Context(), in.Asker, "test", mesher.OwnerRole)
	if err != nil {
		t.Fatal(err)
	}
	return secret.Reveal()
}

// page opens a page of the program.
func (p *program) page(t *testing.T, path string) htmltest.Node {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, p.address.local.JoinPath(path).String(), nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+p.token(t))
	a, err := do(r)
	if err != nil || a.status != http.StatusOK {
		t.Fatalf("page %s: %v, %d: %s", path, err, a.status, a.body)
	}
	return htmltest.Parse(t, a.body)
}

// events returns the address of our own door.
func (p *program) events() string { return p.address.local.JoinPath("api/v1/events").String() }

// auth returns the header with the first project's key.
func (p *program) auth() string { return "X-Sentry-Auth: " + p.address.key.Value }

// send posts an event that must be accepted, and returns once it is stored: on a
// machine that stands still the database may take too long, and it goes by the
// spool.
func (p *program) send(t *testing.T, event string) (id, issue uuid.UUID) {
	t.Helper()
	a := post(t, p.events(), event, p.auth())
	var said struct {
		ID      uuid.UUID `json:"id"`
		IssueID uuid.UUID `json:"issue_id"`
	}
	if err := json.NewDecoder(bytes.NewBufferString(a.body)).Decode(&said); err != nil || a.status != http.StatusAccepted {
		t.Fatalf("status %d, %v: %s", a.status, err, a.body)
	}
	if said.IssueID == uuid.Nil {
		until(t, "the event is stored", func() bool {
			e, err := p.store.Event(t.Context(), []mesher.ProjectID{p.address.key.ProjectID}, said.ID)
			said.IssueID = e.IssueID
			return err == nil
		})
	}
	return said.ID, said.IssueID
}

// settle returns once all answered events are in the database. A disk that stands
// still for as long as a transaction may take makes events wait in the spool.
func (p *program) settle(t *testing.T) {
	t.Helper()
	until(t, "nothing waits in the spool", func() bool { return p.spool.Held() == 0 })
}

// issues lists the first project's issues, of all answered events.
func (p *program) issues(t *testing.T) []mesher.Issue {
	t.Helper()
	p.settle(t)
	page, err := p.store.ListIssues(t.Context(), p.address.key.ProjectID, mesher.IssueQuery{PageRequest: mesher.PageRequest{Limit: 100}})
	if err != nil {
		t.Fatal(err)
	}
	return page.Items
}

// eventOf returns a small event with this id.
func eventOf(id uuid.UUID) string { return fmt.Sprintf(`{"message":"it broke","event_id":%q}`, id) }
