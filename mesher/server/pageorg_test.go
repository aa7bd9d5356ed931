package server

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/access"
	"github.com/mesh-actors/mesh/mesher/server/htmltest"
)

// A gathered world is an organisation with Ada, who asks, and Mia.
type gathered struct {
	*managed
	invites []mesher.Invite
}

var engines = mesher.Org{ID: uuid.UUID{0xe}, Name: "Engines", Slug: "engines"}

func (g *gathered) Org(context.Context, string) (mesher.Org, error) { return engines, nil }

func (g *gathered) Members(context.Context, uuid.UUID) ([]mesher.Member, error) {
	return []mesher.Member{
		{ID: uuid.UUID{1}, AccountID: ada.ID, Email: ada.Email, Name: ada.Name, Role: g.role},
		{ID: uuid.UUID{2}, AccountID: uuid.UUID{2}, Email: "mia@example.com", Role: mesher.MemberRole},
	}, nil
}

func (g *gathered) Invites(context.Context, uuid.UUID, time.Time) ([]mesher.Invite, error) {
	return g.invites, nil
}

func (g *gathered) CreateInvite(_ context.Context, i mesher.Invite, _ mesher.Digest) error {
	g.invites = append(g.invites, i)
	return nil
}

func (g *gathered) WithdrawInvite(_ context.Context, org, id uuid.UUID) error {
	g.asked = append(g.asked, "withdraw", org, id)
	return g.fail
}

func (g *gathered) SetRole(_ context.Context, org, member uuid.UUID, role mesher.Role) error {
	g.asked = append(g.asked, "role", org, member, role)
	return g.fail
}

func (g *gathered) RemoveMember(_ context.Context, org, member uuid.UUID) error {
	g.asked = append(g.asked, "remove", org, member)
	return g.fail
}

func (g *gathered) SaveOrg(_ context.Context, o mesher.Org) error {
	g.asked = append(g.asked, "save", o.ID, o.Name, o.Slug)
	return g.fail
}

func (g *gathered) CreateProject(_ context.Context, p mesher.Project) (mesher.Project, error) {
	g.asked = append(g.asked, "project", p.OrgID, p.Name, p.Slug)
	p.ID = 3
	return p, g.fail
}

func gatheredAs(role mesher.Role) (*gathered, *Server) {
	g := &gathered{managed: &managed{world: &world{}, role: role}}
	c := g.world.config()
	c.Store, c.Admin, c.Gate = g, g, access.New(access.Config{Store: g})
	return g, New(c)
}

func TestAnOrgIsManagedFromItsPage(t *testing.T) {
	me, mia := uuid.UUID{1}, uuid.UUID{2}
	for _, c := range []struct {
		path, form, to string
		asked          []any
	}{
		{"", "name=Motors&slug=motors", "/orgs/motors?done=name", []any{"save", engines.ID, "Motors", "motors"}},
		{"/members/" + mia.String() + "/role", "role=admin", "/orgs/engines?done=role", []any{"role", engines.ID, mia, mesher.AdminRole}},
		{"/members/" + mia.String() + "/remove", "", "/orgs/engines?done=removed", []any{"remove", engines.ID, mia}},
		{"/members/" + me.String() + "/remove", "", "/", []any{"remove", engines.ID, me}},
		{"/invites/" + mia.String() + "/withdraw", "", "/orgs/engines?done=withdrawn", []any{"withdraw", engines.ID, mia}},
		{"/projects", "name=Tea+shop", "/projects/tea-shop/issues", []any{"project", engines.ID, "Tea shop", "tea-shop", 3, "Default"}},
	} {
		g, s := gatheredAs(mesher.OwnerRole)
		got := post(t, s, "/orgs/engines"+c.path, c.form)
		if got.Code != http.StatusSeeOther || got.Header().Get("Location") != c.to {
			t.Errorf("%s: got %d to %q, want to be led to %q", c.path, got.Code, got.Header().Get("Location"), c.to)
		}
		if fmt.Sprint(g.asked) != fmt.Sprint(c.asked) {
			t.Errorf("%s: the store was asked %v, want %v", c.path, g.asked, c.asked)
		}
		g, s = gatheredAs(mesher.MemberRole)
		if got := post(t, s, "/orgs/engines"+c.path, c.form); got.Code != http.StatusForbidden || g.asked != nil {
			t.Errorf("%s by a member: got %d, and the store was asked %v", c.path, got.Code, g.asked)
		}
	}
}

func TestWhatAnOrgRefusesIsSaidOnItsPage(t *testing.T) {
	mia := uuid.UUID{2}.String()
	for _, c := range []struct {
		path, form, section, problem string
		status                       int
		fail                         error
	}{
		{"/projects", "name=", ".projects", "the project's name must have 1 to 100 characters.", 400, nil},
		{"/projects", "name=Shop", ".projects", "the slug is taken.", 409, mesher.Errorf(mesher.Conflict, "the slug is taken")},
		{"/invites", "email=nobody&role=member", ".invites", `"nobody" is not an e-mail address.`, 400, nil},
		{"/invites", "email=mia@example.com&role=member", ".invites", "mia@example.com belongs to the organisation already, as member.", 409, nil},
		{"/invites", "email=eve@example.com&role=owner", ".invites", "this needs the role owner; yours is admin.", 403, nil},
		{"/members/" + mia + "/role", "role=king", ".members", `role is "king"; it must be member, admin or owner.`, 400, nil},
		{"/members/" + mia + "/role", "role=owner", ".members", "this needs the role owner; yours is admin.", 403, nil},
		{"/members/" + mia + "/remove", "", ".members", "they are the last owner.", 409, mesher.Errorf(mesher.Conflict, "they are the last owner")},
	} {
		g, s := gatheredAs(mesher.AdminRole)
		g.fail = c.fail
		got := post(t, s, "/orgs/engines"+c.path, c.form)
		page := htmltest.Parse(t, got.Body.String())
		if said := page.One(t, c.section+" .problem").Text(); got.Code != c.status || said != c.problem {
			t.Errorf("%s %s: got %d %q, want %d %q", c.path, c.form, got.Code, said, c.status, c.problem)
		}
		if c.fail == nil && g.asked != nil || len(g.invites) != 0 {
			t.Errorf("%s %s: the store was asked %v, and there are %d invitations", c.path, c.form, g.asked, len(g.invites))
		}
	}
}

// The link of an invitation is in the answer to its making, and on no other page.
func TestAnInvitationFromThePage(t *testing.T) {
	g, s := gatheredAs(mesher.AdminRole)
	got := post(t, s, "/orgs/engines/invites", "email=Eve@example.com&role=admin")
	page := htmltest.Parse(t, got.Body.String())
	link := page.One(t, ".once .copy").Text()
	if got.Code != http.StatusOK || !strings.HasPrefix(link, "http://example.com/invites/") || len(g.invites) != 1 || g.invites[0].Role != mesher.AdminRole {
		t.Errorf("got %d with %q, and there are %+v", got.Code, link, g.invites)
	}
	if again := get(t, s, "/orgs/engines").Body.String(); strings.Contains(again, link) || !strings.Contains(again, "eve@example.com") {
		t.Errorf("the page is %s", again)
	}
	g.role = mesher.MemberRole
	if page := get(t, s, "/orgs/engines").Body.String(); strings.Contains(page, "eve@example.com") {
		t.Error("a member sees who is invited")
	}
}
