package server

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/access"
)

// A hosting world lets people in.
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

// An invitation is mailed where that is set up; where it can't be, there is
// still the link.
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
