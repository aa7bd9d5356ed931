package access_test

import (
	"net/netip"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/access"
	"github.com/mesh-actors/mesh/mesher/sqlstore/sqlite"
)

// A scene is a gate of an installation that Ada has set up. Its clock is moved by
// hand.
type scene struct {
	*testing.T
	*access.Gate
	store mesher.Store
	now   time.Time
	ada   access.SignIn
	org   uuid.UUID
}

const password = "correct horse battery"

var home = access.Client{IP: netip.MustParseAddr("192.0.2.7"), UserAgent: "a browser"}

func newScene(t *testing.T) *scene {
	store, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "test.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	project, _, err := store.Bootstrap(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	s := &scene{T: t, store: store, now: time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC), org: project.OrgID}
	s.Gate = access.New(access.Config{Store: store, Now: func() time.Time { return s.now }})
	ada := access.Newcomer{Email: "Ada@Example.com", Name: "Ada", Password: password}
	s.ada, err = s.SetUp(t.Context(), s.SetupSecret(), ada, "Engines", "Shop", home)
	s.must(err)
	return s
}

func (s *scene) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

func (s *scene) wantKind(err error, want mesher.Kind) {
	s.Helper()
	if err == nil || mesher.KindOf(err) != want {
		s.Fatalf("the error is %v of kind %d, want kind %d", err, mesher.KindOf(err), want)
	}
}

// joined adds a member by an invitation, and signs it in.
func (s *scene) joined(name string, role mesher.Role) access.SignIn {
	s.Helper()
	_, secret, err := s.Invite(s.Context(), s.org, name+"@example.com", role)
	s.must(err)
	in, err := s.Join(s.Context(), secret, access.Newcomer{Name: name, Password: password}, home)
	s.must(err)
	return in
}

func TestSetUpHappensOnce(t *testing.T) {
	s := newScene(t)
	eve := access.Newcomer{Email: "eve@example.com", Password: password}
	_, err := s.SetUp(t.Context(), s.SetupSecret(), eve, "", "", home)
	s.wantKind(err, mesher.Conflict)
	_, err = s.SetUp(t.Context(), mesher.NewSecret(""), eve, "", "", home)
	s.wantKind(err, mesher.Forbidden)
	s.must(s.Need(t.Context(), s.ada.Asker, s.org, mesher.OwnerRole))
	project, err := s.store.Project(t.Context(), "shop")
	s.must(err)
	if project.Name != "Shop" {
		t.Errorf("the project is called %q", project.Name)
	}
}

// Several secrets open the set-up, until it is done; no other does.
func TestSetUpByGivenSecrets(t *testing.T) {
	store, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "mesher.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	if _, _, err := store.Bootstrap(t.Context()); err != nil {
		t.Fatal(err)
	}
	shown, other := mesher.NewSecret(""), mesher.NewSecret("")
	s := &scene{T: t, Gate: access.New(access.Config{Store: store, Setup: []mesher.Secret{shown, other}})}
	if s.SetupSecret() != shown {
		t.Error("another one is shown")
	}
	ada := access.Newcomer{Email: "ada@example.com", Password: password}
	for _, wrong := range []mesher.Secret{{}, mesher.NewSecret(""), access.New(access.Config{Store: store}).SetupSecret()} {
		_, err = s.SetUp(t.Context(), wrong, ada, "", "", home)
		s.wantKind(err, mesher.Forbidden)
	}
	_, err = s.SetUp(t.Context(), other, ada, "", "", home)
	s.must(err)
	_, err = s.SetUp(t.Context(), shown, ada, "", "", home)
	s.wantKind(err, mesher.Conflict)
}

func TestASetUpIsChecked(t *testing.T) {
	for name, n := range map[string]access.Newcomer{
		"no address":     {Email: "ada", Password: password},
		"short password": {Email: "ada@example.com", Password: "nine char"},
		"huge password":  {Email: "ada@example.com", Password: strings.Repeat("x", 1025)},
		"huge name":      {Email: "ada@example.com", Name: strings.Repeat("x", 101), Password: password},
	} {
		t.Run(name, func(t *testing.T) {
			store, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "test.db"))
			if err != nil {
				t.Fatal(err)
			}
			defer store.Close()
			s := &scene{T: t, Gate: access.New(access.Config{Store: store})}
			_, err = s.SetUpHere(t.Context(), n, "", "", home)
			s.wantKind(err, mesher.Invalid)
		})
	}
}

