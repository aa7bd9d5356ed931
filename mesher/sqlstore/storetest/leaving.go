package storetest

import (
	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

var leavingTests = map[string]func(*scene){
	"everybody is listed by address": func(s *scene) {
		eve, ada := s.anAccount("eve"), s.anAccount("ada")
		got, err := s.store.AllAccounts(s.Context())
		s.must(err)
		if len(got) != 2 || got[0] != ada || got[1] != eve {
			s.Errorf("the accounts are %+v", got)
		}
	},
	"who is deleted leaves nothing that opens a door": func(s *scene) {
		ada, eve := s.anAccount("ada"), s.anAccount("eve")
		org := s.anOrg("engines", ada)
		s.invited(org, eve, mesher.AdminRole)
		_, session := s.aSession(eve, noon.AddDate(1, 0, 0))
		_, token := s.aToken(eve, "a token")
		issue := s.writeOne("a").IssueID
		_, err := s.store.Assign(s.Context(), s.project.ID, []uuid.UUID{issue}, eve.ID, s.act())
		s.must(err)

		s.must(s.store.DeleteAccount(s.Context(), eve.ID))
		_, _, err = s.store.SessionByDigest(s.Context(), session.Digest(), noon)
		s.wantKind(err, mesher.NotFound)
		_, _, err = s.store.TokenByDigest(s.Context(), token.Digest())
		s.wantKind(err, mesher.NotFound)
		wantEqual(s, "the number of members", len(s.members(org)), 1)
		wantEqual(s, "who has the issue", s.issue(issue).AssignedTo, uuid.Nil)
		s.wantKind(s.store.DeleteAccount(s.Context(), eve.ID), mesher.NotFound)
	},
	"the last owner of an organisation is not deleted": func(s *scene) {
		ada, eve := s.anAccount("ada"), s.anAccount("eve")
		org := s.anOrg("engines", ada)
		s.invited(org, eve, mesher.AdminRole)
		s.wantKind(s.store.DeleteAccount(s.Context(), ada.ID), mesher.Conflict)
		s.must(s.store.SetRole(s.Context(), org.ID, s.members(org)[1].ID, mesher.OwnerRole))
		s.must(s.store.DeleteAccount(s.Context(), ada.ID))
		wantEqual(s, "the owner", s.members(org)[0].AccountID, eve.ID)
	},
}
