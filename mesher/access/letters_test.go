package access_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/access"
)

// A caller who has mail sent to addresses of their choice meets one bound or
// another, however they go about it. Each case requests letters until one is
// refused.
func TestMailIsBounded(t *testing.T) {
	one, other := access.Asker{Account: mesher.Account{ID: uuid.New()}}, uuid.New()
	someone := func() access.Asker { return access.Asker{Account: mesher.Account{ID: uuid.New()}} }
	for _, c := range []struct {
		about string
		who   func() access.Asker
		org   func() uuid.UUID
		most  int
		again time.Duration
	}{
		{"one account that makes organisations", func() access.Asker { return one }, uuid.New, 50, 5 * time.Minute},
		{"accounts in one organisation", someone, func() uuid.UUID { return other }, 100, 5 * time.Minute},
		{"accounts that each make an organisation", someone, uuid.New, 500, time.Minute},
	} {
		t.Run(c.about, func(t *testing.T) {
			s := newScene(t)
			for n := range c.most {
				if err := s.MayMail(c.who(), c.org()); err != nil {
					t.Fatalf("letter %d is refused: %v", n+1, err)
				}
			}
			err := s.MayMail(c.who(), c.org())
			s.wantKind(err, mesher.Limited)
			e, _ := errors.AsType[*mesher.Error](err)
			if e.RetryAfter != c.again {
				t.Errorf("to come back in %s, want %s", e.RetryAfter, c.again)
			}
			s.now = s.now.Add(e.RetryAfter)
			s.must(s.MayMail(c.who(), c.org()))
			s.wantKind(s.MayMail(c.who(), c.org()), mesher.Limited)
		})
	}
}

// A letter that one bound refuses does not count for the others: further requests
// take none from the caller's organisation.
func TestARefusedLetterCostsNothing(t *testing.T) {
	s, org := newScene(t), uuid.New()
	for range 200 {
		s.MayMail(s.ada.Asker, org)
	}
	eve := access.Asker{Account: mesher.Account{ID: uuid.New()}}
	for range 50 {
		s.must(s.MayMail(eve, org))
	}
}
