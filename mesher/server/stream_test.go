package server

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/access"
	"github.com/mesh-actors/mesh/mesher/websocket"
)

// A hall is a [Live] with a feed for each project, which says what a test puts
// there.
type hall struct {
	feeds   map[mesher.ProjectID]*script
	arrived func() // called when a client listens, if not nil

	mu      sync.Mutex // guards the fields below
	changed []any      // project, change and issues, in turn
}

func newHall() *hall {
	return &hall{feeds: map[mesher.ProjectID]*script{shop.ID: newScript(), till.ID: newScript()}}
}

func (h *hall) Listen(project mesher.ProjectID, account uuid.UUID) (Feed, error) {
	if account != ada.ID {
		return nil, errors.New("somebody else listens")
	}
	if h.arrived != nil {
		h.arrived()
	}
	return h.feeds[project], nil
}

func (h *hall) Changed(project mesher.ProjectID, change mesher.IssueChange, issues ...uuid.UUID) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.changed = append(h.changed, project, change, issues)
}

// A script is a feed.
type script struct {
	saidc   chan string // doubt: whether the client may hear more
	closedc chan struct{}
	filters chan mesher.LiveFilter
}

const doubt = "doubt"

func newScript() *script {
	return &script{saidc: make(chan string, 100), closedc: make(chan struct{}), filters: make(chan mesher.LiveFilter, 100)}
}

