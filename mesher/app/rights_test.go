package app

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/access"
	"github.com/mesh-actors/mesh/mesher/sqlstore/pgtest"
	"github.com/mesh-actors/mesh/mesher/websocket"
)

// Whoever may watch no more is cut off at once, at whichever node they do and
// whichever takes the right away, and hears nothing that is stored afterwards.
// Others watch on.
func TestRightsThatAreTakenAway(t *testing.T) {
	crew := newCrew(t, pgtest.Start(t, "fsync = off"), 2, Config{})
	here, there := crew.nodes[0], crew.nodes[1]
	owner := here.token(t)
	org := here.firstOrg(t)
	const password = "correct horse battery"
	newcomer := func(t *testing.T) access.SignIn {
		_, invited, err := here.gate.Invite(t.Context(), org, uuid.NewString()+"@example.com", mesher.MemberRole)
		if err != nil {
			t.Fatal(err)
		}
		in, err := here.gate.Join(t.Context(), invited, access.Newcomer{Name: "Bob", Password: password}, access.Client{})
		if err != nil {
			t.Fatal(err)
		}
		return in
	}
	session := func(in access.SignIn) http.Header {
		return http.Header{"Cookie": {"mesher=" + in.Secret.Reveal()}}
	}
	api := func(t *testing.T, header http.Header, body string, path ...string) {
		t.Helper()
		var headers []string
		for name := range header {
			headers = append(headers, name+": "+header.Get(name))
		}
		if a := post(t, here.address.local.JoinPath("api/v1").JoinPath(path...).String(), body, headers...); a.status >= 300 {
			t.Fatalf("%v: %d %s", path, a.status, a.body)
		}
	}
	asOwner := http.Header{"Authorization": {"Bearer " + owner}}
	for about, take := range map[string]func(t *testing.T, in access.SignIn) (watching http.Header, revoke func()){
		"signed out": func(t *testing.T, in access.SignIn) (http.Header, func()) {
			return session(in), func() { api(t, session(in), "", "logout") }
		},
		"a session is ended": func(t *testing.T, in access.SignIn) (http.Header, func()) {
			other, err := here.gate.Login(t.Context(), in.Asker.Account.Email, password, access.Client{})
			if err != nil {
				t.Fatal(err)
			}
			return session(other), func() { api(t, session(in), "", "sessions", other.Asker.Session.ID.String(), "end") }
		},
		"another password": func(t *testing.T, in access.SignIn) (http.Header, func()) {
			return session(in), func() {
				api(t, session(in), `{"old_password":"`+password+`","new_password":"`+password+`!"}`, "me", "password")
			}
		},
		"a token is revoked": func(t *testing.T, in access.SignIn) (http.Header, func()) {
			token, secret, err := here.gate.CreateToken(t.Context(), in.Asker, "watcher", mesher.MemberRole)
			if err != nil {
				t.Fatal(err)
			}
			return http.Header{"Authorization": {"Bearer " + secret.Reveal()}}, func() {
				api(t, session(in), "", "tokens", token.ID.String(), "revoke")
			}
		},
		"no member any more": func(t *testing.T, in access.SignIn) (http.Header, func()) {
			members, err := here.store.Members(t.Context(), org)
			if err != nil {
				t.Fatal(err)
			}
			i := slices.IndexFunc(members, func(m mesher.Member) bool { return m.AccountID == in.Asker.Account.ID })
			return session(in), func() {
				api(t, asOwner, "", "orgs", org.String(), "members", members[i].ID.String(), "remove")
			}
		},
	} {
		t.Run(about, func(t *testing.T) {
			header, revoke := take(t, newcomer(t))
			var cut []*watcher
			for _, node := range crew.nodes {
				cut = append(cut, watchWith(t, node.address.local, header))
			}
			stays := watch(t, there.address.local, owner)
			for _, w := range slices.Concat(cut, []*watcher{stays}) {
				w.answers(t)
			}
			revoke()
			id, _ := there.send(t, `{"message":"it goes on"}`)
			for _, w := range cut {
				w.mustEnd(t)
			}
			stays.event(t, id)
		})
	}
	t.Run("no project any more", func(t *testing.T) {
		project, err := here.store.CreateProject(t.Context(), mesher.Project{OrgID: org, Name: "Till", Slug: "till"})
		if err != nil {
			t.Fatal(err)
		}
		var cut []*watcher
		for _, node := range crew.nodes {
			conn, err := websocket.Dial(t.Context(), node.address.local.JoinPath("stream/projects/till").String(), asOwner)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(conn.Abort)
			cut = append(cut, &watcher{conn: conn})
		}
		for _, w := range cut {
			w.answers(t)
		}
		api(t, asOwner, "", "projects", project.Slug, "delete")
		for _, w := range cut {
			w.mustEnd(t)
		}
	})
}

// firstOrg is the one that the first account owns.
func (p *program) firstOrg(t *testing.T) uuid.UUID {
	t.Helper()
	org, err := p.store.FirstOrg(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return org.ID
}

// answers has the stream say something: then it is known to listen, and may.
func (w *watcher) answers(t *testing.T) {
	t.Helper()
	if err := w.conn.Write(t.Context(), []byte(`{"type":"subscribe"}`)); err != nil {
		t.Fatal(err)
	}
	w.until(t, "that it may filter", func(h heard) bool { return h.Type == "filters_updated" })
}

// mustEnd wants the stream to say why it ends, before any event, and to end: long
// before it is looked after without a reason.
func (w *watcher) mustEnd(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	for {
		m, err := w.conn.Read(ctx)
		if err == io.EOF && bytes.HasPrefix(w.last, []byte(`{"type":"error"`)) {
			return
		}
		if err != nil || bytes.HasPrefix(m, []byte(`{"type":"event"`)) {
			t.Fatalf("it hears %s, %v; and before it %s", m, err, w.last)
		}
		w.last = m
	}
}
