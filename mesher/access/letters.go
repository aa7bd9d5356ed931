package access

import (
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

// letters bounds the mail that callers have this installation send to addresses
// of their choice. A caller who makes many organisations meets the bound of their
// account; many who act for one organisation meet that of the organisation; and
// accounts that invite each other, each into an organisation of its own, meet the
// bound of all.
type letters struct{ account, org, all *patience }

func newLetters() letters {
	return letters{
		account: newPatience(50, 5*time.Minute),
		org:     newPatience(100, 5*time.Minute),
		all:     newPatience(500, time.Minute),
	}
}

// everybody is the only key of the bound of all.
const everybody = ""

// MayMail counts a letter for a caller in the name of an organisation; Limited if
// the caller, the organisation or the installation had too many lately.
func (g *Gate) MayMail(who Asker, org uuid.UUID) error {
	asked := []allowance{
		{g.letters.account, who.Account.ID.String()}, {g.letters.org, org.String()}, {g.letters.all, everybody},
	}
	wait, refused := takeAll(asked, g.now())
	if wait == 0 {
		return nil
	}
	whose := [...]string{"you had", "this organisation had", "this installation was asked to send"}[refused]
	e := mesher.Errorf(mesher.Limited, "%s too much mail sent lately; try again in %s", whose, wait.Round(time.Second)+time.Second)
	e.RetryAfter = wait
	return e
}
