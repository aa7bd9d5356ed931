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

// A rightsTest is two nodes whose streams are watched while the first of them takes
// rights away.
type rightsTest struct {
	nodes []*program
	org   uuid.UUID
	owner string // a token
}

const memberPassword = "correct horse battery"

// A watcher that loses its right is cut off at once, at either node, and hears
// nothing that is stored afterwards. Others go on watching.
func TestRightsThatAreTakenAway(t *testing.T) {
	nodes := newLocalCluster(t, pgtest.Start(t, "fsync = off"), 2, Config{}).nodes
	r := &rightsTest{nodes: nodes, owner: nodes[0].token(t), org: nodes[0].firstOrg(t)}
	for _, c := range []struct {
		about string
		// prepare returns the credentials with which a signed-in member watches, and
		// the function that takes the right away.
		prepare func(r *rightsTest, t *testing.T, in access.SignIn) (watching http.Header, revoke func())
	}{
		{"signed out", (*rightsTest).signOut},
		{"a session is ended", (*rightsTest).endSession},
		{"another password", (*rightsTest).changePassword},
		{"a token is revoked", (*rightsTest).revokeToken},
		{"no member any more", (*rightsTest).removeMember},
	} {
		t.Run(c.about, func(t *testing.T) {
			header, revoke := c.prepare(r, t, r.newMember(t))
			r.mustCutOff(t, header, revoke)
		})
	}
	t.Run("no project any more", r.deleteProject)
}

// mustCutOff watches at both nodes, beside the owner; only the owner hears events
// that are stored after the right is revoked.
func (r *rightsTest) mustCutOff(t *testing.T, header http.Header, revoke func()) {
	t.Helper()
	there := r.nodes[1]
	var cut []*watcher
	for _, node := range r.nodes {
		cut = append(cut, watchWith(t, node.address.local, header))
	}
	stays := watch(t, there.address.local, r.owner)
	for _, w := range slices.Concat(cut, []*watcher{stays}) {
		w.answers(t)
	}
	revoke()
	id, _ := there.send(t, `{"message":"it goes on"}`)
	for _, w := range cut {
		w.mustEnd(t)
	}
	stays.event(t, id)
}

func (r *rightsTest) signOut(t *testing.T, in access.SignIn) (http.Header, func()) {
	return withSession(in), func() { r.api(t, withSession(in), "", "logout") }
}

func (r *rightsTest) endSession(t *testing.T, in access.SignIn) (http.Header, func()) {
	other, err := r.nodes[0].gate.Login(t.Context(), in.Asker.Account.Email, memberPassword, access.Client{})
	if err != nil {
		t.Fatal(err)
	}
	return withSession(other), func() { r.api(t, withSession(in), "", "sessions", other.Asker.Session.ID.String(), "end") }
}

func (r *rightsTest) changePassword(t *testing.T, in access.SignIn) (http.Header, func()) {
	return withSession(in), func() {
		r.api(t, withSession(in), `{"old_password":"`+memberPassword+`","new_password":"`+memberPassword+`!"}`, "me", "password")
	}
}

func (r *rightsTest) revokeToken(t *testing.T, in access.SignIn) (http.Header, func()) {
	token, secret, err := r.nodes[0].gate.CreateToken(t.Context(), in.Asker, "watcher", mesher.MemberRole)
	if err != nil {
		t.Fatal(err)
	}
	return withToken(secret.Reveal()), func() { r.api(t, withSession(in), "", "tokens", token.ID.String(), "revoke") }
}

func (r *rightsTest) removeMember(t *testing.T, in access.SignIn) (http.Header, func()) {
	members, err := r.nodes[0].store.Members(t.Context(), r.org)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(members, func(m mesher.Member) bool { return m.AccountID == in.Asker.Account.ID })
	return withSession(in), func() {
		r.api(t, withToken(r.owner), "", "orgs", r.org.String(), "members", members[i].ID.String(), "remove")
	}
}

// deleteProject deletes a project, which even the owner then can't watch any
// more.
func (r *rightsTest) deleteProject(t *testing.T) {
	project, err := r.nodes[0].store.CreateProject(t.Context(), mesher.Project{OrgID: r.org, Name: "Till", Slug: "till"})
	if err != nil {
		t.Fatal(err)
	}
	var cut []*watcher
	for _, node := range r.nodes {
		conn, err := websocket.Dial(t.Context(), node.address.local.JoinPath("stream/projects/till").String(), withToken(r.owner))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(conn.Abort)
		cut = append(cut, &watcher{conn: conn})
	}
	for _, w := range cut {
		w.answers(t)
	}
	r.api(t, withToken(r.owner), "", "projects", project.Slug, "delete")
	for _, w := range cut {
		w.mustEnd(t)
	}
}

// newMember invites a person, who joins and is signed in.
func (r *rightsTest) newMember(t *testing.T) access.SignIn {
	t.Helper()
	gate := r.nodes[0].gate
	_, invited, err := gate.Invite(t.Context(), r.org, uuid.NewString()+"@example.com", mesher.MemberRole)
	if err != nil {
		t.Fatal(err)
	}
	in, err := gate.Join(t.Context(), invited, access.Newcomer{Name: "Bob", Password: memberPassword}, access.Client{})
	if err != nil {
		t.Fatal(err)
	}
	return in
}

// api posts to a route of the first node's API, which must succeed.
func (r *rightsTest) api(t *testing.T, header http.Header, body string, path ...string) {
	t.Helper()
	var headers []string
	for name := range header {
		headers = append(headers, name+": "+header.Get(name))
	}
	url := r.nodes[0].address.local.JoinPath("api/v1").JoinPath(path...).String()
	if a := post(t, url, body, headers...); a.status >= 300 {
		t.Fatalf("%v: %d %s", path, a.status, a.body)
	}
}

func withSession(in access.SignIn) http.Header {
	return http.Header{"Cookie": {"mesher=" + in.Secret.Reveal()}}
}

func withToken(secret string) http.Header {
	return http.Header{"Authorization": {"Bearer " + secret}}
}

// firstOrg returns the organisation of the first account.
func (p *program) firstOrg(t *testing.T) uuid.UUID {
	t.Helper()
	org, err := p.store.FirstOrg(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return org.ID
}

// answers makes the stream say something: then it is known to listen, and to be
// allowed to.
func (w *watcher) answers(t *testing.T) {
	t.Helper()
	if err := w.conn.Write(t.Context(), []byte(`{"type":"subscribe"}`)); err != nil {
		t.Fatal(err)
	}
	w.until(t, "that it may filter", func(h heard) bool { return h.Type == "filters_updated" })
}

// mustEnd expects the stream to say why it ends, before any event, and to end:
// long before the next regular check.
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