// ORG-03: a person who signs in has a session until it expires or is ended.
func TestASessionOpensUntilItEnds(t *testing.T) {
	s := newScene(t)
	in, err := s.Login(t.Context(), " ADA@example.com", password, home)
	s.must(err)
	who, err := s.Session(t.Context(), in.Secret)
	s.must(err)
	if who.Account.Email != "ada@example.com" || who.IsProgram() {
		t.Errorf("signed in as %+v", who)
	}
	s.must(s.Logout(t.Context(), who))
	_, err = s.Session(t.Context(), in.Secret)
	s.wantKind(err, mesher.Unauthorized)
	s.must(s.Logout(t.Context(), who)) // again: nothing happens

	s.now = s.now.Add(7*24*time.Hour - time.Second)
	_, err = s.Session(t.Context(), s.ada.Secret)
	s.must(err)
	s.now = s.now.Add(time.Second)
	_, err = s.Session(t.Context(), s.ada.Secret)
	s.wantKind(err, mesher.Unauthorized)
}

func TestGuessingIsSlow(t *testing.T) {
	s := newScene(t)
	guess := func(email string, from string) error {
		_, err := s.Login(t.Context(), email, "wrong password", access.Client{IP: netip.MustParseAddr(from)})
		return err
	}
	for range 10 {
		s.wantKind(guess("ada@example.com", "192.0.2.1"), mesher.Unauthorized)
	}
	s.wantKind(guess("ADA@example.com", "192.0.2.1"), mesher.Limited)
	there := access.Client{IP: netip.MustParseAddr("192.0.2.1")}
	if _, err := s.Login(t.Context(), "ada@example.com", password, there); mesher.KindOf(err) != mesher.Limited {
		t.Errorf("who knows the password waits as well, not %v", err)
	}
	s.now = s.now.Add(time.Minute)
	_, err := s.Login(t.Context(), "ada@example.com", password, there)
	s.must(err)

	for i := range 30 - 10 + 3 { // three are forgiven in a minute
		s.wantKind(guess(strings.Repeat("x", i+1)+"@example.com", "192.0.2.1"), mesher.Unauthorized)
	}
	s.wantKind(guess("another@example.com", "192.0.2.1"), mesher.Limited) // one place, many accounts
	s.wantKind(guess("another@example.com", "192.0.2.2"), mesher.Unauthorized)
}

// Concurrent guesses are no more than sequential ones, and malformed addresses
// are no way round either.
func TestGuessingAtOnceIsAsSlow(t *testing.T) {
	s := newScene(t)
	var tried atomic.Int64
	var all sync.WaitGroup
	for range 40 {
		all.Go(func() {
			if _, err := s.Login(t.Context(), "ada@example.com", "wrong password", home); mesher.KindOf(err) == mesher.Unauthorized {
				tried.Add(1)
			}
		})
	}
	all.Wait()
	if n := tried.Load(); n != 10 {
		t.Errorf("%d guesses were looked at, want 10", n)
	}
	elsewhere := access.Client{IP: netip.MustParseAddr("203.0.113.9")}
	for i := range 10 {
		_, err := s.Login(t.Context(), strings.Repeat("\x00", i), "wrong", elsewhere)
		s.wantKind(err, mesher.Unauthorized)
	}
	_, err := s.Login(t.Context(), strings.Repeat("x", 1000), "wrong", elsewhere)
	s.wantKind(err, mesher.Limited)
}

func TestAHouseholdSharesItsPatience(t *testing.T) {
	s := newScene(t)
	for i := range 30 {
		_, err := s.Login(t.Context(), strings.Repeat("x", i+1)+"@example.com", "wrong", access.Client{IP: netip.MustParseAddr("2001:db8::1")})
		s.wantKind(err, mesher.Unauthorized)
	}
	_, err := s.Login(t.Context(), "y@example.com", "wrong", access.Client{IP: netip.MustParseAddr("2001:db8::ffff:2")})
	s.wantKind(err, mesher.Limited)
	_, err = s.Login(t.Context(), "y@example.com", "wrong", access.Client{IP: netip.MustParseAddr("2001:db8:0:1::1")})
	s.wantKind(err, mesher.Unauthorized)
}

