package app

import (
	"os"
	"regexp"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/mesh-actors/mesh/mesher"
)

// A metric with a label, as the page about metrics writes it.
var labelled = regexp.MustCompile("`(\\w+)\\{(\\w+)\\}`")

// Every rule that operators are given asks for metrics that a program has, by
// labels and values that it gives them; and the page about metrics lists no other
// labels.
func TestRulesAskForWhatThereIs(t *testing.T) {
	p := launch(t, Config{})
	p.send(t, `{"message":"x"}`)
	var told exposition
	until(t, "every chore was done", func() bool {
		told = expositionOf(p.scrape(t))
		return len(told["mesher_chore_last_success_timestamp_seconds"]["chore"]) == len(told["mesher_chore_here"]["chore"])
	})
	for _, o := range []mesher.Outcome{mesher.RefusedUnavailable, mesher.Quarantined} { // this program is well
		told.add("mesher_events_total", "outcome", string(o))
	}
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
	rules := 0
	for _, g := range file.Groups {
		for _, r := range g.Rules {
			rules++
			wrong := told.wrongs(r.Expr)
			for _, text := range r.Annotations {
				wrong = append(wrong, told.wrongsOfText(r.Expr, text)...)
			}
			for _, w := range wrong {
				t.Errorf("%s: %s", r.Alert, w)
			}
		}
	}
	if rules < 10 {
		t.Errorf("there are %d rules", rules)
	}
	for _, m := range labelled.FindAllStringSubmatch(string(document(t, "METRICS.md")), -1) {
		if told[m[1]][m[2]] == nil {
			t.Errorf("the page lists %s, and there is none with such a label", m[0])
		}
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
