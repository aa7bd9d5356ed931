package server

import (
	"net/http"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

type memberView struct {
	ID          uuid.UUID   `json:"id"`
	UserID      uuid.UUID   `json:"user_id"`
	Email       string      `json:"email"`
	DisplayName string      `json:"display_name"`
	Role        mesher.Role `json:"role"`
	JoinedAt    string      `json:"joined_at"`
}

func viewMember(m mesher.Member) memberView {
	return memberView{m.ID, m.AccountID, m.Email, m.Name, m.Role, mesher.FormatTime(m.JoinedAt)}
}

// getMembers lists the members of an organisation.
func (s *Server) getMembers(w http.ResponseWriter, r *http.Request, in inOrg) error {
	members, err := s.config.Store.Members(r.Context(), in.org.ID)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, viewAll(members, viewMember))
}

// postMemberRole changes a member's role. Nobody gives or takes a role above
// their own.
func (s *Server) postMemberRole(w http.ResponseWriter, r *http.Request, in inOrg) error {
	member, err := s.lesser(r, in)
	if err != nil {
		return err
	}
	role, err := s.readRole(r, in)
	if err != nil {
		return err
	}
	if err := s.config.Store.SetRole(r.Context(), in.org.ID, member.ID, role); err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, oneDone)
}

// postMemberRemove ends a membership.
func (s *Server) postMemberRemove(w http.ResponseWriter, r *http.Request, in inOrg) error {
	member, err := s.lesser(r, in)
	if err != nil {
		return err
	}
	if err := s.config.Store.RemoveMember(r.Context(), in.org.ID, member.ID); err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, oneDone)
}

// lesser returns the member that the path names, whose role must not be above the
// caller's.
func (s *Server) lesser(r *http.Request, in inOrg) (mesher.Member, error) {
	id, err := idOf(r, "there is no such member")
	if err != nil {
		return mesher.Member{}, err
	}
	members, err := s.config.Store.Members(r.Context(), in.org.ID)
	if err != nil {
		return mesher.Member{}, err
	}
	for _, m := range members {
		if m.ID == id {
			return m, s.config.Gate.Need(r.Context(), in.who, in.org.ID, m.Role)
		}
	}
	return mesher.Member{}, absent("member")
}

type roleForm struct {
	Role mesher.Role `json:"role"`
}

// readRole reads a role that the caller may give.
func (s *Server) readRole(r *http.Request, in inOrg) (mesher.Role, error) {
	var form roleForm
	if err := s.readForm(r, &form); err != nil {
		return "", err
	}
	return s.mayGive(r, in, form.Role)
}

func (s *Server) mayGive(r *http.Request, in inOrg, name mesher.Role) (mesher.Role, error) {
	role, err := mesher.ParseRole(string(name))
	if err != nil {
		return "", err
	}
	return role, s.config.Gate.Need(r.Context(), in.who, in.org.ID, role)
}
