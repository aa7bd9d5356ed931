package access_test

import (
	"context"
	"testing"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/access"
)

// A pausing is a store that runs something after it found the account that signs
// in, while the password is being stretched.
type pausing struct {
	mesher.Accounts
	meanwhile func()
}

func (p pausing) AccountByEmail(ctx context.Context, email string) (mesher.Account, string, error) {
	account, hash, err := p.Accounts.AccountByEmail(ctx, email)
	p.meanwhile()
	return account, hash, err
}

// A new password also ends the session that is being opened with the old one.
func TestANewPasswordEndsASignInUnderWay(t *testing.T) {
	s := newScene(t)
	gate := access.New(access.Config{Store: pausing{s.store, func() {
		s.must(s.ResetPassword(t.Context(), s.ada.Asker.Account, "an entirely new one"))
	}}})
	_, err := gate.Login(t.Context(), "ada@example.com", password, home)
	s.wantKind(err, mesher.Unauthorized)
	if left, err := s.store.Sessions(t.Context(), s.ada.Asker.Account.ID, s.now); err != nil || len(left) != 0 {
		t.Errorf("%d sessions are left: %v", len(left), err)
	}
}
