package ui

import (
	"io"
	"net/url"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

// OrgPage shows an organisation: its members, whom it has invited, its projects.
type OrgPage struct {
	Frame
	Org        mesher.Org
	Role       mesher.Role // of the reader
	Me         uuid.UUID   // account of the reader
	Members    []mesher.Member
	Invites    []mesher.Invite // for admins
	Projects   []mesher.Project
	Naming     Form // see [OrgNamingOf]
	Standing   Form // of a member; its fields are not shown again
	NewInvite  Form // email, role
	NewProject Form // name
	Invited    Invited
	Done       string // what was just done: a value of orgDone
	Now        time.Time
}

// Invited is an invitation that was made just now. Its link is shown this once.
type Invited struct {
	Email, Link string
	Mailed      bool
}

// OrgNamingOf is the form that names an organisation: name, slug.
func OrgNamingOf(o mesher.Org) Form {
	return Form{Values: url.Values{"name": {o.Name}, "slug": {o.Slug}}}
}

var orgPage = page("org.html")

// Render writes the page.
func (p OrgPage) Render(w io.Writer) error { return render(w, orgPage, p) }

// Path is where the page is, and its forms lead.
func (p OrgPage) Path() string { return "/orgs/" + p.Org.Slug }

// Admin and Owner report what the reader may do.
func (p OrgPage) Admin() bool { return p.Role.Includes(mesher.AdminRole) }
func (p OrgPage) Owner() bool { return p.Role.Includes(mesher.OwnerRole) }

// A shownMember is a member as the page shows it.
type shownMember struct {
	mesher.Member
	Me     bool
	May    bool // whether the reader may change the role, or end the membership
	Roles  []choice
	Joined moment
}

// People are the members.
func (p OrgPage) People() []shownMember {
	people := make([]shownMember, len(p.Members))
	for i, m := range p.Members {
		people[i] = shownMember{m, m.AccountID == p.Me, p.Admin() && p.Role.Includes(m.Role), p.roles(m.Role), newMoment(m.JoinedAt, p.Now)}
	}
	return people
}

// Offers are the roles that the reader may give to whom they invite.
func (p OrgPage) Offers() []choice {
	role := mesher.Role(p.NewInvite.Value("role"))
	if role == "" {
		role = mesher.MemberRole
	}
	return p.roles(role)
}

// roles are those that the reader may give.
func (p OrgPage) roles(now mesher.Role) (roles []choice) {
	for _, r := range []mesher.Role{mesher.MemberRole, mesher.AdminRole, mesher.OwnerRole} {
		if p.Role.Includes(r) {
			roles = append(roles, choice{string(r), string(r), r == now})
		}
	}
	return roles
}

// Expires is when an invitation can't be accepted any more.
func (p OrgPage) Expires(i mesher.Invite) string {
	return i.ExpiresAt.UTC().Format("2 January 2006, 15:04 UTC")
}

var orgDone = map[string]string{
	"name": "The name was saved", "role": "The role was changed", "removed": "The member was removed", "withdrawn": "The invitation was taken back",
	"deleted": "The project was deleted",
}

// Said is what was just done; nothing for a mark of somebody else's.
func (p OrgPage) Said() string { return orgDone[p.Done] }
