package server

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/access"
	"github.com/mesh-actors/mesh/mesher/server/htmltest"
)

// A known world has the account of who asks.
type known struct {
	*world
	tokens []mesher.Token
}

var elsewhere = mesher.Session{ID: uuid.UUID{0x6}, UserAgent: "Firefox"}

func (k *known) Sessions(context.Context, uuid.UUID, time.Time) ([]mesher.Session, error) {
	return []mesher.Session{{ID: uuid.UUID{0x5}}, elsewhere}, nil
}

func (k *known) EndSession(_ context.Context, account, id uuid.UUID) error {
	if account != ada.ID || id != elsewhere.ID {
		return mesher.Errorf(mesher.NotFound, "there is no such session")
	}
	return nil
}

func (k *known) Tokens(context.Context, uuid.UUID) ([]mesher.Token, error) { return k.tokens, nil }

func (k *known) CreateToken(_ context.Context, t mesher.Token, _ mesher.Digest) error {
	k.tokens = append(k.tokens, t)
	return nil
}

func (k *known) RevokeToken(_ context.Context, account, id uuid.UUID, at time.Time) error {
	if account != ada.ID || id != k.tokens[0].ID {
		return mesher.Errorf(mesher.NotFound, "there is no such token")
	}
	k.tokens[0].RevokedAt = at
	return nil
}

func (k *known) AccountByEmail(context.Context, string) (mesher.Account, string, error) {
	return ada, "", nil
}

func accountOfAda() (*known, *Server) {
	k := &known{world: &world{}}
	c := k.world.config()
	c.Store, c.Gate = k, access.New(access.Config{Store: k})
	return k, New(c)
}

// A token is in the answer to its making, and on no other page.
func TestTokensAreMadeAndRevokedOnThePage(t *testing.T) {
	k, s := accountOfAda()
	got := post(t, s, "/account/tokens", "label=CI&scope=member")
	secret := htmltest.Parse(t, got.Body.String()).One(t, ".once .copy").Text()
	if got.Code != http.StatusOK || !strings.HasPrefix(secret, mesher.TokenPrefix) || len(k.tokens) != 1 || k.tokens[0].Scope != mesher.MemberRole || k.tokens[0].Label != "CI" {
		t.Fatalf("got %d with %q, and there are %+v", got.Code, secret, k.tokens)
	}
	if again := get(t, s, "/account").Body.String(); strings.Contains(again, secret) || !strings.Contains(again, k.tokens[0].Hint) {
		t.Errorf("the page is %s", again)
	}
	got = post(t, s, "/account/tokens/"+k.tokens[0].ID.String()+"/revoke", "")
	if got.Code != http.StatusSeeOther || got.Header().Get("Location") != "/account?done=revoked" || k.tokens[0].RevokedAt.IsZero() {
		t.Errorf("to revoke it: got %d to %q", got.Code, got.Header().Get("Location"))
	}
	got = post(t, s, "/account/tokens", "label=+&scope=king")
	if page := htmltest.Parse(t, got.Body.String()); got.Code != http.StatusBadRequest || !strings.HasPrefix(page.One(t, ".tokens .problem").Text(), `scope is "king"`) || len(k.tokens) != 1 {
		t.Errorf("one that is refused: got %d: %s", got.Code, got.Body)
	}
}

func TestSessionsAreEndedOnThePage(t *testing.T) {
	_, s := accountOfAda()
	page := htmltest.Parse(t, get(t, s, "/account").Body.String())
	path := page.All(".sessions form")[1].Attr("action")
	if got := post(t, s, path, ""); got.Code != http.StatusSeeOther || got.Header().Get("Location") != "/account?done=ended" {
		t.Errorf("got %d to %q", got.Code, got.Header().Get("Location"))
	}
	for _, id := range []string{uuid.NewString(), "none"} {
		if got := post(t, s, "/account/sessions/"+id+"/end", ""); got.Code != http.StatusNotFound {
			t.Errorf("session %s: got %d, want 404", id, got.Code)
		}
	}
}

func TestARefusedPasswordIsNotShown(t *testing.T) {
	_, s := accountOfAda()
	for form, problem := range map[string]string{
		"old_password=s3cret-old&new_password=s3cret":             "the password has 6 characters; it must have at least 10.",
		"old_password=s3cret-old&new_password=s3cret-long-enough": "the old password is wrong.",
	} {
		got := post(t, s, "/account/password", form)
		page := htmltest.Parse(t, got.Body.String())
		if said := page.One(t, ".password .problem").Text(); got.Code != http.StatusBadRequest || said != problem {
			t.Errorf("%s: got %d %q, want %q", form, got.Code, said, problem)
		}
		if strings.Contains(got.Body.String(), "s3cret") {
			t.Errorf("%s: the page shows a password", form)
		}
	}
}