func (f *script) Next(ctx context.Context) ([]byte, error) {
	select {
	case m := <-f.saidc:
		if m == doubt {
			return nil, nil
		}
		return []byte(m), nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (f *script) Subscribe(filter mesher.LiveFilter, reply []byte) {
	f.filters <- filter
	f.Reply(reply)
}

func (f *script) Reply(m []byte) { f.saidc <- string(m) }
func (f *script) Close()         { close(f.closedc) }

// stream connects a client to a server of its own.
func streamTo(t *testing.T, c Config, path string, header http.Header) (*websocket.Conn, error) {
	t.Helper()
	s := httptest.NewServer(New(c))
	t.Cleanup(s.Close)
	conn, err := websocket.Dial(t.Context(), s.URL+path, header)
	if err == nil {
		t.Cleanup(conn.Abort)
	}
	return conn, err
}

var signedIn = http.Header{"Cookie": {"mesher=a session"}}

func mustRead(t *testing.T, conn *websocket.Conn, want string) {
	t.Helper()
	if got, err := conn.Read(t.Context()); err != nil || string(got) != want {
		t.Fatalf("got %s, %v; want %s", got, err, want)
	}
}

// LIVE-01: a client that watches a project hears what happens there, on either
// path, and may choose events.
func TestStream(t *testing.T) {
	for _, path := range []string{"/stream/projects/shop", "/ws/stream/projects/1"} {
		t.Run(path, func(t *testing.T) {
			config, hall := new(world).config(), newHall()
			config.Live = hall
			conn, err := streamTo(t, config, path, signedIn)
			if err != nil {
				t.Fatal(err)
			}
			feed := hall.feeds[shop.ID]
			for _, m := range []string{`{"type":"event"}`, `{"type":"issue"}`} {
				feed.saidc <- m
				mustRead(t, conn, m)
			}
			for _, c := range []struct{ say, answer string }{
				{`{"type":"subscribe","filters":{"level":"error","environment":"production"}}`, `{"type":"filters_updated"}`},
				{`{"type":"subscribe"}`, `{"type":"filters_updated"}`},
				{`{"type":"subscribe","filters":{"level":"loud"}}`, `{"type":"error","error":"level is \"loud\"; it must be fatal, error, warning, info, debug or empty"}`},
				{`{"type":"shout"}`, `{"type":"error","error":"type is \"shout\"; it must be subscribe"}`},
				{`{"type":"subscribe","filters":{"level":"error"}}`, `{"type":"filters_updated"}`},
			} {
				if err := conn.Write(t.Context(), []byte(c.say)); err != nil {
					t.Fatal(err)
				}
				mustRead(t, conn, c.answer)
			}
			for _, want := range []mesher.LiveFilter{{Level: "error", Environment: "production"}, {}, {Level: "error"}} {
				if got := <-feed.filters; got != want {
					t.Errorf("the filter is %+v, want %+v", got, want)
				}
			}
			if err := conn.Close(); err != nil {
				t.Error(err)
			}
			<-feed.closedc
		})
	}
}

// A message that is too large ends the connection, as does a client that breaks
// it off; the feed is closed.
func TestAStreamEnds(t *testing.T) {
	for about, end := range map[string]func(t *testing.T, conn *websocket.Conn){
		"too large": func(t *testing.T, conn *websocket.Conn) {
			conn.Write(t.Context(), []byte(`{"type":"`+strings.Repeat("x", maxSubscription)+`"}`))
			if _, err := conn.Read(t.Context()); err == nil || err == io.EOF {
				t.Errorf("the client reads %v", err)
			}
		},
		"broken off": func(_ *testing.T, conn *websocket.Conn) { conn.Abort() },
	} {
		t.Run(about, func(t *testing.T) {
			config, hall := new(world).config(), newHall()
			config.Live = hall
			conn, err := streamTo(t, config, "/stream/projects/shop", signedIn)
			if err != nil {
				t.Fatal(err)
			}
			end(t, conn)
			<-hall.feeds[shop.ID].closedc
		})
	}
}

func TestRefusedStreams(t *testing.T) {
	config := new(world).config()
	config.Live = newHall()
	config.PublicURL = &url.URL{Scheme: "http", Host: "errors.example.com"}
	s := New(config)
	for _, c := range []struct {
		about, path string
		header      []string
		want        int
	}{
		{"a plain request", "/stream/projects/shop", nil, http.StatusBadRequest},
		{"a project that is not there", "/stream/projects/none", []string{"Upgrade", "websocket"}, http.StatusNotFound},
		{"a page of another site", "/stream/projects/shop", []string{"Upgrade", "websocket", "Origin", "https://evil.example"}, http.StatusForbidden},
		{"a page of nowhere", "/stream/projects/shop", []string{"Upgrade", "websocket", "Origin", "null"}, http.StatusForbidden},
		{"no origin at all", "/stream/projects/shop", []string{"Upgrade", "websocket", "Origin", "%"}, http.StatusForbidden},
		// These get as far as the library, which reports a missing header.
		{"our page", "/stream/projects/shop", []string{"Upgrade", "websocket", "Origin", "http://example.com"}, http.StatusUpgradeRequired},
		{"our page on another port", "/stream/projects/shop", []string{"Upgrade", "websocket", "Origin", "http://EXAMPLE.com:8080"}, http.StatusUpgradeRequired},
		{"our page by its public name", "/stream/projects/shop", []string{"Upgrade", "websocket", "Origin", "http://errors.example.com"}, http.StatusUpgradeRequired},
	} {
		config.Live.(*hall).feeds[shop.ID] = newScript() // one that was closed stays so
		r := httptest.NewRequest("GET", c.path, nil)
		for pair := range slices.Chunk(c.header, 2) {
			r.Header.Set(pair[0], pair[1])
		}
		if got := ask(t, s, r); got.Code != c.want {
			t.Errorf("%s is answered %d: %s", c.about, got.Code, got.Body)
		}
	}
	r := httptest.NewRequest("GET", "/stream/projects/shop", nil)
	r.Header.Set("Upgrade", "websocket")
	got := httptest.NewRecorder()
	s.ServeHTTP(got, r) // without a session
	if got.Code != http.StatusUnauthorized || !strings.HasPrefix(got.Body.String(), `{"error":`) {
		t.Errorf("who is not signed in is answered %d: %s", got.Code, got.Body)
	}
	if got := ask(t, New(new(world).config()), httptest.NewRequest("GET", "/stream/projects/shop", nil)); got.Code != http.StatusBadRequest {
		t.Errorf("without a live stream a plain request is answered %d", got.Code)
	}
}

// A doorman says who may still listen.
type doorman struct {
	*world
	session, role atomic.Pointer[error]
}

func (d *doorman) SessionByDigest(ctx context.Context, digest mesher.Digest, now time.Time) (mesher.Session, mesher.Account, error) {
	if err := d.session.Load(); err != nil {
		return mesher.Session{}, mesher.Account{}, *err
	}
	return d.world.SessionByDigest(ctx, digest, now)
}

func (d *doorman) RoleIn(ctx context.Context, account, org uuid.UUID) (mesher.Role, error) {
	if err := d.role.Load(); err != nil {
		return "", *err
	}
	return d.world.RoleIn(ctx, account, org)
}

// A client whose session has ended, or who is not a member any more, hears no
// more; a database that is away sends nobody away.
func TestAStreamThatIsNoMoreAllowed(t *testing.T) {
	for about, revoke := range map[string]func(d *doorman){
		"the session ended": func(d *doorman) { d.session.Store(new(error(mesher.Errorf(mesher.NotFound, "no session")))) },
		"no member":         func(d *doorman) { d.role.Store(new(error(mesher.Errorf(mesher.NotFound, "no member")))) },
	} {
		t.Run(about, func(t *testing.T) {
			d, hall := &doorman{world: new(world)}, newHall()
			config := d.world.config()
			config.Store, config.Gate, config.Live = d, access.New(access.Config{Store: d}), hall
			config.WatchEvery = time.Millisecond
			conn, err := streamTo(t, config, "/stream/projects/shop", signedIn)
			if err != nil {
				t.Fatal(err)
			}
			away := errors.New("the database is away")
			d.session.Store(&away)
			feed := hall.feeds[shop.ID]
			for range 20 {
				feed.saidc <- "still there"
				mustRead(t, conn, "still there")
			}
			revoke(d)
			if about == "no member" {
				d.session.Store(nil)
			}
			said, err := conn.Read(t.Context())
			if err != nil || !strings.HasPrefix(string(said), `{"type":"error","error":`) {
				t.Errorf("at last heard %s, %v", said, err)
			}
			if _, err := conn.Read(t.Context()); err != io.EOF {
				t.Errorf("then %v, want the end", err)
			}
			<-feed.closedc
		})
	}
}

// In doubt the client's rights are checked before it is told more, without
// waiting for the next regular check; also when it connects, as they may have
// ended meanwhile.
func TestAStreamInDoubt(t *testing.T) {
	d, hall := &doorman{world: new(world)}, newHall()
	config := d.world.config()
	config.Store, config.Gate, config.Live = d, access.New(access.Config{Store: d}), hall
	config.WatchEvery = time.Hour
	conn, err := streamTo(t, config, "/stream/projects/shop", signedIn)
	if err != nil {
		t.Fatal(err)
	}
	feed := hall.feeds[shop.ID]
	for _, m := range []string{"one", doubt, "two"} {
		feed.saidc <- m
	}
	mustRead(t, conn, "one")
	mustRead(t, conn, "two")
	ended := func(conn *websocket.Conn) {
		t.Helper()
		said, err := conn.Read(t.Context())
		if err != nil || !strings.HasPrefix(string(said), `{"type":"error","error":"you are not signed in`) {
			t.Errorf("at last heard %s, %v", said, err)
		}
		if _, err := conn.Read(t.Context()); err != io.EOF {
			t.Errorf("then %v, want the end", err)
		}
	}
	gone := error(mesher.Errorf(mesher.NotFound, "no session"))
	d.session.Store(&gone)
	feed.saidc <- doubt
	feed.saidc <- "what it may not hear"
	ended(conn)
	<-feed.closedc

	d.session.Store(nil)
	hall.feeds[shop.ID] = newScript()
	hall.feeds[shop.ID].saidc <- "what it may not hear"
	hall.arrived = func() { d.session.Store(&gone) }
	if conn, err = streamTo(t, config, "/stream/projects/shop", signedIn); err != nil {
		t.Fatal(err)
	}
	ended(conn)
}

// The port for WebSockets takes nothing else.
func TestServeSockets(t *testing.T) {
	config := new(world).config()
	config.Live = newHall()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	servedc := make(chan error, 1)
	go func() { servedc <- New(config).ServeSockets(ctx, l) }()
	base := "http://" + l.Addr().String()
	for path, header := range map[string]http.Header{
		"/stream/projects/shop": signedIn, "/ws/stream/projects/shop": signedIn, "/ingest?sentry_key=" + shopKey.Value: nil,
	} {
		config.Live.(*hall).feeds[shop.ID] = newScript()
		conn, err := websocket.Dial(t.Context(), base+path, header)
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		conn.Abort()
	}
	response, err := http.Get(base + "/login")
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusNotFound {
		t.Errorf("a page is answered %d", response.StatusCode)
	}
	stop()
	if err := <-servedc; err != nil {
		t.Error(err)
	}
}

// What people do to issues is announced to watchers, once it is done.
func TestChangesAreTold(t *testing.T) {
	issue := uuid.UUID{7}
	for _, c := range []struct {
		path, body string
		want       mesher.IssueChange // none: nothing is announced
	}{
		{"resolve", "", "resolved"}, {"archive", "", "archived"}, {"unresolve", "", "unresolved"}, {"discard", "", "discarded"},
		{"delete", "", "deleted"}, {"assign", `{"user_id":""}`, "assigned"},
		{"merge", `{"into":"00000000-0000-0000-0000-000000000001"}`, "merged"},
		{"comment", `{"text":"hm"}`, ""}, {"assign", `{"user_id":"nobody"}`, ""},
	} {
		w := &archive{world: &world{issue: mesher.Issue{ID: issue, ProjectID: shop.ID}}}
		config, hall := w.world.config(), newHall()
		config.Store, config.Live = w, hall
		post(t, New(config), "/api/v1/issues/"+issue.String()+"/"+c.path, c.body)
		if c.want == "" {
			if len(hall.changed) != 0 {
				t.Errorf("%s tells %v", c.path, hall.changed)
			}
			continue
		}
		if len(hall.changed) != 3 || hall.changed[0] != shop.ID || hall.changed[1] != c.want || !slices.Equal(hall.changed[2].([]uuid.UUID), []uuid.UUID{issue}) {
			t.Errorf("%s tells %v", c.path, hall.changed)
		}
	}
}

// An archive changes any issue.
type archive struct{ *world }

func (archive) ChangeStatus(context.Context, mesher.ProjectID, []uuid.UUID, mesher.Status, mesher.Act) (int, error) {
	return 1, nil
}
func (archive) DeleteIssues(context.Context, mesher.ProjectID, []uuid.UUID) (int, error) {
	return 1, nil
}
func (archive) Assign(context.Context, mesher.ProjectID, []uuid.UUID, uuid.UUID, mesher.Act) (int, error) {
	return 1, nil
}
func (archive) Comment(context.Context, mesher.ProjectID, uuid.UUID, string, mesher.Act) error {
	return nil
}
func (archive) MergeIssue(context.Context, mesher.ProjectID, uuid.UUID, uuid.UUID, mesher.Act) error {
	return nil
}
