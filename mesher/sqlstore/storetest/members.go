package storetest

import (
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

// anOrg adds an organisation with an owner.
func (s *scene) anOrg(slug string, owner mesher.Account) mesher.Org {
	s.Helper()
	org := mesher.Org{ID: uuid.Must(uuid.NewV7()), Name: "The " + slug, Slug: slug}
	s.must(s.store.CreateOrg(s.Context(), org, owner.ID, noon))
	return org
}

// invited adds a member by an invitation.
func (s *scene) invited(org mesher.Org, who mesher.Account, role mesher.Role) {
	s.Helper()
	invite, _ := s.anInvite(org, who.Email, role)
	s.must(s.store.Accept(s.Context(), invite.ID, who.ID, noon.Add(time.Minute)))
}

func (s *scene) anInvite(org mesher.Org, email string, role mesher.Role) (mesher.Invite, mesher.Secret) {
	s.Helper()
	secret := mesher.NewSecret("")
	invite := mesher.Invite{ID: uuid.Must(uuid.NewV7()), OrgID: org.ID, Email: email, Role: role, CreatedAt: noon, ExpiresAt: noon.Add(time.Hour)}
	s.must(s.store.CreateInvite(s.Context(), invite, secret.Digest()))
	return invite, secret
}

func (s *scene) members(org mesher.Org) []mesher.Member {
	s.Helper()
	members, err := s.store.Members(s.Context(), org.ID)
	s.must(err)
	return members
}

var memberTests = map[string]func(*scene){
	"an organisation is found by id and slug": func(s *scene) {
		org := s.anOrg("engines", s.anAccount("ada"))
		for _, ref := range []string{org.ID.String(), "engines"} {
			got, err := s.store.Org(s.Context(), ref)
			s.must(err)
			wantEqual(s, "organisation "+ref, got, org)
		}
		for _, ref := range []string{"", "nothing", uuid.NewString()} {
			_, err := s.store.Org(s.Context(), ref)
			s.wantKind(err, mesher.NotFound)
		}
	},
	"an organisation has its own projects": func(s *scene) {
		org := s.anOrg("engines", s.anAccount("ada"))
		mine, err := s.store.CreateProject(s.Context(), mesher.Project{OrgID: org.ID, Name: "Mine", Slug: "mine", Platform: "go"})
		s.must(err)
		mine.Name, mine.Slug = "Ours", "ours"
		s.must(s.store.RenameProject(s.Context(), mine))
		projects, err := s.store.ProjectsOf(s.Context(), org.ID)
		s.must(err)
		if len(projects) != 1 || projects[0] != mine {
			s.Errorf("the projects are %+v, want %+v", projects, mine)
		}
		mine.Slug = "default"
		s.wantKind(s.store.RenameProject(s.Context(), mine), mesher.Conflict)
		s.wantKind(s.store.RenameProject(s.Context(), mesher.Project{ID: mine.ID + 100, Slug: "x"}), mesher.NotFound)
	},
	"slugs of organisations are unique": func(s *scene) {
		ada := s.anAccount("ada")
		org := s.anOrg("engines", ada)
		s.wantKind(s.store.CreateOrg(s.Context(), mesher.Org{ID: uuid.New(), Slug: "engines"}, ada.ID, noon), mesher.Conflict)
		other := s.anOrg("other", ada)
		other.Slug = org.Slug
		s.wantKind(s.store.SaveOrg(s.Context(), other), mesher.Conflict)
		org.Name = "New"
		s.must(s.store.SaveOrg(s.Context(), org))
		got, err := s.store.Org(s.Context(), "engines")
		s.must(err)
		wantEqual(s, "the organisation", got, org)
		s.wantKind(s.store.SaveOrg(s.Context(), mesher.Org{ID: uuid.New(), Slug: "x"}), mesher.NotFound)
	},
	"an organisation without projects can go": func(s *scene) {
		ada := s.anAccount("ada")
		org := s.anOrg("engines", ada)
		s.anInvite(org, "eve@example.com", mesher.MemberRole)
		_, err := s.store.CreateProject(s.Context(), mesher.Project{OrgID: s.project.OrgID, Slug: "elsewhere"})
		s.must(err)
		s.must(s.store.DeleteOrg(s.Context(), org.ID))
		s.wantKind(s.store.DeleteOrg(s.Context(), org.ID), mesher.NotFound)
		s.wantKind(s.store.DeleteOrg(s.Context(), s.project.OrgID), mesher.Conflict)
		_, err = s.store.RoleIn(s.Context(), ada.ID, org.ID)
		s.wantKind(err, mesher.NotFound)
		_, err = s.store.CreateProject(s.Context(), mesher.Project{OrgID: org.ID, Slug: "late"})
		s.wantKind(err, mesher.NotFound)
	},
	"an organisation goes, or gets a project": func(s *scene) {
		ada := s.anAccount("ada")
		for round := range 10 {
			org := s.anOrg(fmt.Sprint("engines", round), ada)
			var both sync.WaitGroup
			var gone, made error
			both.Go(func() { gone = s.store.DeleteOrg(s.Context(), org.ID) })
			both.Go(func() {
				_, made = s.store.CreateProject(s.Context(), mesher.Project{OrgID: org.ID, Slug: org.Slug})
			})
			both.Wait()
			if gone == nil {
				s.wantKind(made, mesher.NotFound)
			} else {
				s.wantKind(gone, mesher.Conflict)
				s.must(made)
			}
		}
	},
	"members have roles": func(s *scene) {
		ada, eve := s.anAccount("ada"), s.anAccount("eve")
		org := s.anOrg("engines", ada)
		_, err := s.store.RoleIn(s.Context(), eve.ID, org.ID)
		s.wantKind(err, mesher.NotFound)
		s.invited(org, eve, mesher.MemberRole)
		members := s.members(org)
		wantEqual(s, "the number of members", len(members), 2)
		second := members[1]
		wantEqual(s, "the second member", fmt.Sprint(second.Email, second.Name, second.Role, second.JoinedAt.Equal(noon.Add(time.Minute))), "eve@example.comevemembertrue")
		s.must(s.store.SetRole(s.Context(), org.ID, second.ID, mesher.AdminRole))
		role, err := s.store.RoleIn(s.Context(), eve.ID, org.ID)
		s.must(err)
		wantEqual(s, "eve's role", role, mesher.AdminRole)
		other := s.anOrg("other", ada)
		s.wantKind(s.store.SetRole(s.Context(), other.ID, second.ID, mesher.OwnerRole), mesher.NotFound)
		s.wantKind(s.store.RemoveMember(s.Context(), other.ID, second.ID), mesher.NotFound)
		s.must(s.store.RemoveMember(s.Context(), org.ID, second.ID))
		_, err = s.store.RoleIn(s.Context(), eve.ID, org.ID)
		s.wantKind(err, mesher.NotFound)
	},
	"the last owner stays": func(s *scene) {
		ada, eve := s.anAccount("ada"), s.anAccount("eve")
		org := s.anOrg("engines", ada)
		first := s.members(org)[0]
		s.wantKind(s.store.SetRole(s.Context(), org.ID, first.ID, mesher.AdminRole), mesher.Conflict)
		s.wantKind(s.store.RemoveMember(s.Context(), org.ID, first.ID), mesher.Conflict)
		s.must(s.store.SetRole(s.Context(), org.ID, first.ID, mesher.OwnerRole))
		s.invited(org, eve, mesher.OwnerRole)
		s.must(s.store.RemoveMember(s.Context(), org.ID, first.ID))
	},
	"of two owners who leave at once one stays": func(s *scene) {
		for round := range 5 {
			ada, eve := s.anAccount(fmt.Sprint("ada", round)), s.anAccount(fmt.Sprint("eve", round))
			org := s.anOrg(fmt.Sprint("engines", round), ada)
			s.invited(org, eve, mesher.OwnerRole)
			var both sync.WaitGroup
			var left atomic.Int32
			for _, m := range s.members(org) {
				both.Go(func() {
					switch err := s.store.RemoveMember(s.Context(), org.ID, m.ID); {
					case err == nil:
						left.Add(1)
					case mesher.KindOf(err) != mesher.Conflict:
						s.Error(err)
					}
				})
			}
			both.Wait()
			wantEqual(s, "how many left", left.Load(), 1)
		}
	},
	"an invitation is accepted once": func(s *scene) {
		ada, eve, bob := s.anAccount("ada"), s.anAccount("eve"), s.anAccount("bob")
		org := s.anOrg("engines", ada)
		invite, secret := s.anInvite(org, eve.Email, mesher.AdminRole)
		found, to, err := s.store.InviteByDigest(s.Context(), secret.Digest(), noon)
		s.must(err)
		wantEqual(s, "the invitation", found, invite)
		wantEqual(s, "its organisation", to, org)
		_, _, err = s.store.InviteByDigest(s.Context(), secret.Digest(), invite.ExpiresAt)
		s.wantKind(err, mesher.NotFound)

		s.wantKind(s.store.Accept(s.Context(), invite.ID, eve.ID, invite.ExpiresAt), mesher.NotFound)
		s.must(s.store.Accept(s.Context(), invite.ID, eve.ID, noon))
		s.wantKind(s.store.Accept(s.Context(), invite.ID, bob.ID, noon), mesher.NotFound)
		_, _, err = s.store.InviteByDigest(s.Context(), secret.Digest(), noon)
		s.wantKind(err, mesher.NotFound)
		s.wantKind(s.store.WithdrawInvite(s.Context(), org.ID, invite.ID), mesher.NotFound)
	},
	"an invitation is accepted with a new account": func(s *scene) {
		ada := s.anAccount("ada")
		org := s.anOrg("engines", ada)
		invite, _ := s.anInvite(org, "eve@example.com", mesher.AdminRole)
		taken := mesher.Account{ID: uuid.New(), Email: ada.Email, CreatedAt: noon}
		s.wantKind(s.store.Join(s.Context(), invite.ID, taken, "hash", noon), mesher.Conflict)
		eve := mesher.Account{ID: uuid.New(), Email: invite.Email, Name: "Eve", CreatedAt: noon}
		s.must(s.store.Join(s.Context(), invite.ID, eve, "hash", noon))
		role, err := s.store.RoleIn(s.Context(), eve.ID, org.ID)
		s.must(err)
		wantEqual(s, "eve's role", role, mesher.AdminRole)

		late := mesher.Account{ID: uuid.New(), Email: "late@example.com", CreatedAt: noon}
		s.wantKind(s.store.Join(s.Context(), invite.ID, late, "hash", noon), mesher.NotFound)
		_, err = s.store.Account(s.Context(), late.ID)
		s.wantKind(err, mesher.NotFound)
	},
	"an invitation can be withdrawn": func(s *scene) {
		ada := s.anAccount("ada")
		org, other := s.anOrg("engines", ada), s.anOrg("other", ada)
		invite, secret := s.anInvite(org, "eve@example.com", mesher.MemberRole)
		open, err := s.store.Invites(s.Context(), org.ID, noon)
		s.must(err)
		if len(open) != 1 || open[0] != invite {
			s.Errorf("the open invitations are %+v, want %+v", open, invite)
		}
		s.wantKind(s.store.WithdrawInvite(s.Context(), other.ID, invite.ID), mesher.NotFound)
		s.must(s.store.WithdrawInvite(s.Context(), org.ID, invite.ID))
		_, _, err = s.store.InviteByDigest(s.Context(), secret.Digest(), noon)
		s.wantKind(err, mesher.NotFound)
	},
	"an invitation lowers nobody": func(s *scene) {
		ada := s.anAccount("ada")
		org := s.anOrg("engines", ada)
		s.invited(org, ada, mesher.MemberRole)
		role, err := s.store.RoleIn(s.Context(), ada.ID, org.ID)
		s.must(err)
		wantEqual(s, "ada's role", role, mesher.OwnerRole)
		eve := s.anAccount("eve")
		s.invited(org, eve, mesher.MemberRole)
		s.invited(org, eve, mesher.AdminRole)
		role, err = s.store.RoleIn(s.Context(), eve.ID, org.ID)
		s.must(err)
		wantEqual(s, "eve's role", role, mesher.AdminRole)
	},
}
