package app

import (
	"fmt"
	"os"
	"regexp"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/mesh-actors/mesh/mesher"
)

// A metric with a label, as the page about metrics writes it.
var labelled = regexp.MustCompile("`(\\w+)\\{(\\w+)\\}`")

// Every rule given to operators uses metrics that a program has, with labels and
// values that it gives them; and the page about metrics lists no other labels.
func TestRulesAskForWhatThereIs(t *testing.T) {
	p := launch(t, Config{})
	p.send(t, `{"message":"x"}`)
	var file struct {
		Groups []struct {
			Rules []struct {
				Alert, Expr string
				Annotations map[string]string
			}
		}
	}
	if err := yaml.Unmarshal(document(t, "mesher.rules.yml"), &file); err != nil {
		t.Fatal(err)
	}
	page := labelled.FindAllStringSubmatch(string(document(t, "METRICS.md")), -1)
	rules := 0
	untilRight(t, "all that is asked for is told", func() (wrong []string) { // a scrape leaves out what takes too long
		told := expositionOf(p.scrape(t))
		if len(told["mesher_chore_last_success_timestamp_seconds"]["chore"]) < len(told["mesher_chore_here"]["chore"]) {
			return []string{"a chore was not done yet"}
		}
		for _, o := range []mesher.Outcome{mesher.RefusedUnavailable, mesher.Quarantined} { // this program is well
			told.add("mesher_events_total", "outcome", string(o))
		}
		rules = 0
		for _, g := range file.Groups {
			for _, r := range g.Rules {
				rules++
				for _, w := range told.wrongs(r.Expr) {
					wrong = append(wrong, r.Alert+": "+w)
				}
				for _, text := range r.Annotations {
					for _, w := range told.wrongsOfText(r.Expr, text) {
						wrong = append(wrong, r.Alert+": "+w)
					}
				}
			}
		}
		for _, m := range page {
			if told[m[1]][m[2]] == nil {
				wrong = append(wrong, fmt.Sprintf("the page lists %s, and there is none with such a label", m[0]))
			}
		}
		return wrong
	})
	if rules < 10 {
		t.Errorf("there are %d rules", rules)
	}
}

func document(t *testing.T, name string) []byte {
	t.Helper()
	text, err := os.ReadFile("../../docs/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return text
}
