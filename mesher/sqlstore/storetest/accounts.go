package storetest

import (
	"fmt"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

// anAccount adds an account, with an address of that name.
func (s *scene) anAccount(name string) mesher.Account {
	s.Helper()
	a := mesher.Account{ID: uuid.Must(uuid.NewV7()), Email: name + "@example.com", Name: name, CreatedAt: noon}
	s.must(s.store.CreateAccount(s.Context(), a, "hash of "+name))
	return a
}

func (s *scene) aSession(of mesher.Account, ends time.Time) (mesher.Session, mesher.Secret) {
	s.Helper()
	secret := mesher.NewSecret("")
	session := mesher.Session{
		ID: uuid.Must(uuid.NewV7()), AccountID: of.ID, CreatedAt: noon, ExpiresAt: ends, SeenAt: noon,
		UserAgent: "a browser", IP: netip.MustParseAddr("192.0.2.7"),
	}
	_, hash, err := s.store.AccountByEmail(s.Context(), of.Email)
	s.must(err)
	s.must(s.store.CreateSession(s.Context(), session, secret.Digest(), hash))
	return session, secret
}

func (s *scene) aToken(of mesher.Account, label string) (mesher.Token, mesher.Secret) {
	s.Helper()
	secret := mesher.NewSecret(mesher.TokenPrefix)
	token := mesher.Token{
		ID: uuid.Must(uuid.NewV7()), AccountID: of.ID, Label: label, Hint: secret.Reveal()[:9], Scope: mesher.AdminRole, CreatedAt: noon,
	}
	s.must(s.store.CreateToken(s.Context(), token, secret.Digest()))
	return token, secret
}

var accountTests = map[string]func(*scene){
	"the first account claims what was there": func(s *scene) {
		claimed, err := s.store.Claimed(s.Context())
		s.must(err)
		wantEqual(s, "claimed", claimed, false)
		first := mesher.Account{ID: uuid.New(), Email: "ada@example.com", Name: "Ada", CreatedAt: noon}
		names := mesher.ClaimNames{Org: "Engines", OrgSlug: "engines", Project: "Shop", ProjectSlug: "shop"}
		s.must(s.store.Claim(s.Context(), first, "hash", names))

		project, err := s.store.Project(s.Context(), "shop")
		s.must(err)
		wantEqual(s, "the project's number", project.ID, s.project.ID)
		in, err := s.store.Memberships(s.Context(), first.ID)
		s.must(err)
		want := mesher.Membership{Org: mesher.Org{ID: s.project.OrgID, Name: "Engines", Slug: "engines"}, Role: mesher.OwnerRole}
		if len(in) != 1 || in[0] != want {
			s.Errorf("the first account belongs to %+v, want %+v", in, want)
		}
		s.must(s.store.CreateOrg(s.Context(), mesher.Org{ID: uuid.New(), Name: "Later", Slug: "later"}, first.ID, time.Now().Add(time.Hour)))
		org, err := s.store.FirstOrg(s.Context())
		s.must(err)
		wantEqual(s, "the first organisation", org, want.Org)
		claimed, err = s.store.Claimed(s.Context())
		s.must(err)
		wantEqual(s, "claimed", claimed, true)
		_, key, err := s.store.Bootstrap(s.Context())
		s.must(err)
		wantEqual(s, "the key after a claim", key, s.key)
	},
	"of many who claim one does": func(s *scene) {
		var all sync.WaitGroup
		var won atomic.Int32
		for range 8 {
			all.Go(func() {
				a := mesher.Account{ID: uuid.New(), Email: uuid.NewString() + "@example.com", Name: "x", CreatedAt: noon}
				switch err := s.store.Claim(s.Context(), a, "hash", mesher.ClaimNames{}); {
				case err == nil:
					won.Add(1)
				case mesher.KindOf(err) != mesher.Conflict:
					s.Error(err)
				}
			})
		}
		all.Wait()
		wantEqual(s, "how many claimed", won.Load(), 1)
	},
	"an account is found by id and address": func(s *scene) {
		ada := s.anAccount("ada")
		s.anAccount("eve")
		got, err := s.store.Account(s.Context(), ada.ID)
		s.must(err)
		wantEqual(s, "the account", got, ada)
		got, hash, err := s.store.AccountByEmail(s.Context(), ada.Email)
		s.must(err)
		wantEqual(s, "the account", got, ada)
		wantEqual(s, "the hash", hash, "hash of ada")
		_, _, err = s.store.AccountByEmail(s.Context(), "nobody@example.com")
		s.wantKind(err, mesher.NotFound)
		_, err = s.store.Account(s.Context(), uuid.New())
		s.wantKind(err, mesher.NotFound)
		s.wantKind(s.store.CreateAccount(s.Context(), mesher.Account{ID: uuid.New(), Email: ada.Email, CreatedAt: noon}, ""), mesher.Conflict)
	},
	"a session opens until it ends": func(s *scene) {
		ada := s.anAccount("ada")
		session, secret := s.aSession(ada, noon.Add(time.Hour))
		found, account, err := s.store.SessionByDigest(s.Context(), secret.Digest(), noon)
		s.must(err)
		wantEqual(s, "the session", found, session)
		wantEqual(s, "its account", account, ada)
		_, _, err = s.store.SessionByDigest(s.Context(), mesher.NewSecret("").Digest(), noon)
		s.wantKind(err, mesher.NotFound)
		_, _, err = s.store.SessionByDigest(s.Context(), secret.Digest(), noon.Add(time.Hour))
		s.wantKind(err, mesher.NotFound)

		s.must(s.store.SeeSession(s.Context(), session.ID, noon.Add(time.Minute)))
		other, _ := s.aSession(ada, noon.Add(2*time.Hour))
		listed, err := s.store.Sessions(s.Context(), ada.ID, noon)
		s.must(err)
		if len(listed) != 2 || listed[0].ID != other.ID || !listed[1].SeenAt.Equal(noon.Add(time.Minute)) {
			s.Errorf("the sessions are %+v", listed)
		}
		eve := s.anAccount("eve")
		s.wantKind(s.store.EndSession(s.Context(), eve.ID, session.ID), mesher.NotFound)
		s.must(s.store.EndSession(s.Context(), ada.ID, session.ID))
		_, _, err = s.store.SessionByDigest(s.Context(), secret.Digest(), noon)
		s.wantKind(err, mesher.NotFound)
	},
	"expired sessions are forgotten": func(s *scene) {
		ada := s.anAccount("ada")
		s.aSession(ada, noon.Add(time.Hour))
		_, lasting := s.aSession(ada, noon.Add(2*time.Hour))
		s.must(s.store.ForgetSessions(s.Context(), noon.Add(time.Hour)))
		listed, err := s.store.Sessions(s.Context(), ada.ID, noon)
		s.must(err)
		wantEqual(s, "the number of sessions", len(listed), 1)
		_, _, err = s.store.SessionByDigest(s.Context(), lasting.Digest(), noon)
		s.must(err)
	},
	"a new password ends every session": func(s *scene) {
		ada, eve := s.anAccount("ada"), s.anAccount("eve")
		_, adas := s.aSession(ada, noon.Add(time.Hour))
		_, eves := s.aSession(eve, noon.Add(time.Hour))
		s.must(s.store.SetPassword(s.Context(), ada.ID, "new hash"))
		_, hash, err := s.store.AccountByEmail(s.Context(), ada.Email)
		s.must(err)
		wantEqual(s, "the hash", hash, "new hash")
		_, _, err = s.store.SessionByDigest(s.Context(), adas.Digest(), noon)
		s.wantKind(err, mesher.NotFound)
		_, _, err = s.store.SessionByDigest(s.Context(), eves.Digest(), noon)
		s.must(err)
		s.wantKind(s.store.SetPassword(s.Context(), uuid.New(), "x"), mesher.NotFound)
	},
	"a session by the old password comes too late": func(s *scene) {
		ada := s.anAccount("ada")
		session, _ := s.aSession(ada, noon.Add(time.Hour))
		s.must(s.store.SetPassword(s.Context(), ada.ID, "new hash"))
		session.ID = uuid.Must(uuid.NewV7())
		s.wantKind(s.store.CreateSession(s.Context(), session, mesher.NewSecret("").Digest(), "hash of ada"), mesher.Unauthorized)
		s.must(s.store.CreateSession(s.Context(), session, mesher.NewSecret("").Digest(), "new hash"))
	},
	"of a new password and sessions by the old one none outlives the other": func(s *scene) {
		for n := range 10 {
			ada, hash := s.anAccount(fmt.Sprint("ada", n)), fmt.Sprint("hash of ada", n)
			var all sync.WaitGroup
			for range 4 {
				all.Go(func() {
					session := mesher.Session{ID: uuid.Must(uuid.NewV7()), AccountID: ada.ID, CreatedAt: noon, ExpiresAt: noon.Add(time.Hour), SeenAt: noon}
					err := s.store.CreateSession(s.Context(), session, mesher.NewSecret("").Digest(), hash)
					if err != nil && mesher.KindOf(err) != mesher.Unauthorized {
						s.Error(err)
					}
				})
			}
			all.Go(func() {
				if err := s.store.SetPassword(s.Context(), ada.ID, "new hash"); err != nil {
					s.Error(err)
				}
			})
			all.Wait()
			left, err := s.store.Sessions(s.Context(), ada.ID, noon)
			s.must(err)
			wantEqual(s, "the number of sessions left", len(left), 0)
		}
	},
	"a token opens until it is revoked": func(s *scene) {
		ada, eve := s.anAccount("ada"), s.anAccount("eve")
		token, secret := s.aToken(ada, "ci")
		found, account, err := s.store.TokenByDigest(s.Context(), secret.Digest())
		s.must(err)
		wantEqual(s, "the token", found, token)
		wantEqual(s, "its account", account, ada)

		s.must(s.store.SeeToken(s.Context(), token.ID, noon.Add(time.Minute)))
		s.wantKind(s.store.RevokeToken(s.Context(), eve.ID, token.ID, noon), mesher.NotFound)
		s.must(s.store.RevokeToken(s.Context(), ada.ID, token.ID, noon.Add(time.Hour)))
		s.must(s.store.RevokeToken(s.Context(), ada.ID, token.ID, noon.Add(2*time.Hour))) // again: nothing happens
		_, _, err = s.store.TokenByDigest(s.Context(), secret.Digest())
		s.wantKind(err, mesher.NotFound)
		listed, err := s.store.Tokens(s.Context(), ada.ID)
		s.must(err)
		token.UsedAt, token.RevokedAt = noon.Add(time.Minute), noon.Add(time.Hour)
		if len(listed) != 1 || listed[0] != token {
			s.Errorf("the tokens are %+v, want %+v", listed, token)
		}
	},
}
