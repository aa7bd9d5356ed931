package storetest

import (
	"encoding/json"
	"reflect"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

var eventTests = map[string]func(*scene){
	"comes back whole": func(s *scene) {
		yes := true
		want := mesher.Event{
			ID: uuid.New(), ProjectID: s.project.ID, ReceivedAt: noon.Add(123456 * time.Microsecond), Timestamp: noon,
			Level: mesher.LevelFatal, Message: "cannot pay 7 €", Template: "cannot pay %d €", Logger: "shop",
			Platform: "go", Transaction: "/pay", Culprit: "pay", Release: "1.2", Dist: "a", Environment: "prod",
			ServerName: "web-1", SDK: mesher.SDK{Name: "sentry.go", Version: "0.30"},
			Exceptions: []mesher.Exception{{Type: "PayError", Value: "no €", Module: "shop", Handled: &yes,
				Frames: []mesher.Frame{{Filename: "pay.go", Function: "Pay", Line: 7, InApp: &yes,
					PreContext: []string{"a", "b"}, ContextLine: "c", Vars: map[string]json.RawMessage{"n": []byte(`7`)}}}}},
			Breadcrumbs: []mesher.Breadcrumb{{Timestamp: noon, Category: "http", Message: "GET /"}},
			Tags:        map[string]string{"os": "linux"},
			User:        &mesher.User{ID: "42", Email: "a@example.com"},
			Request:     &mesher.Request{URL: "http://example.com/", Method: "GET", Headers: [][2]string{{"A", "b"}, {"A", "c"}}},
			Contexts:    map[string]json.RawMessage{"os": []byte(`{"name":"linux"}`)},
			Extra:       map[string]json.RawMessage{"deep": []byte(`[1,{"a":null}]`)},
			Modules:     map[string]string{"m": "1"},
			Fingerprint: []string{"pay"},
			Notes:       []mesher.Note{{Field: "tags.build", Reason: "too long"}},
		}
		r := s.record("pay")
		r.Event = &want
		receipt := s.write(r)[0]
		got, err := s.store.LatestEvent(s.Context(), receipt.IssueID)
		s.must(err)
		if !reflect.DeepEqual(*got, want) {
			s.Errorf("the event came back as\n%+v\nwant\n%+v", *got, want)
		}
	},
	"an empty batch is nothing": func(s *scene) { s.write() },
	"a batch is answered in its order": func(s *scene) {
		got := s.write(s.record("b"), s.record("a"), s.record("b"), s.record("c"))
		wantEqual(s, "the answer", outcomes(got), "[stored! stored! stored stored!]")
		if got[0].IssueID != got[2].IssueID || got[0].IssueID == got[1].IssueID {
			s.Error("events went to the wrong issues")
		}
	},
	"a batch with one bad event stores nothing": func(s *scene) {
		good, bad := s.record("good"), s.record("bad", of(s.project.ID+1000))
		_, err := s.store.WriteEvents(s.Context(), []mesher.Record{good, bad})
		s.wantKind(err, mesher.NotFound)
		wantEqual(s, "the number of issues", len(s.issues(0)), 0)
		// The call may be repeated, and numbers have no gap.
		receipt := s.write(good)[0]
		wantEqual(s, "the outcome", receipt.Outcome, mesher.Stored)
		wantEqual(s, "the issue's number", s.issue(receipt.IssueID).Number, 1)
	},
	"the latest is the one received last": func(s *scene) {
		newest := s.record("a", at(noon.Add(time.Second)))
		receipt := s.write(s.record("a"), newest, s.record("a", at(noon.Add(-time.Second))))[0]
		s.writeOne("b", at(noon.Add(time.Hour)))
		e, err := s.store.LatestEvent(s.Context(), receipt.IssueID)
		s.must(err)
		wantEqual(s, "the latest event", e.ID, newest.Event.ID)
	},
	"an unknown issue has no latest": func(s *scene) {
		_, err := s.store.LatestEvent(s.Context(), uuid.New())
		s.wantKind(err, mesher.NotFound)
	},
}
