package server

import (
	"net/http"
	"net/url"
	"time"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/server/ui"
)

// getOrgPage shows an organisation to its members, with what each may do.
func (s *Server) getOrgPage(w http.ResponseWriter, r *http.Request, in inOrg) error {
	p, err := s.orgPage(r, in)
	if err != nil {
		return err
	}
	return s.show(w, http.StatusOK, p)
}

func (s *Server) orgPage(r *http.Request, in inOrg) (p ui.OrgPage, err error) {
	p = ui.OrgPage{Org: in.org, Me: in.who.Account.ID, Naming: ui.OrgNamingOf(in.org), Done: r.URL.Query().Get("done"), Now: time.Now()}
	ctx, store := r.Context(), s.config.Store
	if p.Role, err = s.config.Gate.RoleIn(ctx, in.who, in.org.ID); err != nil {
		return p, err
	}
	if p.Members, err = store.Members(ctx, in.org.ID); err != nil {
		return p, err
	}
	if p.Admin() { // as in the API, invitations are for who may make them
		if p.Invites, err = store.Invites(ctx, in.org.ID, p.Now); err != nil {
			return p, err
		}
	}
	if p.Projects, err = store.ProjectsOf(ctx, in.org.ID); err != nil {
		return p, err
	}
	p.Frame, err = s.frame(r, in.who, mesher.Project{}, "")
	return p, err
}

// refuseOrg shows the page again with the form that was refused.
func (s *Server) refuseOrg(w http.ResponseWriter, r *http.Request, in inOrg, why error, refused func(*ui.OrgPage) *ui.Form, typed url.Values) error {
	p, err := s.orgPage(r, in)
	if err != nil {
		return err
	}
	return s.again(w, r, why, func(problem string) page {
		*refused(&p) = ui.Form{Values: typed, Problem: problem}
		return p
	})
}

func standing(p *ui.OrgPage) *ui.Form { return &p.Standing }

// postOrgPage renames an organisation.
func (s *Server) postOrgPage(w http.ResponseWriter, r *http.Request, in inOrg) error {
	typed, err := s.readFields(r)
	if err != nil {
		return err
	}
	form, err := nameForm{Name: typed.Get("name"), Slug: typed.Get("slug")}.named("organisation", nameForm{})
	renamed := mesher.Org{ID: in.org.ID, Name: form.Name, Slug: form.Slug}
	if err == nil {
		err = s.config.Store.SaveOrg(r.Context(), renamed)
	}
	if err != nil {
		return s.refuseOrg(w, r, in, err, func(p *ui.OrgPage) *ui.Form { return &p.Naming }, typed)
	}
	return seeOther(w, r, orgPath(renamed)+"?done=name")
}

// postRolePage changes a member's role.
func (s *Server) postRolePage(w http.ResponseWriter, r *http.Request, in inOrg) error {
	typed, err := s.readFields(r)
	if err != nil {
		return err
	}
	member, err := s.lesser(r, in)
	if err != nil {
		return err
	}
	role, err := s.mayGive(r, in, mesher.Role(typed.Get("role")))
	if err == nil {
		err = s.config.Store.SetRole(r.Context(), in.org.ID, member.ID, role)
	}
	if err != nil {
		return s.refuseOrg(w, r, in, err, standing, typed)
	}
	return seeOther(w, r, orgPath(in.org)+"?done=role")
}

// postRemovePage ends a membership. Who ends their own does not see the organisation
// any more.
func (s *Server) postRemovePage(w http.ResponseWriter, r *http.Request, in inOrg) error {
	member, err := s.lesser(r, in)
	if err != nil {
		return err
	}
	if err := s.config.Store.RemoveMember(r.Context(), in.org.ID, member.ID); err != nil {
		return s.refuseOrg(w, r, in, err, standing, nil)
	}
	if member.AccountID == in.who.Account.ID {
		return seeOther(w, r, "/")
	}
	return seeOther(w, r, orgPath(in.org)+"?done=removed")
}

// postInviteFromPage invites somebody, and shows the link in the answer itself: no
// other page could show it.
func (s *Server) postInviteFromPage(w http.ResponseWriter, r *http.Request, in inOrg) error {
	typed, err := s.readFields(r)
	if err != nil {
		return err
	}
	made, err := s.invite(r, in, inviteForm{typed.Get("email"), mesher.Role(typed.Get("role"))})
	if err != nil {
		return s.refuseOrg(w, r, in, err, func(p *ui.OrgPage) *ui.Form { return &p.NewInvite }, typed)
	}
	p, err := s.orgPage(r, in)
	if err != nil {
		return err
	}
	p.Invited = ui.Invited{Email: made.Email, Link: made.Link, Mailed: made.Mailed}
	return s.show(w, http.StatusOK, p)
}

// postWithdrawPage takes an invitation back.
func (s *Server) postWithdrawPage(w http.ResponseWriter, r *http.Request, in inOrg) error {
	id, err := idOf(r, "there is no such invitation")
	if err != nil {
		return err
	}
	if err := s.config.Store.WithdrawInvite(r.Context(), in.org.ID, id); err != nil {
		return err
	}
	return seeOther(w, r, orgPath(in.org)+"?done=withdrawn")
}

// postProjectPage makes a project with a key, and leads to where its first event is
// awaited.
func (s *Server) postProjectPage(w http.ResponseWriter, r *http.Request, in inOrg) error {
	typed, err := s.readFields(r)
	if err != nil {
		return err
	}
	form, err := nameForm{Name: typed.Get("name")}.named("project", nameForm{})
	var made mesher.Project
	if err == nil {
		made, err = s.config.Admin.CreateProject(r.Context(), mesher.Project{OrgID: in.org.ID, Name: form.Name, Slug: form.Slug})
	}
	if err != nil {
		return s.refuseOrg(w, r, in, err, func(p *ui.OrgPage) *ui.Form { return &p.NewProject }, typed)
	}
	if _, err := s.config.Admin.CreateKey(r.Context(), made.ID, "Default"); err != nil {
		return err
	}
	return seeOther(w, r, issuesPath(made))
}

func orgPath(o mesher.Org) string { return "/orgs/" + url.PathEscape(o.Slug) }
