package server

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/access"
)

// A hosting is a world that lets people in.
type hosting struct {
	*world
	invited []mesher.Invite
}

func (h *hosting) RoleIn(context.Context, uuid.UUID, uuid.UUID) (mesher.Role, error) {
	return mesher.AdminRole, nil
}

func (h *hosting) Org(context.Context, string) (mesher.Org, error) {
	return mesher.Org{ID: uuid.UUID{0xc}, Name: "The\nEngines", Slug: "engines"}, nil
}

func (h *hosting) CreateInvite(_ context.Context, i mesher.Invite, _ mesher.Digest) error {
	h.invited = append(h.invited, i)
	return nil
}

// An invitation is mailed if mail is set up; otherwise there is still the link.
func TestInvitesAreMailed(t *testing.T) {
	for _, c := range []struct {
		about  string
		mail   bool
		fails  error
		mailed bool
	}{{"mailed", true, nil, true}, {"not mailed", true, errors.New("no such server"), false}, {"without mail", false, nil, false}} {
		h := &hosting{world: new(world)}
		config := h.world.config()
		config.Store, config.Gate = h, access.New(access.Config{Store: h})
		var to []string
		var subject, text string
		if c.mail {
			config.Mail = func(_ context.Context, t []string, s, x string) error { to, subject, text = t, s, x; return c.fails }
		}
		answer := post(t, New(config), "/api/v1/orgs/engines/invites", `{"email":"Eve@example.com","role":"member"}`)
		var made inviteView
		if err := json.Unmarshal(answer.Body.Bytes(), &made); err != nil || answer.Code != 201 {
			t.Fatalf("%s: %d %s", c.about, answer.Code, answer.Body)
		}
		if made.Link == "" || made.Mailed != c.mailed || len(h.invited) != 1 {
			t.Errorf("%s: %+v", c.about, made)
		}
		if c.mail && (len(to) != 1 || to[0] != "eve@example.com" || strings.Contains(subject, "\n") || !strings.Contains(text, made.Link)) {
			t.Errorf("%s: to %v, %q:\n%s", c.about, to, subject, text)
		}
	}
}

// A member of the organisation is not invited to it.
func TestMembersAreNotInvited(t *testing.T) {
	h := &hosting{world: new(world)}
	config := h.world.config()
	config.Store, config.Gate = h, access.New(access.Config{Store: h})
	answer := post(t, New(config), "/api/v1/orgs/engines/invites", `{"email":" Ada@example.com "}`)
	if answer.Code != http.StatusConflict || !strings.Contains(answer.Body.String(), "already, as owner") || len(h.invited) > 0 {
		t.Errorf("%d %s, invited: %v", answer.Code, answer.Body, h.invited)
	}
}

// A caller who has too much mailed to addresses of their choice is told when to
// retry, and nobody is invited.
func TestTooMuchMailIsRefused(t *testing.T) {
	h := &hosting{world: new(world)}
	config := h.world.config()
	config.Store, config.Gate = h, access.New(access.Config{Store: h})
	mailed := 0
	config.Mail = func(context.Context, []string, string, string) error { mailed++; return nil }
	s := New(config)
	const path, body = "/api/v1/orgs/engines/invites", `{"email":"eve@example.com"}`
	answer := post(t, s, path, body)
	for answer.Code == http.StatusCreated && len(h.invited) < 200 {
		answer = post(t, s, path, body)
	}
	wait, err := strconv.Atoi(answer.Header().Get("Retry-After"))
	if answer.Code != http.StatusTooManyRequests || err != nil || wait < 1 {
		t.Errorf("it answered %d, Retry-After %q: %s", answer.Code, answer.Header().Get("Retry-After"), answer.Body)
	}
	if mailed != 50 || len(h.invited) != mailed {
		t.Errorf("%d were mailed and %d invited, want 50", mailed, len(h.invited))
	}

	config.Mail = nil // there is no mail to bound
	if answer = post(t, New(config), path, body); answer.Code != http.StatusCreated {
		t.Errorf("without mail it answered %d %s", answer.Code, answer.Body)
	}
}
