package server

import (
	"net/http"
	"net/url"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/access"
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

// getMembers lists who belongs to an organisation.
func (s *Server) getMembers(w http.ResponseWriter, r *http.Request, in inOrg) error {
	members, err := s.config.Accounts.Members(r.Context(), in.org.ID)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, viewAll(members, viewMember))
}

// postMemberRole changes what a member may do. Nobody gives or takes a role
// above their own.
func (s *Server) postMemberRole(w http.ResponseWriter, r *http.Request, in inOrg) error {
	member, err := s.lesser(r, in)
	if err != nil {
		return err
	}
	role, err := s.readRole(r, in)
	if err != nil {
		return err
	}
	if err := s.config.Accounts.SetRole(r.Context(), in.org.ID, member.ID, role); err != nil {
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
	if err := s.config.Accounts.RemoveMember(r.Context(), in.org.ID, member.ID); err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, oneDone)
}

// lesser is the member that the path names, who is not above who asks.
func (s *Server) lesser(r *http.Request, in inOrg) (mesher.Member, error) {
	id, err := idOf(r, "there is no such member")
	if err != nil {
		return mesher.Member{}, err
	}
	members, err := s.config.Accounts.Members(r.Context(), in.org.ID)
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

// readRole reads a role that who asks may give.
func (s *Server) readRole(r *http.Request, in inOrg) (mesher.Role, error) {
	var form struct {
		Role string `json:"role"`
	}
	if err := s.readForm(r, &form); err != nil {
		return "", err
	}
	return s.mayGive(r, in, form.Role)
}

func (s *Server) mayGive(r *http.Request, in inOrg, name string) (mesher.Role, error) {
	role, err := mesher.ParseRole(name)
	if err != nil {
		return "", err
	}
	return role, s.config.Gate.Need(r.Context(), in.who, in.org.ID, role)
}

type inviteView struct {
	ID        uuid.UUID   `json:"id"`
	Email     string      `json:"email"`
	Role      mesher.Role `json:"role"`
	CreatedAt string      `json:"created_at"`
	ExpiresAt string      `json:"expires_at"`
	Link      string      `json:"link,omitempty"` // in the answer to its creation alone
}

func viewInvite(i mesher.Invite) inviteView {
	return inviteView{ID: i.ID, Email: i.Email, Role: i.Role, CreatedAt: mesher.FormatTime(i.CreatedAt), ExpiresAt: mesher.FormatTime(i.ExpiresAt)}
}

// getInvites lists the invitations that can be accepted.
func (s *Server) getInvites(w http.ResponseWriter, r *http.Request, in inOrg) error {
	invites, err := s.config.Accounts.Invites(r.Context(), in.org.ID, time.Now())
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, viewAll(invites, viewInvite))
}

// postInvite asks somebody to join, by a link that the answer has.
func (s *Server) postInvite(w http.ResponseWriter, r *http.Request, in inOrg) error {
	form := struct {
		Email string `json:"email"`
		Role  string `json:"role"`
	}{Role: string(mesher.MemberRole)}
	if err := s.readForm(r, &form); err != nil {
		return err
	}
	role, err := s.mayGive(r, in, form.Role)
	if err != nil {
		return err
	}
	invite, secret, err := s.config.Gate.Invite(r.Context(), in.org.ID, form.Email, role)
	if err != nil {
		return err
	}
	view := viewInvite(invite)
	view.Link = s.baseURL(r).JoinPath("invites", url.PathEscape(secret.Reveal())).String()
	return writeJSON(w, http.StatusCreated, view)
}

// postInviteWithdraw takes an invitation back.
func (s *Server) postInviteWithdraw(w http.ResponseWriter, r *http.Request, in inOrg) error {
	id, err := idOf(r, "there is no such invitation")
	if err != nil {
		return err
	}
	if err := s.config.Accounts.WithdrawInvite(r.Context(), in.org.ID, id); err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, oneDone)
}

// postInviteAccept takes up an invitation: with the account of who is signed in,
// or with a new one.
func (s *Server) postInviteAccept(w http.ResponseWriter, r *http.Request) error {
	if err := fromHere(r); err != nil {
		return err
	}
	var form struct {
		DisplayName string `json:"display_name"`
		Password    string `json:"password"`
	}
	if err := s.optional(r, &form); err != nil {
		return err
	}
	secret := mesher.SecretOf(r.PathValue("token"))
	if form.Password == "" {
		who, err := s.asker(r)
		if err != nil {
			return mesher.Errorf(mesher.Unauthorized, "sign in to accept the invitation, or choose a password for a new account")
		}
		if err := s.config.Gate.Accept(r.Context(), secret, who); err != nil {
			return err
		}
		return writeJSON(w, http.StatusOK, oneDone)
	}
	in, err := s.config.Gate.Join(r.Context(), secret, access.Newcomer{Name: form.DisplayName, Password: form.Password}, client(r))
	if err != nil {
		return err
	}
	setCookie(w, r, in)
	return writeJSON(w, http.StatusCreated, created{in.Asker.Account.ID})
}
