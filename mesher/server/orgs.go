package server

import (
	"cmp"
	"net/http"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/access"
)

type orgView struct {
	ID   uuid.UUID `json:"id"`
	Name string    `json:"name"`
	Slug string    `json:"slug"`
}

func viewOrg(o mesher.Org) orgView { return orgView{o.ID, o.Name, o.Slug} }

// A nameForm names an organisation or a project.
type nameForm struct {
	Name     string `json:"name"`
	Slug     string `json:"slug"`
	Platform string `json:"platform"` // of a project
}

// named checks a form. A field left out stays as before; a new thing gets its
// slug from its name.
func (f nameForm) named(what string, before nameForm) (nameForm, error) {
	name, err := mesher.ParseName("the "+what+"'s name", cmp.Or(f.Name, before.Name))
	if err != nil {
		return f, err
	}
	slug := cmp.Or(f.Slug, before.Slug, mesher.Slug(name))
	if slug == "" {
		return f, mesher.Errorf(mesher.Invalid, "no slug can be made of this name; give one of small letters, digits and hyphens")
	}
	if slug != mesher.Slug(slug) {
		return f, mesher.Errorf(mesher.Invalid, "%.64q is no slug: it has small letters, digits and hyphens, and is not all digits", slug)
	}
	platform := mesher.OneLine(cmp.Or(f.Platform, before.Platform))
	if len(platform) > 64 {
		return f, mesher.Errorf(mesher.Invalid, "the platform is longer than 64 bytes")
	}
	return nameForm{name, slug, platform}, nil
}

// getOrgs lists the caller's organisations.
func (s *Server) getOrgs(w http.ResponseWriter, r *http.Request, who access.Asker) error {
	in, err := s.config.Store.Memberships(r.Context(), who.Account.ID)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, viewAll(in, func(m mesher.Membership) orgView { return viewOrg(m.Org) }))
}

// postOrg makes an organisation, owned by the caller.
func (s *Server) postOrg(w http.ResponseWriter, r *http.Request, who access.Asker) error {
	if who.IsProgram() && who.Token.Scope != mesher.OwnerRole {
		return mesher.Errorf(mesher.Forbidden, "this needs a token with the scope owner")
	}
	form, err := s.readName(r, "organisation", nameForm{})
	if err != nil {
		return err
	}
	org := mesher.Org{ID: uuid.Must(uuid.NewV7()), Name: form.Name, Slug: form.Slug}
	if err := s.config.Store.CreateOrg(r.Context(), org, who.Account.ID, time.Now()); err != nil {
		return err
	}
	return writeJSON(w, http.StatusCreated, viewOrg(org))
}

// postOrgEdit renames an organisation.
func (s *Server) postOrgEdit(w http.ResponseWriter, r *http.Request, in inOrg) error {
	form, err := s.readName(r, "organisation", nameForm{Name: in.org.Name, Slug: in.org.Slug})
	if err != nil {
		return err
	}
	if err := s.config.Store.SaveOrg(r.Context(), mesher.Org{ID: in.org.ID, Name: form.Name, Slug: form.Slug}); err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, oneDone)
}

// postOrgDelete removes an organisation that has no projects left.
func (s *Server) postOrgDelete(w http.ResponseWriter, r *http.Request, in inOrg) error {
	if err := s.config.Store.DeleteOrg(r.Context(), in.org.ID); err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, oneDone)
}

func (s *Server) readName(r *http.Request, what string, before nameForm) (nameForm, error) {
	var form nameForm
	if err := s.readForm(r, &form); err != nil {
		return form, err
	}
	return form.named(what, before)
}