func TestANewPasswordEndsOtherSessions(t *testing.T) {
	s := newScene(t)
	const fresh = "an entirely new one"
	_, err := s.ChangePassword(t.Context(), s.ada.Asker, "wrong password", fresh, home)
	s.wantKind(err, mesher.Invalid)
	_, err = s.ChangePassword(t.Context(), s.ada.Asker, password, "short", home)
	s.wantKind(err, mesher.Invalid)
	in, err := s.ChangePassword(t.Context(), s.ada.Asker, password, fresh, home)
	s.must(err)
	_, err = s.Session(t.Context(), s.ada.Secret)
	s.wantKind(err, mesher.Unauthorized)
	_, err = s.Session(t.Context(), in.Secret)
	s.must(err)
	_, err = s.Login(t.Context(), "ada@example.com", password, home)
	s.wantKind(err, mesher.Unauthorized)
	_, err = s.Login(t.Context(), "ada@example.com", fresh, home)
	s.must(err)
}

func TestATokenIsNoStrongerThanItsScope(t *testing.T) {
	s := newScene(t)
	_, secret, err := s.CreateToken(t.Context(), s.ada.Asker, "ci", mesher.AdminRole)
	s.must(err)
	who, err := s.Token(t.Context(), secret)
	s.must(err)
	s.must(s.Need(t.Context(), who, s.org, mesher.AdminRole))
	s.wantKind(s.Need(t.Context(), who, s.org, mesher.OwnerRole), mesher.Forbidden)
	_, err = s.ChangePassword(t.Context(), who, password, "an entirely new one", home)
	s.wantKind(err, mesher.Forbidden)

	child, _, err := s.CreateToken(t.Context(), who, "its own", mesher.OwnerRole)
	s.must(err)
	if child.Scope != mesher.AdminRole {
		t.Errorf("an admin's token made one with the scope %s", child.Scope)
	}
	s.must(s.store.RevokeToken(t.Context(), who.Account.ID, who.Token.ID, s.now))
	for _, text := range []string{secret.Reveal(), "", "mshu_", s.ada.Secret.Reveal()} {
		_, err = s.Token(t.Context(), mesher.SecretOf(text))
		s.wantKind(err, mesher.Unauthorized)
	}
}

func TestStrangersSeeNothing(t *testing.T) {
	s := newScene(t)
	other := mesher.Org{ID: uuid.New(), Name: "Other", Slug: "other"}
	eve := s.joined("eve", mesher.MemberRole)
	s.must(s.store.CreateOrg(t.Context(), other, eve.Asker.Account.ID, s.now))
	s.must(s.Need(t.Context(), eve.Asker, other.ID, mesher.OwnerRole))
	s.must(s.Need(t.Context(), eve.Asker, s.org, mesher.MemberRole))
	s.wantKind(s.Need(t.Context(), eve.Asker, s.org, mesher.AdminRole), mesher.Forbidden)
	s.wantKind(s.Need(t.Context(), s.ada.Asker, other.ID, mesher.MemberRole), mesher.NotFound)
	s.wantKind(s.Need(t.Context(), access.Asker{}, s.org, mesher.MemberRole), mesher.NotFound)
}

// ORG-01: members come by invitation, with the role in it.
func TestInvitations(t *testing.T) {
	s := newScene(t)
	eve := s.joined("eve", mesher.AdminRole)
	s.must(s.Need(t.Context(), eve.Asker, s.org, mesher.AdminRole))

	_, secret, err := s.Invite(t.Context(), s.org, "eve@example.com", mesher.OwnerRole)
	s.must(err)
	_, err = s.Join(t.Context(), secret, access.Newcomer{Password: password}, home)
	s.wantKind(err, mesher.Conflict) // she has an account
	s.must(s.Accept(t.Context(), secret, eve.Asker))
	s.must(s.Need(t.Context(), eve.Asker, s.org, mesher.OwnerRole))
	s.wantKind(s.Accept(t.Context(), secret, eve.Asker), mesher.NotFound)

	_, secret, err = s.Invite(t.Context(), s.org, "late@example.com", mesher.MemberRole)
	s.must(err)
	s.now = s.now.Add(7 * 24 * time.Hour)
	_, err = s.Join(t.Context(), secret, access.Newcomer{Password: password}, home)
	s.wantKind(err, mesher.NotFound)
}
