package server

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/access"
	"github.com/mesh-actors/mesh/mesher/server/htmltest"
)

// A managed is a world with a project whose settings are changed, by a person
// with a role.
type managed struct {
	*world
	role mesher.Role
	fail error // of every call
}

func (m *managed) RoleIn(context.Context, uuid.UUID, uuid.UUID) (mesher.Role, error) {
	return m.role, nil
}

func (m *managed) KeysOf(context.Context, mesher.ProjectID) ([]mesher.Key, error) {
	return []mesher.Key{shopKey}, nil
}

func (m *managed) Key(context.Context, uuid.UUID) (mesher.Key, error) { return shopKey, nil }

func (m *managed) Storage(context.Context, mesher.ProjectID) (mesher.Storage, error) {
	return mesher.Storage{}, nil
}

func (m *managed) RenameProject(_ context.Context, p mesher.Project) error {
	m.asked = append(m.asked, p.ID, p.Name, p.Slug, p.Platform)
	return m.fail
}

func (m *managed) SaveSettings(_ context.Context, p mesher.ProjectID, s mesher.Settings) error {
	m.asked = append(m.asked, p, s)
	return m.fail
}

func (m *managed) CreateKey(_ context.Context, p mesher.ProjectID, label string) (mesher.Key, error) {
	m.asked = append(m.asked, p, label)
	return mesher.Key{}, m.fail
}

func (m *managed) RevokeKey(_ context.Context, id uuid.UUID) error {
	m.asked = append(m.asked, id)
	return m.fail
}

func (m *managed) DeleteProject(_ context.Context, p mesher.ProjectID) error {
	m.asked = append(m.asked, "delete", p)
	return m.fail
}

func managedAs(role mesher.Role) (*managed, *Server) {
	m := &managed{world: &world{}, role: role}
	c := m.world.config()
	c.Store, c.Admin, c.Gate = m, m, access.New(access.Config{Store: m})
	return m, New(c)
}

func TestSettingsAreChangedFromTheirPage(t *testing.T) {
	key := uuid.UUID{9}
	for _, c := range []struct{ path, form, to, asked string }{
		{"/projects/shop/name", "name=Tea+shop&slug=tea&platform=", "/projects/tea/settings?done=name", "[1 Tea shop tea ]"},
		{"/projects/shop/settings", "retention_days=&sample_percent=12.5&rate_limit_per_minute=60", "/projects/shop/settings?done=limits", "[1 {60 0.125 0}]"},
		{"/projects/shop/api-keys", "label=Browsers", "/projects/shop/settings?done=key", "[1 Browsers]"},
		{"/projects/shop/delete", "name=Shop", "/orgs/00000000-0000-0000-0000-000000000000?done=deleted", "[delete 1]"},
		{"/api-keys/" + key.String() + "/revoke", "", "/projects/shop/settings?done=revoked", fmt.Sprint([]any{key})},
	} {
		m, s := managedAs(mesher.AdminRole)
		got := post(t, s, c.path, c.form)
		if got.Code != http.StatusSeeOther || got.Header().Get("Location") != c.to {
			t.Errorf("%s: got %d to %q, want to be led to %q", c.path, got.Code, got.Header().Get("Location"), c.to)
		}
		if fmt.Sprint(m.asked) != c.asked {
			t.Errorf("%s: the store was asked %v, want %v", c.path, m.asked, c.asked)
		}
		m, s = managedAs(mesher.MemberRole)
		if got := post(t, s, c.path, c.form); got.Code != http.StatusForbidden || m.asked != nil {
			t.Errorf("%s by a member: got %d, and the store was asked %v", c.path, got.Code, m.asked)
		}
	}
}

// A refused form comes back as it was typed, with the reason, and nothing is
// stored.
func TestRefusedSettingsComeBack(t *testing.T) {
	for _, c := range []struct{ path, field, typed, form, problem string }{
		{"name", "slug", "Not A Slug", "name=Shop", `"Not A Slug" is no slug: it has small letters, digits and hyphens, and is not all digits.`},
		{"name", "name", "", "slug=shop", "a project needs a name."},
		{"settings", "sample_percent", "0", "", "the sample rate is above 0 and at most 1; to take nothing, revoke the keys."},
		{"settings", "sample_percent", "NaN", "", "the sample must be above 0 and at most 100 percent."},
		{"settings", "sample_percent", "101", "", "the sample must be above 0 and at most 100 percent."},
		{"settings", "retention_days", "a year", "sample_percent=1", "the days to keep events must be a whole number."},
		{"settings", "retention_days", "9999", "sample_percent=1", "retention_days is 9999; it must be from 1 to 3650."},
		{"settings", "rate_limit_per_minute", "1.5", "sample_percent=1", "the limit of events per minute must be a whole number."},
		{"delete", "name", "shop", "", "the name of the project is Shop."},
		{"api-keys", "label", " ", "", "the label must have 1 to 100 characters."},
	} {
		m, s := managedAs(mesher.AdminRole)
		got := post(t, s, "/projects/shop/"+c.path, c.form+"&"+url.Values{c.field: {c.typed}}.Encode())
		page := htmltest.Parse(t, got.Body.String())
		if got.Code != http.StatusBadRequest || m.asked != nil {
			t.Errorf("%s %q: got %d, and the store was asked %v", c.field, c.typed, got.Code, m.asked)
		}
		if said := page.One(t, ".problem").Text(); said != c.problem {
			t.Errorf("%s %q: it says %q, want %q", c.field, c.typed, said, c.problem)
		}
		kept := false
		for _, n := range page.All("input[name]") {
			kept = kept || n.Attr("name") == c.field && n.Attr("value") == c.typed
		}
		if !kept {
			t.Errorf("%s: what was typed, %q, is gone", c.field, c.typed)
		}
	}

	// So does one that the store refuses; but an error of ours is a failure.
	m, s := managedAs(mesher.AdminRole)
	m.fail = mesher.Errorf(mesher.Conflict, "the slug is taken")
	if got := post(t, s, "/projects/shop/name", "name=Shop&slug=till"); got.Code != http.StatusConflict || !strings.Contains(got.Body.String(), "the slug is taken") {
		t.Errorf("a slug that is taken: got %d", got.Code)
	}
	m.fail = errors.New("broken")
	if got := post(t, s, "/projects/shop/name", "name=Shop&slug=till"); got.Code != http.StatusInternalServerError {
		t.Errorf("a store that is broken: got %d", got.Code)
	}
}

// A database may take invalid text for a fault of ours.
func TestFormsAreText(t *testing.T) {
	for _, form := range []string{"label=%ff", "label=a%00b", "other=%ff&label=a"} {
		m, s := managedAs(mesher.AdminRole)
		if got := post(t, s, "/projects/shop/api-keys", form); got.Code != http.StatusBadRequest || m.asked != nil {
			t.Errorf("%q: got %d, and the store was asked %v", form, got.Code, m.asked)
		}
	}
}

func TestMembersReadSettings(t *testing.T) {
	for role, buttons := range map[mesher.Role]bool{mesher.MemberRole: false, mesher.AdminRole: true} {
		_, s := managedAs(role)
		page := htmltest.Parse(t, get(t, s, "/projects/shop/settings").Body.String())
		if got := len(page.All("main button")) > 0; got != buttons {
			t.Errorf("a %s has something to press: %v", role, got)
		}
		if got := page.One(t, ".copy").Text(); got != "http://mshr_00000000000000000000000000000001@example.com/1" {
			t.Errorf("the DSN is %q", got)
		}
	}
}
