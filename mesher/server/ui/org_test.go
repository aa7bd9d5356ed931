package ui

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

func engines(role mesher.Role) OrgPage {
	return OrgPage{
		Frame: Frame{Name: "Ben"}, Org: mesher.Org{Name: "Engines", Slug: "engines"}, Role: role, Me: uuid.UUID{2}, Now: now,
		Naming: OrgNamingOf(mesher.Org{Name: "Engines", Slug: "engines"}),
		Members: []mesher.Member{
			{ID: uuid.UUID{1}, AccountID: uuid.UUID{1}, Name: "Ada", Email: "ada@example.com", Role: mesher.OwnerRole, JoinedAt: now.Add(-72 * time.Hour)},
			{ID: uuid.UUID{2}, AccountID: uuid.UUID{2}, Email: "ben@example.com", Role: role, JoinedAt: now.Add(-time.Hour)},
			{ID: uuid.UUID{3}, AccountID: uuid.UUID{3}, Name: "Mia", Email: "mia@example.com", Role: mesher.MemberRole, JoinedAt: now.Add(-time.Hour)},
		},
		Invites:  []mesher.Invite{{ID: uuid.UUID{4}, Email: "eve@example.com", Role: mesher.AdminRole, ExpiresAt: now}},
		Projects: []mesher.Project{{Name: "Shop", Slug: "shop", Platform: "go"}},
	}
}

// Everybody sees who is in it; what can be done depends on the reader.
func TestOrgPage(t *testing.T) {
	for role, want := range map[mesher.Role]map[string]string{
		mesher.MemberRole: {".members .badge": "owner|member|member", ".members option": "", ".members summary": "", ".invites h2": "", "main button": ""},
		mesher.AdminRole: {".members .badge": "owner", ".members option": "member|admin|member|admin", ".members option[selected]": "admin|member", ".members summary": "Remove|Remove",
			".invites b": "eve@example.com", ".invites .things .quiet": "as admin, until 14 March 2026, 15:09 UTC", ".invites option": "member|admin", ".projects button": "Make a project", ".naming": ""},
		mesher.OwnerRole: {".members .badge": "", ".members summary": "Remove|Remove|Remove", ".invites option": "member|admin|owner", ".naming button": "Save"},
	} {
		page, _ := rendered(t, engines(role))
		checkTexts(t, page, want)
		checkTexts(t, page, map[string]string{
			"h1": "Engines", ".members b": "Ada|ben@example.com|Mia", ".projects li a": "Shop|Settings", ".done": "", ".problem": "", ".once": "",
		})
	}
}

func TestAnInvitationIsShownOnce(t *testing.T) {
	p := engines(mesher.AdminRole)
	for mailed, want := range map[bool]string{
		true:  "The link below was mailed there. Whoever has it can join. It is shown only now.",
		false: "Nothing was mailed: give them this link yourself. Whoever has it can join. It is shown only now.",
	} {
		p.Invited = Invited{"eve@example.com", "https://errors.example/invites/x", mailed}
		page, _ := rendered(t, p)
		checkTexts(t, page, map[string]string{".once h2": "eve@example.com is invited", ".once p": want, ".once .copy": "https://errors.example/invites/x"})
	}
}

func TestAnEmptyOrg(t *testing.T) {
	p := engines(mesher.OwnerRole)
	p.Invites, p.Projects, p.Done = nil, nil, "role"
	p.Standing.Problem = "because"
	page, _ := rendered(t, p)
	checkTexts(t, page, map[string]string{".invites .things": "", ".projects .quiet": "There is no project yet.", ".done": "The role was changed.", ".members .problem": "because."})
}
