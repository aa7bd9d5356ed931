package storetest

import (
	"fmt"
	"strings"
	"time"

	"github.com/mesh-actors/mesh/mesher"
)

var searchTests = map[string]func(*scene){
	"finds by message, exception and culprit": func(s *scene) {
		other := s.anotherProject("other").ID
		with := func(kind, value string) option {
			return func(r *mesher.Record) {
				r.Event.Exceptions = append(r.Event.Exceptions, mesher.Exception{Type: kind, Value: value})
			}
		}
		s.write(
			s.record("one", minutes(-1), message("Cannot pay order 7 in Zürich"), with("PayError", "connection reset by peer")),
			s.record("two", minutes(-2), message("reset the connection, pay later"), with("app.Timeout", "")),
			s.record("three", minutes(-3000), message("%s OR 1=1 -- user@example.com"), with("", "x'); DROP TABLE events; --")),
			s.record("theirs", message("cannot pay"), of(other)),
		)
		for question, want := range map[string]string{
			"pay":                         "reset Cannot",
			"PAY":                         "reset Cannot",
			"pa":                          "",
			"pa*":                         "reset Cannot",
			"pay order":                   "Cannot",
			"pay nothing":                 "",
			"connection reset":            "reset Cannot", // in the message of one, where it counts double
			`"connection reset"`:          "Cannot",
			`"reset connection"`:          "",
			`"reset the connection"`:      "reset",
			"payerror":                    "Cannot",
			"app.timeout":                 "reset",
			"timeout.app":                 "",
			"in.three":                    "%s",
			"zürich":                      "Cannot",
			"ZÜR*":                        "Cannot",
			"zurich":                      "",
			"user@example.com":            "%s",
			"example":                     "%s",
			"' OR '1'='1":                 "%s",
			"x'); DROP TABLE events; --":  "%s",
			"NEAR(pay order)":             "",
			"message:pay":                 "",
			`pay" OR "a`:                  "",
			"or":                          "%s",
			"-pay":                        "reset Cannot",
			fmt.Sprint(s.project.ID):      wantNumber(s),
			fmt.Sprintf("#%d pay", other): "",
		} {
			wantEqual(s, "what "+question+" finds", s.found(question, mesher.Window{}), want)
		}
		wantEqual(s, "what is found in a window", s.found("pay", mesher.Window{Since: noon.Add(-time.Minute), Until: noon}), "Cannot")
		wantEqual(s, "what is found in an old one", s.found("pay", mesher.Window{Until: noon.Add(-time.Minute)}), "reset")
	},
	"ranks, and of equals the newest first": func(s *scene) {
		s.write(
			s.record("a", minutes(1), message("late pay")),
			s.record("a", minutes(2), message("later pay")),
			s.record("a", minutes(0), message("best pay pay")),
		)
		wantEqual(s, "the order", s.found("pay", mesher.Window{}), "best later late")
	},
	"only the newest are ranked": func(s *scene) {
		s.writeOne("a", minutes(-1), message("pay pay pay pay"))
		for range 4 {
			var records []mesher.Record
			for range mesher.MaxMatches / 4 {
				records = append(records, s.record("a", message("pay well")))
			}
			s.write(records...)
		}
		q, err := mesher.ParseQuery("pay")
		s.must(err)
		got, err := s.store.SearchEvents(s.Context(), s.project.ID, q, mesher.Window{}, 1)
		s.must(err)
		wantEqual(s, "the best", got[0].Message, "pay well")
	},
	"what few begin with is found among many, once": func(s *scene) {
		var records []mesher.Record
		for n := range 1500 { // the newest first
			text := "nothing"
			switch n {
			case 10, 999, 1000, 1400:
				text = fmt.Sprintf("%d nothing pay pal pan", n)
			case 1200:
				text = "1200 pay"
			}
			records = append(records, s.record("a", at(noon.Add(-time.Duration(n)*time.Millisecond)), message(text)))
		}
		s.write(records...)
		wantEqual(s, "what is found", s.found("pa*", mesher.Window{}), "10 999 1000 1400 1200")
		wantEqual(s, "what has what most have as well", s.found("noth* pa*", mesher.Window{}), "10 999 1000 1400")
		wantEqual(s, "what is found in a window", s.found("pa*", mesher.Window{Until: noon.Add(-time.Second / 2)}), "999 1000 1400 1200")
	},
	"nothing is found in an empty project": func(s *scene) {
		wantEqual(s, "what is found", s.found("pay", mesher.Window{}), "")
	},
}

// wantNumber returns what a search for the project's own number finds: a number
// is a word like others, and no event has this one but for the 1 of "1=1".
func wantNumber(s *scene) string {
	if s.project.ID == 1 {
		return "%s"
	}
	return ""
}

// found shows the first words of the events that a search finds.
func (s *scene) found(question string, w mesher.Window) string {
	s.Helper()
	q, err := mesher.ParseQuery(question)
	s.must(err)
	matches, err := s.store.SearchEvents(s.Context(), s.project.ID, q, w, 100)
	s.must(err)
	var words []string
	for _, m := range matches {
		word, _, _ := strings.Cut(m.Message, " ")
		words = append(words, word)
	}
	return strings.Join(words, " ")
}
