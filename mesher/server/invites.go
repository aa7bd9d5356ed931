package server

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/access"
)

type inviteView struct {
	ID        uuid.UUID   `json:"id"`
	Email     string      `json:"email"`
	Role      mesher.Role `json:"role"`
	CreatedAt string      `json:"created_at"`
	ExpiresAt string      `json:"expires_at"`
	// Only in the answer to its creation: where to accept it, and whether that was
	// mailed.
	Link   string `json:"link,omitempty"`
	Mailed bool   `json:"mailed,omitempty"`
}

func viewInvite(i mesher.Invite) inviteView {
	return inviteView{ID: i.ID, Email: i.Email, Role: i.Role, CreatedAt: mesher.FormatTime(i.CreatedAt), ExpiresAt: mesher.FormatTime(i.ExpiresAt)}
}

// getInvites lists the invitations that can be accepted.
func (s *Server) getInvites(w http.ResponseWriter, r *http.Request, in inOrg) error {
	invites, err := s.config.Store.Invites(r.Context(), in.org.ID, time.Now())
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, viewAll(invites, viewInvite))
}

type inviteForm struct {
	Email string      `json:"email"`
	Role  mesher.Role `json:"role"`
}

// postInvite invites somebody to join, with a link that is in the answer, and is
// mailed where mail is set up. Conflict if they are a member already; Limited if
// the caller or the organisation had too much mailed lately.
func (s *Server) postInvite(w http.ResponseWriter, r *http.Request, in inOrg) error {
	form := inviteForm{Role: mesher.MemberRole}
	if err := s.readForm(r, &form); err != nil {
		return err
	}
	view, err := s.invite(r, in, form)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusCreated, view)
}

// invite makes an invitation, and mails it where mail is set up.
func (s *Server) invite(r *http.Request, in inOrg, form inviteForm) (view inviteView, err error) {
	role, err := s.mayGive(r, in, form.Role)
	if err != nil {
		return view, err
	}
	if err := s.notYetIn(r, in.org.ID, form.Email); err != nil {
		return view, err
	}
	if err := s.mayMail(in.who, in.org.ID); err != nil {
		return view, err
	}
	invite, secret, err := s.config.Gate.Invite(r.Context(), in.org.ID, form.Email, role)
	if err != nil {
		return view, err
	}
	view = viewInvite(invite)
	view.Link = s.baseURL(r).JoinPath("invites", url.PathEscape(secret.Reveal())).String()
	view.Mailed = s.mailInvite(r, in.org, view)
	return view, nil
}

// notYetIn refuses to invite a member: their role is changed where members are.
func (s *Server) notYetIn(r *http.Request, org uuid.UUID, email string) error {
	members, err := s.config.Store.Members(r.Context(), org)
	if err != nil {
		return err
	}
	for _, m := range members {
		if strings.EqualFold(m.Email, strings.TrimSpace(email)) {
			return mesher.Errorf(mesher.Conflict, "%s belongs to the organisation already, as %s", m.Email, m.Role)
		}
	}
	return nil
}

// mayMail refuses a caller who has had too much mailed to typed addresses.
// Without mail, nothing is refused.
func (s *Server) mayMail(who access.Asker, org uuid.UUID) error {
	if s.config.Mail == nil {
		return nil
	}
	return s.config.Gate.MayMail(who, org)
}

// mailInvite reports whether an invitation was mailed. One that was not still has
// its link.
func (s *Server) mailInvite(r *http.Request, to mesher.Org, invite inviteView) bool {
	if s.config.Mail == nil {
		return false
	}
	text := fmt.Sprintf("You are invited to join %s in Mesher, which collects the errors of programs.\n\n"+
		"To accept, open this address before %s:\n\n%s\n\n"+
		"Whoever has the address can accept. If you don't know what this is about, do nothing.\n",
		to.Name, invite.ExpiresAt, invite.Link)
	err := s.config.Mail(r.Context(), []string{invite.Email}, mesher.OneLine("Join "+to.Name+" in Mesher"), text)
	if err != nil {
		s.config.Log.Warn("an invitation could not be mailed", "to", invite.Email, "err", err)
	}
	return err == nil
}

// postInviteWithdraw withdraws an invitation.
func (s *Server) postInviteWithdraw(w http.ResponseWriter, r *http.Request, in inOrg) error {
	id, err := idOf(r, "there is no such invitation")
	if err != nil {
		return err
	}
	if err := s.config.Store.WithdrawInvite(r.Context(), in.org.ID, id); err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, oneDone)
}

type joinForm struct {
	DisplayName string `json:"display_name"`
	Password    string `json:"password"`
}

// postInviteAccept accepts an invitation: with the account of the caller, or with
// a new one.
func (s *Server) postInviteAccept(w http.ResponseWriter, r *http.Request) error {
	if err := fromHere(r); err != nil {
		return err
	}
	var form joinForm
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
	s.setCookie(w, r, in)
	return writeJSON(w, http.StatusCreated, created{in.Asker.Account.ID})
}
